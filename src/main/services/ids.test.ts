import { expect, test } from 'vitest';
import { opaqueId } from '#router/contracts/ids.ts';
import { isId, newId } from './ids.ts';

test('a new id is one that the router accepts, and none is like another', () => {
  const ids = Array.from({ length: 1000 }, newId);
  for (const id of ids) expect(opaqueId.safeParse(id).success).toBe(true);
  expect(new Set(ids).size).toBe(1000);
});

test('only a whole id is an id', () => {
  expect(isId(newId())).toBe(true);
  const names = ['', 'notes.txt', `${newId()}.json`, `${newId()}\n`, newId().slice(1)];
  expect(names.filter(isId)).toEqual([]);
});
