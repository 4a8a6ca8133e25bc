import { createHash } from 'node:crypto';

/** The text that an edit of a draft has in the kill test: of a length of its own, and checkable as a whole. */
export function typedText(id: string, revision: number): string {
  const seed = createHash('sha256').update(`${id} ${revision}`).digest('hex');
  return seed.repeat(1 + ((revision * 37) % 2000));
}

/** Likewise for what is saved in a file of a collection: shorter, since that is written by its parts. */
export function savedText(path: string, number: number): string {
  return typedText(path, number).slice(0, 64 * (1 + (number % 40)));
}
