import { expect, test } from 'vitest';
import { type CaretMove, moveCaret } from './caret-moves.ts';
import { rowEnd } from './text-selection.ts';

const rows = ['first', '', 'a😀b', 'last'];
const at = (row: number, column: number) => ({ row, column });

function move(
  from: { row: number; column: number },
  by: CaretMove['by'],
  direction: -1 | 1,
  goal = from.column,
) {
  return moveCaret(from, { by, direction, goal, rows: 4, rowsInView: 3, textOf: (row) => rows[row] });
}

test('characters follow each other across rows, and pairs of surrogates are one', () => {
  expect(move(at(0, 5), 'character', 1)).toEqual(at(1, 0));
  expect(move(at(2, 1), 'character', 1)).toEqual(at(2, 3));
  expect(move(at(2, 3), 'character', -1)).toEqual(at(2, 1));
  expect(move(at(1, 0), 'character', -1)).toEqual(at(0, 5));
  expect(move(at(0, rowEnd), 'character', -1)).toEqual(at(0, 4));
  expect(move(at(3, 4), 'character', 1)).toEqual(at(3, 4));
  expect(move(at(0, 0), 'character', -1)).toEqual(at(0, 0));
});

test('up and down keep to their column, whatever the rows between are long', () => {
  expect(move(at(0, 4), 'row', 1)).toEqual(at(1, 4));
  expect(move(at(1, 0), 'row', 1, 4)).toEqual(at(2, 4));
  expect(move(at(0, 3), 'row', -1)).toEqual(at(0, 0));
  expect(move(at(3, 1), 'row', 1)).toEqual(at(3, rowEnd));
});

test('a page is one row less than the view, so that the eye finds its place', () => {
  expect(move(at(0, 1), 'page', 1)).toEqual(at(2, 1));
  expect(move(at(3, 1), 'page', -1)).toEqual(at(1, 1));
});

test('Home and End, of the row and of the text', () => {
  expect(move(at(2, 1), 'rowEdge', 1)).toEqual(at(2, 4));
  expect(move(at(2, 3), 'rowEdge', -1)).toEqual(at(2, 0));
  expect(move(at(2, 1), 'textEdge', -1)).toEqual(at(0, 0));
  expect(move(at(2, 1), 'textEdge', 1)).toEqual(at(3, rowEnd));
});

test('in a row that is not there yet nothing is known of its characters', () => {
  const unknown = {
    by: 'character',
    direction: 1,
    goal: 0,
    rows: 9,
    rowsInView: 3,
    textOf: () => undefined,
  } as const;
  expect(moveCaret(at(5, 2), unknown)).toEqual(at(5, 2));
  expect(moveCaret(at(5, 2), { ...unknown, by: 'rowEdge' })).toEqual(at(5, rowEnd));
});
