import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Row } from '#router/contracts/request.ts';
import { type QueryState, rowsFromPaste, withQuery, withUrl } from './query-rows.ts';
import { changeRow, insertRows, newRow, removeRow } from './rows.ts';

const typed = (url: string) => withUrl({ url: '', query: [] }, url);
const pairs = ({ query }: { query: Row[] }) =>
  query.map(({ name, value, enabled }) => `${enabled ? '' : '(off) '}${name}=${value}`);
const edit = (state: QueryState, index: number, patch: Partial<Row>) =>
  withQuery(
    state,
    changeRow(state.query, state.query[index]?.id ?? 'none', (row) => ({ ...row, ...patch })),
  );

describe('a URL that is typed', () => {
  test('becomes rows, as it stands', () => {
    const state = typed('https://example.org/find?q=a%20b&q=2+3&flag&empty=&x=1=2#part?no=1');
    expect(pairs(state)).toEqual(['q=a%20b', 'q=2+3', 'flag=', 'empty=', 'x=1=2']);
  });

  test.each([
    ['https://example.org/', []],
    ['https://example.org/?', []],
    ['https://example.org/?&&', []],
    ['https://example.org/?=', []],
    ['https://example.org/#a?b=1', []],
    ['?a=1', ['a=1']],
    ['https://example.org/?=v', ['=v']],
    ['https://example.org/?a?b=1', ['a?b=1']],
  ])('%s gives %j', (url, rows) => {
    expect(pairs(typed(url))).toEqual(rows);
  });

  test('keeps the identity of rows before and after the place that changed', () => {
    const before = typed('http://h/?a=1&b=2&c=3');
    const after = withUrl(before, 'http://h/?a=1&b=25&c=3');
    expect(after.query.map(({ id }) => id)).toEqual(before.query.map(({ id }) => id));
    expect(pairs(after)).toEqual(['a=1', 'b=25', 'c=3']);
  });

  test('adds and removes rows in the middle', () => {
    const before = typed('http://h/?a=1&c=3');
    const more = withUrl(before, 'http://h/?a=1&b=2&b=3&c=3');
    expect(pairs(more)).toEqual(['a=1', 'b=2', 'b=3', 'c=3']);
    expect(more.query[3]?.id).toBe(before.query[1]?.id);
    expect(pairs(withUrl(more, 'http://h/?a=1&c=3'))).toEqual(['a=1', 'c=3']);
  });

  test('leaves rows that are off where they are, also when the query goes', () => {
    const state = edit(typed('http://h/?a=1&b=2&c=3'), 1, { enabled: false });
    expect(pairs(withUrl(state, 'http://h/?a=1&c=4'))).toEqual(['a=1', '(off) b=2', 'c=4']);
    expect(pairs(withUrl(state, 'http://h/'))).toEqual(['(off) b=2']);
  });

  test('puts what is appended behind the last row that is on', () => {
    const state = edit(typed('http://h/?a=1&b=2'), 1, { enabled: false });
    expect(pairs(withUrl(state, 'http://h/?a=1&c=3'))).toEqual(['a=1', 'c=3', '(off) b=2']);
  });

  test('is never changed itself', () => {
    const state = typed('http://h/?a=1');
    expect(withUrl(state, 'HTTP://h/? a = 1 &&b#').url).toBe('HTTP://h/? a = 1 &&b#');
  });
});

