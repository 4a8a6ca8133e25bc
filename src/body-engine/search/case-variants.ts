/** With `i` it also finds what some character with case folds to. */
const isCased = /\p{Changes_When_Casemapped}|\p{Changes_When_Casefolded}/iu;

/** Of those with case that were asked for: of 3,000 at most. */
const known = new Map<string, readonly string[]>();

/**
 * The characters that a regular expression with the flags `i` and `u` takes for the same (simple case folding of
 * Unicode): 'k' is 'k', 'K' and the Kelvin sign. One without case is the same as itself alone.
 * @param character one code point
 */
export function caseVariants(character: string): readonly string[] {
  if (!isCased.test(character)) return [character];
  const before = known.get(character);
  if (before) return before;
  const source = `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  const found: readonly string[] = casedCharacters().match(new RegExp(source, 'giu')) ?? [];
  const variants = found.includes(character) ? found : [character, ...found];
  known.set(character, variants);
  return variants;
}

let cased: string | undefined;

/** Every character that some folding changes, or changes into. Asking the engine itself beats a table that may differ from it. */
function casedCharacters(): string {
  if (cased !== undefined) return cased;
  cased = '';
  // Scripts with case stand in the first two planes.
  for (let code = 0; code < 0x2_0000; code++) {
    const character = code >= 0xd800 && code < 0xe000 ? '' : String.fromCodePoint(code);
    if (isCased.test(character)) cased += character;
  }
  return cased;
}
