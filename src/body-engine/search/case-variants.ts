/**
 * The characters that a regular expression with the flags `i` and `u` takes for the same (simple case folding of
 * Unicode): 'k' is 'k', 'K' and the Kelvin sign.
 * @param character one code point
 */
export function caseVariants(character: string): string[] {
  const source = `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  const variants: string[] = casedCharacters().match(new RegExp(source, 'giu')) ?? [];
  return variants.includes(character) ? variants : [character, ...variants];
}

let cased: string | undefined;

/** Every character that some folding changes, or changes into. Asking the engine itself beats a table that may differ from it. */
function casedCharacters(): string {
  if (cased !== undefined) return cased;
  const isCased = /\p{Changes_When_Casemapped}|\p{Changes_When_Casefolded}/u;
  cased = '';
  // Scripts with case stand in the first two planes.
  for (let code = 0; code < 0x2_0000; code++) {
    const character = code >= 0xd800 && code < 0xe000 ? '' : String.fromCodePoint(code);
    if (isCased.test(character)) cased += character;
  }
  return cased;
}
