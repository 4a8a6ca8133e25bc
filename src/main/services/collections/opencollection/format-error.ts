/** Thrown where a file does not say what it should, in words for the person who has it open as text. */
export class FormatError extends Error {
  override readonly name: string = 'FormatError';
}

/** Thrown where a file is no HTTP request that Parley can edit. It may well be something else. */
export class NotARequestError extends FormatError {
  override readonly name = 'NotARequestError';
}

/** For a file that has a mark of its own: see `yaml/large-literals.ts`. */
export function markIsForged(): FormatError {
  return new FormatError('it holds “parley:large:”, which Parley itself puts in the place of large bodies');
}
