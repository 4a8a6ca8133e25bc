/** Bytes from `start` to before `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * What a Range field asks for (RFC 9110 §14.2) of something that is `size` bytes long: one range; 'all' where it asks for
 * none, for several, or for what nobody understands, which a server may answer with all; 'none' where it asks for what
 * lies behind the end.
 */
export function rangeOf(field: string | null, size: number): ByteRange | 'all' | 'none' {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(field?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined || first + last === '') return 'all';
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'none' : { start: size - length, end: size };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return 'all';
  if (start >= size) return 'none';
  return { start, end: last === '' ? size : Math.min(Number(last) + 1, size) };
}
