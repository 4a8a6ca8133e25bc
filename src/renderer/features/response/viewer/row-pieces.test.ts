import { expect, test } from 'vitest';
import { isPlain, piecesOf } from './row-pieces.ts';
import { tokensOf } from './row-tokens.ts';

const text = '{"id": 42}';
const tokens = tokensOf(text, 'json', false);

test('a row falls into its tokens and what is between them', () => {
  expect(piecesOf(text, 0, text.length, tokens, [])).toEqual([
    { text: '{', look: 'token-punctuation' },
    { text: '"id"', look: 'token-name' },
    { text: ':', look: 'token-punctuation' },
    { text: ' ', look: '' },
    { text: '42', look: 'token-number' },
    { text: '}', look: 'token-punctuation' },
  ]);
});

test('marks cut through tokens, and lie over each other', () => {
  const marks = [
    { start: 2, end: 8, look: 'match' },
    { start: 4, end: 10, look: 'selected' },
  ];
  expect(piecesOf(text, 0, text.length, tokens, marks).map((piece) => `${piece.text}|${piece.look}`)).toEqual(
    [
      '{|token-punctuation',
      '"|token-name',
      'id|token-name match',
      '"|token-name match selected',
      ':|token-punctuation match selected',
      ' |match selected',
      '4|token-number match selected',
      '2|token-number selected',
      '}|token-punctuation selected',
    ],
  );
});

test('a part of a row is drawn without the rest', () => {
  expect(piecesOf(text, 3, 8, tokens, [{ start: 0, end: 4, look: 'match' }])).toEqual([
    { text: 'd', look: 'token-name match' },
    { text: '"', look: 'token-name' },
    { text: ':', look: 'token-punctuation' },
    { text: ' ', look: '' },
    { text: '4', look: 'token-number' },
  ]);
  expect(piecesOf(text, 0, 0, tokens, [])).toEqual([]);
});

test('what draws nothing is shown as a picture, and a tab stays one', () => {
  const [piece] = piecesOf('a\u0000\u001b\t\u007f', 0, 5, [], []);
  expect(piece?.text).toBe('a␀␛\t␡');
});

test('only printable ASCII is sure to take one column each', () => {
  expect(isPlain('{"a": 1}')).toBe(true);
  expect(isPlain('a\tb')).toBe(false);
  expect(isPlain('日')).toBe(false);
});
