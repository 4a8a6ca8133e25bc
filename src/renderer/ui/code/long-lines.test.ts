import { EditorState } from '@codemirror/state';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addBreaks, addedBreaks, LineSplitter, numberOfLine, textBetween } from './long-lines.ts';

/** A viewer's state after the pieces, with lines cut at `limit` characters. */
function show(pieces: readonly string[], limit: number): EditorState {
  const splitter = new LineSplitter(limit);
  let state = EditorState.create({ extensions: [addedBreaks] });
  for (const piece of pieces) {
    const { insert, breaks } = splitter.push(piece);
    const from = state.doc.length;
    state = state.update({
      changes: { from, insert },
      effects: addBreaks.of(breaks.map((offset) => from + offset)),
    }).state;
  }
  return state;
}

const lines = (state: EditorState) => state.doc.toString().split('\n');
const numbers = (state: EditorState) => lines(state).map((_, index) => numberOfLine(index + 1, state));

describe('a long line', () => {
  test('is shown in pieces that count as one line', () => {
    const state = show(['ab\nabcdefghij\nc'], 4);
    expect(lines(state)).toEqual(['ab', 'abcd', 'efgh', 'ij', 'c']);
    expect(numbers(state)).toEqual(['1', '2', '↳', '↳', '3']);
  });

  test('goes on from one piece of text to the next', () => {
    const state = show(['abc', 'def', 'g\nh', 'i'], 4);
    expect(lines(state)).toEqual(['abcd', 'efg', 'hi']);
    expect(numbers(state)).toEqual(['1', '↳', '2']);
  });

  test('that fits exactly is not cut, nor is a letter of two code units', () => {
    expect(lines(show(['abcd', '\nabcd'], 4))).toEqual(['abcd', 'abcd']);
    expect(lines(show(['abc😀d'], 4))).toEqual(['abc', '😀d']);
  });

  test('may stand among line breaks of any kind', () => {
    const state = show(['a\r\nb\rabcdefgh\r\nabcdef'], 4);
    expect(lines(state)).toEqual(['a', 'b', 'abcd', 'efgh', 'abcd', 'ef']);
    expect(numbers(state)).toEqual(['1', '2', '3', '↳', '4', '↳']);
  });

  test('is copied as one', () => {
    const state = show(['abcdefghij\nkl'], 4);
    expect(textBetween(state, 0, state.doc.length)).toBe('abcdefghij\nkl');
    expect(textBetween(state, 2, 7)).toBe('cdef');
    expect(textBetween(state, 4, 5)).toBe('');
  });
});

test('an emptied view starts anew', () => {
  const state = show(['abcdefgh'], 4);
  expect(state.field(addedBreaks)).toHaveLength(1);
  expect(state.update({ changes: { from: 0, to: state.doc.length } }).state.field(addedBreaks)).toEqual([]);
});

test('whatever comes in whatever pieces is there in the end', () => {
  const pieces = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\n', '😀'), maxLength: 9 }), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(pieces, fc.integer({ min: 2, max: 5 }), (list, limit) => {
      const state = show(list, limit);
      expect(textBetween(state, 0, state.doc.length)).toBe(list.join(''));
      expect(Math.max(...lines(state).map((line) => line.length))).toBeLessThanOrEqual(limit);
      const last = list.join('').split('\n').length;
      expect(Number(numbers(state).findLast((number) => number !== '↳'))).toBe(last);
    }),
    { numRuns: 500 },
  );
});
