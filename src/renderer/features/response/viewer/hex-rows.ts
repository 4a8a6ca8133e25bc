/** Bytes in one row of a hex view. */
export const bytesPerRow = 16;

/** Bytes from `anchor` to `focus`, both included. */
export interface ByteSelection {
  readonly anchor: number;
  readonly focus: number;
}

/** A selection as a range: `end` is the byte after the last one. */
export function byteRange({ anchor, focus }: ByteSelection): { start: number; end: number } {
  return { start: Math.min(anchor, focus), end: Math.max(anchor, focus) + 1 };
}

/** `4f 6b 0a` */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** Bytes as ASCII, one character each; a dot for what draws nothing or is more than ASCII. */
export function asciiOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(
    '',
  );
}

/** A row's offset in hexadecimal, as wide as the last one of `size` bytes. */
export function offsetLabel(row: number, size: number): string {
  const digits = Math.max(Math.max(size - 1, 0).toString(16).length, 8);
  return (row * bytesPerRow).toString(16).padStart(digits, '0');
}

/** Rows that `size` bytes take; an empty body has one. */
export function hexRowsOf(size: number): number {
  return Math.max(1, Math.ceil(size / bytesPerRow));
}

/** A string of a row in three parts: before what is selected, that itself, and behind it. */
export function partsOf(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  charactersPerByte: 1 | 3,
): readonly [before: string, selected: string, after: string] {
  const from = Math.max(start, 0) * charactersPerByte;
  // Between two bytes is a blank, which is selected with both of them.
  const to = Math.max(from, end * charactersPerByte - (charactersPerByte === 3 && end < bytesPerRow ? 1 : 0));
  return [text.slice(0, from), text.slice(from, to), text.slice(to)];
}
