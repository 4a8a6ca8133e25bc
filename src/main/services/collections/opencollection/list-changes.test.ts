import { expect, test } from 'vitest';
import { emptyRequest, type Row } from '#router/contracts/request.ts';
import { withRowNamesOf } from '../../drafts/row-names.ts';
import { alignItems } from '../../yaml/align-items.ts';
import { listWithChanges, type RowFormat } from './list-changes.ts';
import { plainRowsWithChanges } from './plain-rows.ts';
import { plainRows } from './rows.ts';

// Main waits while a form of thousands of rows is compared: each row is looked at a few times, and not once for each other row.

const count = 500;
const formOf = (letter: string): Row[] =>
  Array.from({ length: count }, (_, n) => ({
    ...{ id: `${letter}${n}`, name: `${letter}${n}`, value: `${n}`, enabled: true },
  }));

test('a list whose rows were all replaced has the new ones', () => {
  const before = formOf('a');
  let looks = 0;
  const format: RowFormat<Row> = {
    ...plainRows,
    keyOf: (row) => {
      looks += 1;
      return plainRows.keyOf(row);
    },
    itemOf: ([row]) => ({ name: row?.name, value: row?.value }),
  };
  const items = before.map(({ name, value }) => ({ name, value }));
  const read = before.map((row, item) => ({ row, item }));
  const changed = listWithChanges(items, read, before, formOf('b'), format);
  expect(changed).toEqual(formOf('b').map(({ name, value }) => ({ name, value })));
  expect(looks).toBeLessThan(20 * count);
});

test('a blank row that stands elsewhere than in the file keeps no other from being known', () => {
  const blank: Row = { id: 'blank', name: '', value: '', enabled: true };
  const one: Row = { id: 'one', name: 'a', value: '1', enabled: true };
  const [item, blankItem] = [{ name: 'a', value: '1' }, { name: '' }];
  const edit = (items: readonly object[], before: readonly Row[]) =>
    plainRowsWithChanges(items, before, before.with(before.indexOf(one), { ...one, value: '2' }), 'headers');
  expect(edit([item, blankItem], [blank, one])).toEqual([{ name: 'a', value: '2' }, blankItem]);
  expect(edit([blankItem, item], [one, blank])).toEqual([blankItem, { name: 'a', value: '2' }]);
});

test('a blank row that is filled in is so where the file has it', () => {
  const [blank, off] = ['on', 'off'].map((id): Row => ({ id, name: '', value: '', enabled: id === 'on' }));
  if (!blank || !off) throw new Error('there are two');
  const blankOff = { name: '', disabled: true, description: 'for later' };
  const filled = plainRowsWithChanges([blankOff], [blank, off], [blank, { ...off, name: 'a' }], 'headers');
  expect(filled).toEqual([{ ...blankOff, name: 'a' }]);
});

test('rows are named as those that are the same, then as those of the same name, and as no others', () => {
  const row = (id: string, name: string, value = '') => ({ id, name, value, enabled: true });
  const named = (headers: Row[], other: Row[]) =>
    withRowNamesOf({ ...emptyRequest(), headers }, { ...emptyRequest(), headers: other }).headers;
  const other = [row('1', 'a', 'x'), row('2', 'a', 'y'), row('3', 'b'), row('4', 'a', 'x')];
  expect(named([row('3', 'a', 'z'), row('1', 'a', 'x'), row('2', 'a', 'x'), row('4', 'c')], other)).toEqual([
    row('2', 'a', 'z'),
    row('1', 'a', 'x'),
    row('4', 'a', 'x'),
    row('4~2', 'c'),
  ]);

  let looks = 0;
  const watched = formOf('a').map((one) => ({
    ...one,
    get name() {
      looks += 1;
      return one.name;
    },
  }));
  named(formOf('b'), watched);
  expect(looks).toBeLessThan(20 * count);
});

test('of the items of a sequence, those stay that can, and the others are new in their places', () => {
  const letters = (text: string) => text.split('').map((letter) => ({ letter }));
  const kinds = (from: string, to: string) =>
    alignItems(letters(from), letters(to)).map((one) => (one.kind === 'added' ? '+' : one.index));
  expect(kinds('abcd', 'abcd')).toEqual([0, 1, 2, 3]);
  expect(kinds('abcd', 'xbyd')).toEqual([0, 1, 2, 3]);
  expect(kinds('abcd', 'bd')).toEqual([1, 3]);
  expect(kinds('abcd', 'axbcyzd')).toEqual([0, '+', 1, 2, '+', '+', 3]);
  expect(kinds('abcd', 'dabc')).toEqual([3, 0, 1, 2]);
  expect(kinds('', 'a')).toEqual(['+']);
  expect(kinds('a', '')).toEqual([]);
});
