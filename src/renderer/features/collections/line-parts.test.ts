import { expect, test } from 'vitest';
import type { Variable } from '#router/contracts/variable.ts';
import { lineParts, partsElsewhere } from './line-parts.ts';

const shop: Variable = {
  id: 'v1',
  name: 'shop',
  value: 'a.test',
  type: 'string',
  enabled: false,
  secret: false,
};

/** What is said of fields that others have changed. */
const said = (theirs: Variable, ...fields: string[]) =>
  lineParts.words([theirs], partsElsewhere([{ theirs, fields }]));

test('what others have changed is said as a person would', () => {
  expect(said(shop, 'value')).toEqual(['“shop” to “a.test”']);
  expect(said(shop, 'enabled')).toEqual(['“shop” switched off']);
  expect(said({ ...shop, enabled: true }, 'enabled')).toEqual(['“shop” switched on']);
  expect(said({ ...shop, type: 'number' }, 'type')).toEqual(['the type of “shop” to “number”']);
});

test('a secret is said to be one, and its value is not said', () => {
  const secret = { ...shop, value: '', secret: true };
  expect(said(secret, 'secret', 'value')).toEqual(['“shop” to a secret value', '“shop” made secret']);
  expect(said(shop, 'secret')).toEqual(['“shop” not secret any more']);
});
