import { expect, test } from 'vitest';
import type { Row } from '#router/contracts/request.ts';
import { withPathParameters } from '#main/services/variables/path-parameters.ts';
import { pathNames, pathRowOf, withPathRow } from './path-rows.ts';

const row = (name: string, value: string, enabled = true): Row => ({
  ...{ id: `${name}=${value}`, name, value, enabled },
});

const urls: readonly (readonly [url: string, ...names: string[]])[] = [
  ['https://a.test/users/:id/orders/:order', 'id', 'order'],
  ['{{host}}/users/:id', 'id'],
  ['localhost:8080/:id?x=/:no#/:neither', 'id'],
  ['/:id/:id', 'id'],
  ['https://a.test:8080/x:y/:', ...[]],
  ['https://a.test/:a.b-ü/', 'a.b-ü'],
  ['', ...[]],
];

test('names are whole segments of the path that begin with a colon', () => {
  for (const [url, ...names] of urls) expect([url, pathNames(url)]).toEqual([url, names]);
});

test('main puts values in the place of exactly those names', () => {
  for (const [url] of urls) {
    for (const name of pathNames(url)) {
      const filled = withPathParameters(url, [row(name, 'VALUE')]);
      expect(filled).not.toBe(url);
      expect(pathNames(filled)).toEqual(pathNames(url).filter((other) => other !== name));
    }
  }
});

test('a value that is typed makes a row, and changes it from then on', () => {
  const first = withPathRow([], 'id', { value: '4' });
  expect(first).toMatchObject([{ name: 'id', value: '4', enabled: true }]);
  const later = withPathRow(first, 'id', { value: '42' });
  expect(later).toEqual([{ ...first[0], value: '42' }]);
});

test('rows of names that the URL lacks stay', () => {
  const rows = [row('gone', '1'), row('id', '2')];
  expect(withPathRow(rows, 'id', { enabled: false })).toEqual([
    row('gone', '1'),
    { ...row('id', '2'), enabled: false },
  ]);
});

test('of several rows of a name, the one whose value is sent is edited', () => {
  const rows = [row('id', '1'), row('id', '2'), row('id', '3', false), row('id', '')];
  expect(withPathParameters('/:id', rows)).toBe('/2');
  expect(pathRowOf(rows, 'id')?.value).toBe('2');
});
