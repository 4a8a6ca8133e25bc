import type { CharacterEncoding } from './character-encoding.ts';

/**
 * The first line feed that begins at `from` or later, or -1.
 * @param bytes begin at a multiple of the encoding's unit
 */
export function nextLineFeed(
  bytes: Buffer,
  from: number,
  { unitBytes, lineFeed }: CharacterEncoding,
): number {
  let at = bytes.indexOf(lineFeed, from);
  while (at >= 0 && at % unitBytes !== 0) at = bytes.indexOf(lineFeed, at + 1);
  return at;
}

/** The last line feed that ends at `end` or before, or -1. */
export function lastLineFeed(bytes: Buffer, end: number, { unitBytes, lineFeed }: CharacterEncoding): number {
  if (end < unitBytes) return -1;
  let at = bytes.lastIndexOf(lineFeed, end - unitBytes);
  while (at > 0 && at % unitBytes !== 0) at = bytes.lastIndexOf(lineFeed, at - 1);
  return at;
}
