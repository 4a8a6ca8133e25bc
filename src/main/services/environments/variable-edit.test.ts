import { expect, test } from 'vitest';
import type { Variable } from '#router/contracts/variable.ts';
import { editOn } from './variable-edit.ts';

function variable(id: string, name: string, value = name): Variable {
  return { id, name, value, type: 'string', enabled: true, secret: false };
}

/** As a reading names them: by where they stand. */
function read(...texts: readonly string[]): Variable[] {
  return texts.map((text, index) => {
    const [name = '', value = ''] = text.split('=');
    return variable(`v${index}`, name, value);
  });
}

const shown = (variables: readonly Variable[]) => variables.map(({ name, value }) => `${name}=${value}`);

const before = read('a=1', 'b=2', 'c=3');

test('an edit of what is still the same is that edit', () => {
  const after = [...before.slice(1), variable('x', 'new', '4')].map((each) =>
    each.name === 'b' ? { ...each, value: 'edited' } : each,
  );
  const { rows: edited } = editOn(before, before, after);
  expect(shown(edited)).toEqual(['b=edited', 'c=3', 'new=4']);
  expect(edited.map(({ id }) => id)).toEqual(['v1', 'v2', 'new-x']);
});

test('what others changed, added or removed meanwhile stays so', () => {
  const now = read('b=theirs', 'theirs=9', 'c=3');
  const after = before.map((each) => (each.name === 'c' ? { ...each, value: 'mine' } : each));
  expect(shown(editOn(now, before, after).rows)).toEqual(['b=theirs', 'theirs=9', 'c=mine']);
});

test('who changes what others removed has it back, and one changed field leaves the others', () => {
  const after = before.map((each) => (each.name === 'a' ? { ...each, value: 'mine' } : each));
  expect(shown(editOn(read('c=3'), before, after).rows)).toEqual(['a=mine', 'c=3']);
  const off = before.map((each) => (each.name === 'a' ? { ...each, enabled: false } : each));
  expect(editOn(read('a=theirs'), before, off)).toMatchObject({
    rows: [{ value: 'theirs', enabled: false }],
    elsewhere: [],
  });
});

test('a field that both changed stays as others have it, and is told; the rest of the edit is made', () => {
  const after = before.map((each) =>
    each.name === 'c' ? each : { ...each, value: 'mine', enabled: each.name !== 'b' },
  );
  const { rows, elsewhere } = editOn(read('theirs=9', 'a=1', 'b=theirs', 'c=3'), before, after);
  expect(rows).toMatchObject([
    { name: 'theirs' },
    { name: 'a', value: 'mine' },
    { name: 'b', value: 'theirs', enabled: false },
    { name: 'c', value: '3' },
  ]);
  expect(elsewhere).toMatchObject([{ theirs: { id: 'v1', name: 'b', value: 'theirs' }, fields: ['value'] }]);
  expect(editOn(read('a=mine', 'b=mine', 'c=3'), before, after).elsewhere).toEqual([]);
});

test('what both changed before one of them made it secret is told too', () => {
  const after = before.map((each) => (each.name === 'a' ? { ...each, value: 'mine', secret: true } : each));
  expect(editOn(read('a=theirs', 'b=2', 'c=3'), before, after)).toMatchObject({
    rows: [{ value: 'theirs', secret: true }, {}, {}],
    elsewhere: [{ theirs: { value: 'theirs' }, fields: ['value'] }],
  });
});

test('what two type who make one secret plain is told too', () => {
  const hidden = before.map((each) => (each.name === 'a' ? { ...each, value: '', secret: true } : each));
  const after = before.map((each) => (each.name === 'a' ? { ...each, value: 'mine' } : each));
  expect(editOn(read('a=theirs', 'b=2', 'c=3'), hidden, after)).toMatchObject({
    rows: [{ value: 'theirs', secret: false }, {}, {}],
    elsewhere: [{ theirs: { value: 'theirs' }, fields: ['value'] }],
  });
});

test('what others changed stays where a person removes what it was', () => {
  expect(shown(editOn(read('a=theirs', 'b=2', 'c=3'), before, []).rows)).toEqual(['a=theirs']);
});

test('of equal names each is itself', () => {
  const twice = read('a=1', 'a=2');
  const after = [variable('v0', 'a', '1'), variable('v1', 'renamed', '2')];
  expect(shown(editOn(twice, twice, after).rows)).toEqual(['a=1', 'renamed=2']);
});
