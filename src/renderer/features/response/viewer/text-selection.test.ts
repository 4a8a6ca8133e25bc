import { describe, expect, test } from 'vitest';
import {
  boundsOf,
  caretAt,
  columnAfter,
  columnBefore,
  columnsIn,
  isEmpty,
  rowEnd,
  type TextSelection,
  wordAt,
} from './text-selection.ts';

const upwards: TextSelection = { anchor: { row: 7, column: 2 }, focus: { row: 5, column: 4 } };

test('a selection has its bounds in the order of the text, whichever way it was made', () => {
  expect(boundsOf(upwards)).toEqual({ start: { row: 5, column: 4 }, end: { row: 7, column: 2 } });
  expect(isEmpty(upwards)).toBe(false);
  expect(isEmpty(caretAt({ row: 1, column: 1 }))).toBe(true);
});

describe('what is selected of a row', () => {
  test('is its end, all of it, or its start', () => {
    expect(columnsIn(upwards, 4, 10)).toBeNull();
    expect(columnsIn(upwards, 5, 10)).toEqual({ start: 4, end: 10, goesOn: true });
    expect(columnsIn(upwards, 6, 0)).toEqual({ start: 0, end: 0, goesOn: true });
    expect(columnsIn(upwards, 7, 10)).toEqual({ start: 0, end: 2, goesOn: false });
    expect(columnsIn(upwards, 8, 10)).toBeNull();
  });

  test('is no more than it has', () => {
    const all = { anchor: { row: 0, column: 0 }, focus: { row: 3, column: rowEnd } };
    expect(columnsIn(all, 3, 5)).toEqual({ start: 0, end: 5, goesOn: false });
  });

  test('is nothing for a caret, or where the selection ends before its first character', () => {
    expect(columnsIn(caretAt({ row: 2, column: 3 }), 2, 10)).toBeNull();
    expect(columnsIn({ anchor: { row: 1, column: 0 }, focus: { row: 2, column: 0 } }, 2, 10)).toBeNull();
  });
});

describe('a double click takes', () => {
  const word = (text: string, column: number) => {
    const { start, end } = wordAt(text, column);
    return text.slice(start, end);
  };

  test.each([
    ['"user_id": 42', 3, 'user_id'],
    ['"user_id": 42', 8, 'user_id'],
    ['"user_id": 42', 12, '42'],
    ['größe über', 2, 'größe'],
    ['日本語 text', 1, '日本語'],
    ['a   b', 2, '   '],
    ['[[{}]]', 2, '{'],
    ['(😀)', 1, '😀'],
    ['last', 4, 'last'],
    ['end]', 4, ']'],
    ['', 0, ''],
  ])('of %j at %d: %j', (text, column, expected) => {
    expect(word(text, column)).toBe(expected);
  });
});

test('steps never stop within a character', () => {
  expect(columnAfter('a😀b', 1)).toBe(3);
  expect(columnBefore('a😀b', 3)).toBe(1);
  expect(columnAfter('ab', 2)).toBe(2);
  expect(columnBefore('ab', 0)).toBe(0);
});