describe('a table that is edited', () => {
  test('replaces the part of the row and nothing else', () => {
    const state = typed('HTTP://h/?q=a b&&flag&=&x=%zz&#frag');
    expect(edit(state, 0, { value: 'c' }).url).toBe('HTTP://h/?q=c&&flag&=&x=%zz&#frag');
    expect(edit(state, 1, { name: 'Flag' }).url).toBe('HTTP://h/?q=a b&&Flag&=&x=%zz&#frag');
    expect(edit(state, 2, { name: 'y' }).url).toBe('HTTP://h/?q=a b&&flag&=&y=%zz&#frag');
  });

  test('escapes what would mean something else, and shows what was typed', () => {
    const state = edit(typed('http://h/?a=1'), 0, { name: 'x=y', value: 'this & that #1' });
    expect(state.url).toBe('http://h/?x%3Dy=this%20%26%20that%20%231');
    expect(pairs(state)).toEqual(['x=y=this & that #1']);
    // What was typed is still shown after an edit elsewhere in the URL.
    expect(pairs(withUrl(state, `${state.url}&b=2`))).toEqual(['x=y=this & that #1', 'b=2']);
  });

  test('takes a percent sign, a plus and other letters as typed', () => {
    expect(edit(typed('http://h/?a=1'), 0, { value: '100%+%20ü' }).url).toBe('http://h/?a=100%+%20ü');
  });

  test('adds rows before the fragment', () => {
    const added = (url: string, fields: Partial<Row>) => {
      const state = typed(url);
      return withQuery(state, insertRows(state.query, state.query.length, [newRow(fields)])).url;
    };
    expect(added('http://h/', { name: 'a', value: '1' })).toBe('http://h/?a=1');
    expect(added('http://h/#top', { name: 'a' })).toBe('http://h/?a#top');
    expect(added('http://h/?', { name: 'a', value: '1' })).toBe('http://h/?a=1');
    expect(added('http://h/?a=1#top', { value: '2' })).toBe('http://h/?a=1&=2#top');
    expect(added('http://h/?a=1', {})).toBe('http://h/?a=1');
  });

  test('removes a row with its separator, and the question mark with the last one', () => {
    const state = typed('http://h/?a=1&b=2#top');
    const one = withQuery(state, removeRow(state.query, state.query[0]?.id ?? ''));
    expect(one.url).toBe('http://h/?b=2#top');
    expect(withQuery(one, []).url).toBe('http://h/#top');
  });

  test('a row that goes off and on again is back in its place', () => {
    const state = typed('http://h/?a=1&b=2&c=3');
    const off = edit(state, 1, { enabled: false });
    expect(off.url).toBe('http://h/?a=1&c=3');
    expect(edit(off, 1, { enabled: true }).url).toBe('http://h/?a=1&b=2&c=3');
  });

  test('a name without an equals sign stays without one until it gets a value', () => {
    const state = typed('http://h/?wsdl');
    expect(edit(edit(state, 0, { enabled: false }), 0, { enabled: true }).url).toBe('http://h/?wsdl');
    expect(edit(state, 0, { value: '1' }).url).toBe('http://h/?wsdl=1');
    expect(edit(edit(state, 0, { value: '1' }), 0, { value: '' }).url).toBe('http://h/?wsdl=');
  });

  test('a row emptied by hand stays in the table, out of the URL', () => {
    const state = edit(typed('http://h/?a=1&b=2'), 0, { name: '', value: '' });
    expect(state.url).toBe('http://h/?b=2');
    expect(pairs(edit(state, 0, { name: 'z' }))).toEqual(['z=', 'b=2']);
    expect(edit(state, 0, { name: 'z' }).url).toBe('http://h/?z&b=2');
  });
});

describe('text that is pasted', () => {
  test.each([
    ['a=1&b=2', ['a=1', 'b=2']],
    ['?a=1', ['a=1']],
    ['http://h/p?a=1&b=%20#f', ['a=1', 'b=%20']],
    [' a=1&b ', ['a=1', 'b=']],
  ])('%j becomes %j', (text, rows) => {
    expect(pairs({ query: rowsFromPaste(text) ?? [] })).toEqual(rows);
  });

  test.each(['word', 'a=1', 'a & b', 'a=1&b=2\nc=3', 'http://h/', '?', ''])('%j is ordinary text', (text) => {
    expect(rowsFromPaste(text)).toBeNull();
  });
});

describe('whatever is typed', () => {
  const urls = fc.string({
    unit: fc.constantFrom('a', 'b', '=', '&', '?', '#', '%', ' ', '/', 'ü'),
    maxLength: 24,
  });
  const patches = fc.record(
    { name: fc.string({ maxLength: 3 }), value: fc.string({ maxLength: 3 }), enabled: fc.boolean() },
    { requiredKeys: [] },
  );
  const steps = fc.array(
    fc.oneof(
      fc.record({ url: urls }),
      fc.record({ at: fc.nat(5), patch: patches }),
      fc.record({ removed: fc.nat(5) }),
      fc.record({ added: patches }),
    ),
    { maxLength: 12 },
  );

  test('the URL and the table agree after each step, and reading the URL again changes nothing', () => {
    fc.assert(
      fc.property(steps, (list) => {
        let state: QueryState = { url: '', query: [] };
        for (const step of list) {
          if ('url' in step) {
            state = withUrl(state, step.url);
            expect(state.url).toBe(step.url);
          } else if ('at' in step) {
            state = edit(state, step.at, step.patch);
          } else if ('removed' in step) {
            state = withQuery(state, removeRow(state.query, state.query[step.removed]?.id ?? ''));
          } else {
            state = withQuery(state, insertRows(state.query, state.query.length, [newRow(step.added)]));
          }
          expect(withUrl(state, state.url)).toEqual(state);
          // Turning nothing on or off, an empty edit of the table leaves each byte of the URL.
          expect(withQuery(state, [...state.query]).url).toBe(state.url);
        }
      }),
      { numRuns: 500 },
    );
  });
});
