import { createHash } from 'node:crypto';

/** The text that an edit of a draft has in the kill test: of a length of its own, and checkable as a whole. */
export function typedText(id: string, revision: number): string {
  const seed = createHash('sha256').update(`${id} ${revision}`).digest('hex');
  return seed.repeat(1 + ((revision * 37) % 2000));
}
