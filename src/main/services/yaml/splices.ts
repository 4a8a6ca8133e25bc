/** A part of a text, from one offset to another, and what stands there instead. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * The text with each splice done. At one offset, what was added first stands first.
 * Throws where two of them overlap, which would be a mistake of whoever made them.
 */
export function spliced(text: string, splices: readonly Splice[]): string {
  let result = '';
  let done = 0;
  for (const { from, to, text: inserted } of splices.toSorted(
    (one, other) => one.from - other.from || one.to - other.to,
  )) {
    if (from < done) throw new Error(`a splice at ${from} overlaps the one before, which ends at ${done}`);
    result += text.slice(done, from) + inserted;
    done = to;
  }
  return result + text.slice(done);
}
