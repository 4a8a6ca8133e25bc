import type { ContentKind } from '#router/contracts/body-view.ts';
import { TextDecoding } from './decoding.ts';

const signatures: readonly { kind: ContentKind; at: number; bytes: Buffer }[] = [
  { kind: 'pdf', at: 0, bytes: Buffer.from('%PDF-') },
  { kind: 'image', at: 0, bytes: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1') },
  { kind: 'image', at: 0, bytes: Buffer.from([0xff, 0xd8, 0xff]) },
  { kind: 'image', at: 0, bytes: Buffer.from('GIF8') },
  { kind: 'image', at: 8, bytes: Buffer.from('WEBPVP8') },
  { kind: 'image', at: 4, bytes: Buffer.from('ftypavif') },
  { kind: 'image', at: 0, bytes: Buffer.from([0, 0, 1, 0]) },
];

/** What a body is by its first bytes alone, behind a byte order mark. */
export function kindByContent(start: Uint8Array, label: string): ContentKind {
  if (start.byteLength === 0) return 'empty';
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength);
  const signature = signatures.find(({ at, bytes: wanted }) =>
    bytes.subarray(at, at + wanted.byteLength).equals(wanted),
  );
  if (signature) return signature.kind;
  const text = new TextDecoding(label).decode(start);
  return isBinary(text) ? 'binary' : kindOfText(text.trimStart());
}

/** Control characters that text has: tab, line feed, form feed, carriage return, escape. */
const textControls = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1b]);
/** Of a text's characters, those that may be control characters: a stray NUL makes it no binary file. */
const maxControlShare = 0.02;

function isBinary(text: string): boolean {
  let controls = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if ((code < 0x20 && !textControls.has(code)) || code === 0x7f) controls += 1;
  }
  return controls > text.length * maxControlShare;
}

function kindOfText(text: string): ContentKind {
  if (/^<(?:!doctype\s+html|html|head|body)\b/i.test(text)) return 'html';
  if (/^<(?:\?xml\b|!--|!doctype\b|[a-z_][\w:.-]*[\s/>])/i.test(text)) return 'xml';
  if (/^(?:\{\s*["}]|\[\s*["\]{[\d\-tfn])/.test(text)) return isJsonLines(text) ? 'ndjson' : 'json';
  return isEventStream(text) ? 'sse' : 'text';
}

/** Its first line is a whole value, and another one begins in the next. */
function isJsonLines(text: string): boolean {
  const end = text.indexOf('\n');
  if (end === -1 || !/^\s*[{[]/.test(text.slice(end))) return false;
  try {
    JSON.parse(text.slice(0, end));
    return true;
  } catch (cause) {
    if (cause instanceof SyntaxError) return false;
    throw cause;
  }
}

/** Its first block has data, and nothing but fields and comments (https://html.spec.whatwg.org/#parsing-an-event-stream). */
function isEventStream(text: string): boolean {
  const block = /^[\s\S]*?(?=\r\n\r\n|\n\n|\r\r)/.exec(text)?.[0];
  const lines = block?.split(/\r\n|\n|\r/) ?? [];
  return (
    lines.some((line) => /^data(?::|$)/.test(line)) &&
    lines.every((line) => /^(?:(?:data|event|id|retry)(?::|$)|:)/.test(line))
  );
}
