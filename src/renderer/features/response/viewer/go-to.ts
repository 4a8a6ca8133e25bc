import type { PlaceInput } from '#router/contracts/body-view.ts';

/**
 * Reads where somebody wants to go: `120` is the 120th line, `@1048576` or `@0x100000` a byte's offset, commas and blanks
 * between digits count for nothing. @returns null where it says nothing of the kind.
 */
export function parseGoTo(text: string): PlaceInput['at'] | null {
  const compact = text.replaceAll(/[\s,_]/g, '');
  const offset = parseOffset(compact.startsWith('@') ? compact.slice(1) : '');
  if (offset !== null) return { offset };
  if (!/^\d+$/.test(compact)) return null;
  const line = Number(compact);
  return Number.isSafeInteger(line) && line > 0 ? { line: line - 1 } : null;
}

/** A byte's offset in decimal, or in hexadecimal behind `0x`. @returns null where it is none. */
export function parseOffset(text: string): number | null {
  const compact = text.replaceAll(/[\s,_@]/g, '');
  if (!/^(?:\d+|0x[\da-f]+)$/i.test(compact)) return null;
  const offset = Number(compact);
  return Number.isSafeInteger(offset) ? offset : null;
}
