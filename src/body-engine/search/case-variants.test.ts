import { expect, test } from 'vitest';
import { caseVariants } from './case-variants.ts';

test('a character is the same as those that folding makes the same, whichever of them is asked for', () => {
  for (const same of [
    ['K', 'k', '\u{212A}'],
    ['S', 's', 'ſ'],
    ['ß', 'ẞ'],
    ['Σ', 'ς', 'σ'],
    ['𐐀', '𐐨'],
  ]) {
    for (const character of same) expect([...caseVariants(character)].toSorted()).toEqual(same.toSorted());
  }
});

test.each(['1', ' ', '日', '😀', '\ud800'])(
  '%j, which has no case, is the same as itself alone',
  (character) => {
    expect(caseVariants(character)).toEqual([character]);
  },
);

test('what was found for a character is kept: finding it goes over all of Unicode', () => {
  expect(caseVariants('é')).toBe(caseVariants('é'));
});
