import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ContentKind } from '#router/contracts/body-view.ts';
import { tokensOf } from './row-tokens.ts';

/** The tokens as `kind:text`. */
const read = (text: string, kind: ContentKind, continues = false) =>
  tokensOf(text, kind, continues).map((token) => `${token.kind}:${text.slice(token.start, token.end)}`);

describe('JSON', () => {
  test('has names, strings, numbers and words', () => {
    expect(read('  "id": -1.5e3, "a\\"b" : [true, null, "x: y"]', 'json')).toEqual([
      'name:"id"',
      'punctuation::',
      'number:-1.5e3',
      'punctuation:,',
      'name:"a\\"b"',
      'punctuation::',
      'punctuation:[',
      'keyword:true',
      'punctuation:,',
      'keyword:null',
      'punctuation:,',
      'string:"x: y"',
      'punctuation:]',
    ]);
  });

  test('that is cut at the end of a row is a string up to there', () => {
    expect(read('{"text":"no end', 'json').at(-1)).toBe('string:"no end');
    expect(read('{"text":"no end\\', 'json').at(-1)).toBe('string:"no end\\');
  });

  test('that begins within a string is read from where that ends', () => {
    expect(read('half a word","next":12}', 'json', true)).toEqual([
      'string:half a word"',
      'punctuation:,',
      'name:"next"',
      'punctuation::',
      'number:12',
      'punctuation:}',
    ]);
    expect(read('me": "Ada", "b": "some words"', 'json', true).slice(0, 3)).toEqual([
      'name:me"',
      'punctuation::',
      'string:"Ada"',
    ]);
  });

  test('that begins between two values is read from its start', () => {
    expect(read(',"next":12}', 'json', true).slice(0, 2)).toEqual(['punctuation:,', 'name:"next"']);
  });

  test('that is nothing but the middle of a long string is all string', () => {
    expect(read('lorem ipsum dolor', 'ndjson', true)).toEqual(['string:lorem ipsum dolor']);
  });
});

describe('markup', () => {
  test('has tags, attributes, comments and entities', () => {
    expect(read('<p class="a b" hidden>x &amp; y<br/></p><!-- no -->', 'html')).toEqual([
      'keyword:<p',
      'name:class',
      'punctuation:=',
      'string:"a b"',
      'name:hidden',
      'keyword:>',
      'number:&amp;',
      'keyword:<br',
      'keyword:/>',
      'keyword:</p',
      'keyword:>',
      'comment:<!-- no -->',
    ]);
  });

  test('that begins within a tag or a comment is read from there', () => {
    expect(read('  href="x"><b>', 'html').slice(0, 4)).toEqual([
      'name:href',
      'punctuation:=',
      'string:"x"',
      'keyword:>',
    ]);
    expect(read('the end --><b>', 'xml').slice(0, 2)).toEqual(['comment:the end -->', 'keyword:<b']);
  });

  test('keeps a > in running text as text', () => {
    expect(read('a > b <i>', 'html')).toEqual(['keyword:<i', 'keyword:>']);
  });
});

test('server-sent events have fields, comments, and JSON as their data', () => {
  expect(read('event: price', 'sse')).toEqual(['name:event', 'punctuation::']);
  expect(read('data: {"a":1}', 'sse').slice(2, 4)).toEqual(['punctuation:{', 'name:"a"']);
  expect(read(': keep alive', 'sse')).toEqual(['comment:: keep alive']);
});

test('text has no colours', () => {
  expect(read('"a": 1', 'text')).toEqual([]);
});

test('whatever the row holds, tokens stand in order, within it, and none is empty', () => {
  const unit = fc.constantFrom(
    '"',
    '\\',
    '{',
    ':',
    ',',
    '<',
    '>',
    '-',
    '!',
    '=',
    '&',
    ';',
    "'",
    'a',
    '1',
    ' ',
    '😀',
  );
  const kinds = fc.constantFrom<ContentKind>('json', 'sse', 'html', 'text');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), kinds, fc.boolean(), (text, kind, continues) => {
      let at = 0;
      for (const token of tokensOf(text, kind, continues)) {
        expect(token.start).toBeGreaterThanOrEqual(at);
        expect(token.end).toBeGreaterThan(token.start);
        at = token.end;
      }
      expect(at).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 2000 },
  );
});
