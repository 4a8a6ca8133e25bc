/** A piece of a text, [start, end). */
export type TextRange = readonly [number, number];

/** Of a word that is there as one piece, at the least but for its place. */
const wholeWordScore = 100;

/**
 * Finds the letters of `word` in `text`, in order: as one piece if they are there as one, at the start of a word rather
 * than within one; else scattered, as close together as a pass from each end finds them.
 * @param word lower case
 * @param text lower case, as long as what is shown
 * @param ranges takes the pieces of the text that the letters are in; left out for thousands of texts
 * @returns how well they stand there; null where they are not all there
 */
export function matchWord(word: string, text: string, ranges?: TextRange[]): number | null {
  if (word === '') return 0;
  const whole = text.indexOf(word);
  if (whole === -1) return matchScattered(word, text, ranges);
  const start = isWordStart(text, whole) ? whole : laterWordStart(word, text, whole);
  ranges?.push([start, start + word.length]);
  const bonus = start === 0 ? 40 : isWordStart(text, start) ? 25 : 0;
  const full = word.length === text.length ? 30 : 0;
  return wholeWordScore + bonus + full - Math.min(20, start / 4) - Math.min(20, text.length / 10);
}

/** Another place of the word, where it begins one. */
function laterWordStart(word: string, text: string, first: number): number {
  for (let at = text.indexOf(word, first + 1); at !== -1; at = text.indexOf(word, at + 1)) {
    if (isWordStart(text, at)) return at;
  }
  return first;
}

/**
 * Whether a word means a method: by its beginning, as its badge has it (DEL).
 * @param word lower case
 * @param method lower case
 */
export function isMethodWord(word: string, method: string): boolean {
  // Two letters would find half of all requests.
  return word.length >= 3 && method.startsWith(word);
}

function matchScattered(word: string, text: string, ranges: TextRange[] | undefined): number | null {
  let end = 0;
  for (let index = 0; index < word.length; index++) {
    const found = text.indexOf(word.charAt(index), end);
    if (found === -1) return null;
    end = found + 1;
  }
  // Back from where the last letter was first reached: the shortest piece that ends there.
  let score = 40;
  let pieceEnd = end;
  let place = end;
  for (let index = word.length - 1; index >= 0; index--) {
    const before = place;
    place = text.lastIndexOf(word.charAt(index), place - 1);
    if (place === before - 1) {
      score += 4;
    } else {
      ranges?.push([before, pieceEnd]);
      pieceEnd = place + 1;
      score += isWordStart(text, before) ? 6 : -6;
    }
  }
  ranges?.push([place, pieceEnd]);
  // Letters that are all over the place are found by chance.
  if (end - place > word.length * 4 + 4) return null;
  return score + (isWordStart(text, place) ? 6 : -6) - Math.min(10, place / 4);
}

function isWordStart(text: string, at: number): boolean {
  if (at === 0) return true;
  const before = text.charCodeAt(at - 1);
  return !isLetterOrDigit(before);
}

function isLetterOrDigit(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code > 127;
}
