import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { analyse } from 'chardet';
import type { BodyEncoding, ContentKind } from '#router/contracts/body-view.ts';
import { kindByContent } from './kind-by-content.ts';
import { kindByType } from './kind-by-type.ts';

/** Bytes from the start of a body that are looked at. */
export const sniffedBytes = 64 * 1024;

export interface Sniffed {
  readonly kind: ContentKind;
  readonly encoding: BodyEncoding;
  /** Bytes of the byte order mark: the text begins behind it. */
  readonly textStart: number;
}

/**
 * What a body is, by its Content-Type and its first bytes.
 * @param start its first `sniffedBytes`, or as many as have come.
 * @param isWhole there is nothing behind them.
 */
export function sniff(start: Uint8Array, contentType: string, isWhole: boolean): Sniffed {
  if (isWhole && start.byteLength === 0) {
    return { kind: 'empty', encoding: { label: 'utf-8', by: 'content' }, textStart: 0 };
  }
  const { encoding, textStart } = encodingOf(start, contentType, isWhole);
  const kind = kindByType(contentType) ?? kindByContent(start.subarray(textStart), encoding.label);
  return { kind, encoding, textStart };
}

function encodingOf(start: Uint8Array, contentType: string, isWhole: boolean): Omit<Sniffed, 'kind'> {
  const mark = byteOrderMarks.find(({ bytes }) => bytes.every((byte, at) => start[at] === byte));
  // It goes before whatever the server says (https://encoding.spec.whatwg.org/#decode).
  if (mark) return { encoding: { label: mark.label, by: 'bom' }, textStart: mark.bytes.length };
  const charset = charsetOf(contentType);
  const named = charset === undefined ? undefined : knownLabel(charset);
  if (named !== undefined) return { encoding: { label: named, by: 'content-type' }, textStart: 0 };
  const label = labelByContent(isWhole ? start : withoutTornEnd(start));
  const unknown = charset === undefined ? {} : { unknown: charset };
  return { encoding: { label, by: 'content', ...unknown }, textStart: 0 };
}

const byteOrderMarks = [
  { label: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { label: 'utf-16le', bytes: [0xff, 0xfe] },
  { label: 'utf-16be', bytes: [0xfe, 0xff] },
];

function charsetOf(contentType: string): string | undefined {
  const found = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;"]+))/i.exec(contentType);
  return found?.[1] ?? found?.[2];
}

/** The canonical label, where `TextDecoder` knows the charset. */
function knownLabel(charset: string): string | undefined {
  try {
    return new TextDecoder(charset).encoding;
  } catch (cause) {
    if (cause instanceof RangeError) return undefined;
    throw cause;
  }
}

function labelByContent(start: Uint8Array): string {
  return utf16Label(start) ?? (isUtf8(start) ? 'utf-8' : legacyLabel(start));
}

/** UTF-16 without a mark: text of any language has spaces, digits or line ends, of which every second byte is NUL. */
function utf16Label(start: Uint8Array): string | undefined {
  const units = Math.floor(start.byteLength / 2);
  if (units < 2) return undefined;
  const nuls = [0, 0];
  for (let at = 0; at < units * 2; at += 1) if (start[at] === 0) nuls[at & 1] = (nuls[at & 1] ?? 0) + 1;
  const [first = 0, second = 0] = nuls;
  if (second > units * 0.3 && first < units * 0.02) return 'utf-16le';
  return first > units * 0.3 && second < units * 0.02 ? 'utf-16be' : undefined;
}

/** What chardet looks at; its time grows with it. */
const legacySampleBytes = 8 * 1024;
/** Below, chardet guesses: a few words in Western European have 10 to 40. */
const confident = 50;

function legacyLabel(start: Uint8Array): string {
  const firstForeign = start.findIndex((byte) => byte >= 0x80);
  const from = Math.max(0, firstForeign - legacySampleBytes / 8);
  const best = analyse(start.subarray(from, from + legacySampleBytes))[0];
  const label = best && best.confidence >= confident ? knownLabel(best.name) : undefined;
  // It was ruled out before.
  return label === undefined || label.startsWith('utf-') ? 'windows-1252' : label;
}

/** Without the bytes of a last character whose rest is still to come. */
function withoutTornEnd(start: Uint8Array): Uint8Array {
  for (let back = 1; back <= 3 && back <= start.byteLength; back += 1) {
    const byte = start[start.byteLength - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    return byte >= 0xc2 && byte <= 0xf4 ? start.subarray(0, -back) : start;
  }
  return start;
}
