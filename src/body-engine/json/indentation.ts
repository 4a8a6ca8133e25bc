import { byte } from './grammar.ts';

/** Levels that are indented, by two spaces each; deeper ones stand where the last of these does. */
export const maxIndentedLevels = 32;

/** More than one step writes: a comma, a line break, an indentation, a bracket. */
export const stepBytes = 2 * maxIndentedLevels + 8;

/** Begins a line of the text laid out. @returns where the next byte goes. */
export function breakLine(output: Uint8Array, out: number, depth: number): number {
  output[out] = byte.lineFeed;
  const end = out + 1 + 2 * (depth < maxIndentedLevels ? depth : maxIndentedLevels);
  for (let at = out + 1; at < end; at++) output[at] = byte.space;
  return end;
}
