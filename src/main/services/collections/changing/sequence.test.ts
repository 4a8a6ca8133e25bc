import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inSequence, nextSeq } from './sequence.ts';

interface Item {
  readonly name: string;
  readonly seq: number | undefined;
}

const isBefore = (one: Item, other: Item) => one.name < other.name;

/** As the tree sorts. */
function inOrder(items: readonly Item[]): string {
  const sorted = items.toSorted(
    (a, b) => (a.seq ?? Infinity) - (b.seq ?? Infinity) || (isBefore(a, b) ? -1 : 1),
  );
  return sorted.map(({ name }) => name).join('');
}

/** The numbers for items that are written as `a1 b2 c`, the placed one in brackets. */
function numbersFor(text: string): string {
  const words = text.split(' ');
  const items = words.map((word) => {
    const [, name = '', seq = ''] = /([a-z])([\d.-]*)/.exec(word) ?? [];
    return { name, seq: seq === '' ? undefined : Number(seq) };
  });
  const placed = words.findIndex((word) => word.startsWith('['));
  return inSequence({ items, placed, isBefore })
    .map((seq) => seq ?? '-')
    .join(' ');
}

test.each([
  ['[a]', '-'],
  ['a1 b2 [c]', '1 2 3'],
  ['a1 [c3] b2', '1 3 4'],
  ['a1 [c9] b5', '1 2 5'],
  ['[c3] a1 b2', '3 4 5'],
  ['b2 c3 d4 [a1]', '2 3 4 5'],
  ['c3 d4 [b2] e5', '3 4 5 6'],
  ['a10 [b] c20', '10 11 20'],
  // Bruno's older files all have 1: they go by their names until one of them is placed.
  ['a1 b1 c1 [d1]', '1 1 1 2'],
  ['a1 [d1] b1 c1', '1 2 3 4'],
  // Without numbers they go by their names, as far as that will do.
  ['a b [c]', '- - -'],
  ['a [c] b', '1 2 -'],
  ['a1 [b]', '1 2'],
  ['a1 [b] c', '1 - -'],
  // Numbers that Bruno does not take stay where they do no harm.
  ['a-3 b0 c1.5 [d]', '-3 0 1.5 2'],
  ['[d] a0 b1', '1 2 3'],
])('%s gets %s', (items, numbers) => {
  expect(numbersFor(items)).toBe(numbers);
});

test('any item gets to any place, and no fewer numbers would do', () => {
  const number = fc.integer({ min: 1, max: 6 });
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 4 }), number, fc.nat(4), (numbers, own, to) => {
      const others = numbers
        .toSorted((a, b) => a - b)
        .map((seq, index): Item => ({ name: 'abcd'[index] ?? '', seq }));
      const placed = Math.min(to, others.length);
      const items = others.toSpliced(placed, 0, { name: 'x', seq: own });
      const result = inSequence({ items, placed, isBefore });
      expect(inOrder(items.map((item, index) => ({ ...item, seq: result[index] })))).toBe(
        items.map(({ name }) => name).join(''),
      );
      const changed = (given: readonly (number | undefined)[]) =>
        given.filter((seq, index) => seq !== items[index]?.seq).length;
      for (const some of everyAssignment(items.length, 7)) {
        if (changed(some) >= changed(result)) continue;
        // What gets a number gets one of its own.
        const isTie = some.some(
          (seq, index) =>
            (index === placed || seq !== items[index]?.seq) && some.indexOf(seq) !== some.lastIndexOf(seq),
        );
        const order = inOrder(items.map((item, index) => ({ ...item, seq: some[index] })));
        expect(isTie || order !== items.map(({ name }) => name).join('')).toBe(true);
      }
    }),
    { numRuns: 30 },
  );
});

function* everyAssignment(length: number, most: number): Generator<number[]> {
  if (length === 0) return yield [];
  for (const rest of everyAssignment(length - 1, most)) {
    for (let seq = 1; seq <= most; seq += 1) yield [...rest, seq];
  }
}

test('what is made goes last, unless all go by their names', () => {
  expect(nextSeq([])).toBe(1);
  expect(nextSeq([{ seq: 2 }, { seq: 7.5 }])).toBe(8);
  expect(nextSeq([{ seq: 2 }, { seq: undefined }])).toBeUndefined();
});
