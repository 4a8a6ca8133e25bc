import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Templates } from '#main/services/variables/template.ts';
import {
  findPlaceholders,
  hasLiteralText,
  insertionOf,
  placeholderAt,
  unfinishedNameAt,
} from './placeholders.ts';

test('a name stands between two braces, with blanks around it or none', () => {
  expect(findPlaceholders('{{host}}/{{ a.b-c_1 }}?{{$now}}{{}}{{a b}}{host}')).toEqual([
    { name: 'host', start: 0, end: 8 },
    { name: 'a.b-c_1', start: 9, end: 22 },
    { name: '$now', start: 23, end: 31 },
  ]);
});

test('what the window takes for a variable is what main fills in', () => {
  const piece = fc.constantFrom('{', '}', '{{', '}}', ' ', 'a', 'ü', '1', '.', '-', '$', '/', '\n');
  const templates = new Templates(new Map());
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
      const text = pieces.join('');
      const unknown = templates.resolve(text).problems.map(({ name }) => name);
      expect([...new Set(findPlaceholders(text).map(({ name }) => name))]).toEqual(unknown);
    }),
    { numRuns: 300 },
  );
});

test('the caret is in a name from behind its first brace to before its last one', () => {
  const at = (caret: number) => placeholderAt('a{{b}}c', caret)?.name;
  expect([0, 1, 2, 5, 6, 7].map(at)).toEqual([undefined, undefined, 'b', 'b', undefined, undefined]);
});

describe('a name that is being typed', () => {
  test('begins behind two braces and ends at the caret', () => {
    expect(unfinishedNameAt('{{', 2)).toEqual({ typed: '', start: 2 });
    expect(unfinishedNameAt('x={{ ho', 7)).toEqual({ typed: 'ho', start: 5 });
    expect(unfinishedNameAt('{{host}}', 4)).toEqual({ typed: 'ho', start: 2 });
  });

  test('is none without braces, and none behind them', () => {
    expect(unfinishedNameAt('host', 4)).toBeNull();
    expect(unfinishedNameAt('{{host}}', 8)).toBeNull();
    expect(unfinishedNameAt('{{a b', 5)).toBeNull();
  });

  /** The text after `name` was chosen at `|`. */
  const chosen = (marked: string, name: string) => {
    const caret = marked.indexOf('|');
    const text = marked.replace('|', '');
    const unfinished = unfinishedNameAt(text, caret);
    if (!unfinished) return null;
    const insertion = insertionOf(text, unfinished, name);
    return text.slice(0, insertion.from) + insertion.text + text.slice(insertion.to);
  };

  test('gives way to the name that is chosen, which the braces close once', () => {
    expect(chosen('{{ho|/users', 'host')).toBe('{{host}}/users');
    expect(chosen('{{ho|}}/users', 'host')).toBe('{{host}}/users');
    expect(chosen('{{ho|ne}}/users', 'host')).toBe('{{host}}/users');
    expect(chosen('{{ho|}/users', 'host')).toBe('{{host}}/users');
    expect(chosen('{{ |', 'host')).toBe('{{ host}}');
  });

  test('leaves what follows it where no braces close it', () => {
    expect(chosen('{{|users', 'host')).toBe('{{host}}users');
  });
});

test('a text of nothing but names has nothing to hide', () => {
  expect(['', ' ', '{{a}}', '{{a}}{{b}}'].some(hasLiteralText)).toBe(false);
  expect(['s3cret', '{{a}}x', '{{a'].every(hasLiteralText)).toBe(true);
});
