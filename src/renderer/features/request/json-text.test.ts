import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeJsonProblem, findJsonProblem, formatJson } from './json-text.ts';

const formatted = (text: string) => {
  const result = formatJson(text);
  return 'text' in result ? result.text : describeJsonProblem(text, result.problem);
};

describe('formatting', () => {
  test('lays out one member a line', () => {
    expect(formatted('{"a":[1,{"b":null}],"c":"d"}')).toBe(
      '{\n  "a": [\n    1,\n    {\n      "b": null\n    }\n  ],\n  "c": "d"\n}',
    );
  });

  test('keeps numbers, escapes and repeated names as they were typed', () => {
    expect(formatted('{"id":12345678901234567890,"x":1.10,"e":1E+2,"n":-0,"s":"\\u00e9\\/","id":2}')).toBe(
      '{\n  "id": 12345678901234567890,\n  "x": 1.10,\n  "e": 1E+2,\n  "n": -0,\n  "s": "\\u00e9\\/",\n  "id": 2\n}',
    );
  });

  test.each([
    ['{}', '{}'],
    [' [ ] ', '[]'],
    ['[{},[]]', '[\n  {},\n  []\n]'],
    ['"a b"', '"a b"'],
    [' 7\n', '7'],
  ])('%j becomes %j', (text, result) => {
    expect(formatted(text)).toBe(result);
  });

  test('does what JSON.stringify does, for any value that survives JSON.parse', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value: unknown = JSON.parse(text);
        expect(formatted(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
      }),
    );
  });

  test('is not stopped by depth', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(findJsonProblem(deep)).toBeNull();
  });

  test('takes a string of megabytes', () => {
    expect(findJsonProblem(`"${'x\\n'.repeat(1_000_000)}"`)).toBeNull();
  });
});

describe('what is wrong', () => {
  test.each([
    ['', 'Line 1, column 1: nothing here yet'],
    ['{"a":1\n"b":2}', 'Line 2, column 1: expected a comma or a closing }'],
    ['[1 2]', 'Line 1, column 4: expected a comma or a closing ]'],
    ['{"a":1,}', 'Line 1, column 8: expected a name in double quotes'],
    ['[1,]', 'Line 1, column 4: expected a value'],
    ['{a:1}', 'Line 1, column 2: a is not a JSON value'],
    ["{'a':1}", 'Line 1, column 2: strings stand in double quotes'],
    ['{1:2}', 'Line 1, column 2: expected a name in double quotes or a closing }'],
    ['{"a" 1}', 'Line 1, column 6: expected a colon'],
    ['[01]', 'Line 1, column 2: 01 is not a JSON value'],
    ['[1.]', 'Line 1, column 2: 1. is not a JSON value'],
    ['[+1]', 'Line 1, column 2: +1 is not a JSON value'],
    ['undefined', 'Line 1, column 1: undefined is not a JSON value'],
    ['"a\nb"', 'Line 1, column 3: a string ends on the line it began; write \\n for a line break'],
    ['"a\\x"', 'Line 1, column 3: a backslash stands before " \\ / b f n r t or uXXXX'],
    ['["a', 'Line 1, column 2: this string has no closing quote'],
    ['[1', 'Line 1, column 3: expected a comma or a closing ]'],
    ['{} {}', 'Line 1, column 4: there is more after the end of the JSON value'],
    ['[1}', 'Line 1, column 3: expected a comma or a closing ]'],
  ])('%j', (text, message) => {
    expect(formatted(text)).toBe(message);
  });

  test('agrees with JSON.parse on what is JSON', () => {
    const soup = fc.string({
      unit: fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"',
        '\\',
        'u',
        '0',
        '1',
        '-',
        '.',
        'e',
        ' ',
        'true',
      ),
      maxLength: 12,
    });
    fc.assert(
      fc.property(soup, (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        expect(findJsonProblem(text) === null).toBe(valid);
      }),
      { numRuns: 3000 },
    );
  });
});
