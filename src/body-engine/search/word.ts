/** What makes words: letters with their marks, digits, underscore. */
const wordCharacter = String.raw`[\p{L}\p{M}\p{N}_]`;
const isWord = new RegExp(`^${wordCharacter}$`, 'u');

/** A regular expression (flag `u`) for what `source` matches, unless its first or last character stands within a word. */
export function wholeWord(source: string): string {
  const between = `(?!(?<=${wordCharacter})${wordCharacter})`;
  return `${between}(?:${source})${between}`;
}

/** Whether a word goes on from one character to the next. */
export function joinsWord(character: string | undefined, next: string | undefined): boolean {
  return character !== undefined && next !== undefined && isWord.test(character) && isWord.test(next);
}
