import type { HeaderList } from '#router/contracts/send.ts';
import { valuesOf } from './headers.ts';
import { percentDecode, type Target } from './target.ts';

const extensions: ReadonlyMap<string, string> = new Map([
  ['application/gzip', 'gz'],
  ['application/javascript', 'js'],
  ['application/json', 'json'],
  ['application/pdf', 'pdf'],
  ['application/xml', 'xml'],
  ['application/yaml', 'yaml'],
  ['application/zip', 'zip'],
  ['image/avif', 'avif'],
  ['image/gif', 'gif'],
  ['image/jpeg', 'jpg'],
  ['image/png', 'png'],
  ['image/svg+xml', 'svg'],
  ['image/webp', 'webp'],
  ['text/css', 'css'],
  ['text/csv', 'csv'],
  ['text/html', 'html'],
  ['text/javascript', 'js'],
  ['text/markdown', 'md'],
  ['text/plain', 'txt'],
  ['text/xml', 'xml'],
]);

/**
 * A bare file name to offer for a response: what Content-Disposition says (RFC 6266), else the last part of the URL's
 * path, else `response`; with an extension by Content-Type where it has none. It holds no path and nothing that a
 * common file system refuses.
 */
export function fileNameFor(headers: HeaderList, { path }: Pick<Target, 'path'>): string {
  const [withoutQuery = ''] = path.split('?', 1);
  const candidates = [
    dispositionName(headers),
    percentDecode(withoutQuery.slice(withoutQuery.lastIndexOf('/') + 1)),
  ];
  const name = candidates.map(sanitise).find((candidate) => candidate !== '') ?? 'response';
  const extension = extensionFor(valuesOf(headers, 'content-type')[0]);
  return /\.[^.]+$/.test(name) || extension === undefined ? name : `${name}.${extension}`;
}

function dispositionName(headers: HeaderList): string {
  const [field = ''] = valuesOf(headers, 'content-disposition');
  return extendedParameter(field) ?? plainParameter(field) ?? '';
}

/** `filename*=UTF-8''na%C3%AFve.txt` (RFC 8187 §3.2), which comes before `filename`. */
function extendedParameter(field: string): string | undefined {
  const [, charset = '', value] = /;\s*filename\*\s*=\s*([\w-]+)'[^']*'([^\s;]+)/i.exec(field) ?? [];
  if (value === undefined) return undefined;
  if (charset.toLowerCase() === 'utf-8') return percentDecode(value);
  return value.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function plainParameter(field: string): string | undefined {
  const [, quoted, plain] = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]+))/i.exec(field) ?? [];
  return quoted?.replace(/\\(.)/g, '$1') ?? plain;
}

const maxNameBytes = 200;

/** Characters of a server's name that are looked at: its start and its end, where the extension is. */
const startCharacters = 900;
const endCharacters = 100;

function sanitise(name: string): string {
  const bare = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  const looked =
    bare.length > startCharacters + endCharacters
      ? bare.slice(0, startCharacters) + bare.slice(-endCharacters)
      : bare;
  const allowed = trimmed(looked.replace(/[\p{Cc}\p{Cf}\p{Cs}<>:"|?*]/gu, '_'))
    // Names that Windows keeps for devices, with any extension.
    .replace(/^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i, '_$1');
  return shortened(allowed);
}

/** Without dots and white space at either end. */
function trimmed(name: string): string {
  const isEdge = (at: number) => /[\s.]/.test(name.charAt(at));
  let start = 0;
  let end = name.length;
  while (start < end && isEdge(start)) start++;
  while (end > start && isEdge(end - 1)) end--;
  return name.slice(start, end);
}

/** Cuts before the extension, between characters. */
function shortened(name: string): string {
  const [extension = ''] = /\.[^.]{1,20}$/.exec(name) ?? [];
  let room = maxNameBytes - Buffer.byteLength(extension);
  let stem = '';
  for (const character of name.slice(0, name.length - extension.length)) {
    room -= Buffer.byteLength(character);
    if (room < 0) break;
    stem += character;
  }
  return stem + extension;
}

function extensionFor(contentType = ''): string | undefined {
  const [type = ''] = contentType.toLowerCase().split(';', 1);
  const essence = type.trim();
  return (
    extensions.get(essence) ??
    (essence.endsWith('+json') ? 'json' : essence.endsWith('+xml') ? 'xml' : undefined)
  );
}
