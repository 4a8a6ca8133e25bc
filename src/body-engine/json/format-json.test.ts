import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonFormatter, type JsonFormatterOptions } from './format-json.ts';
import { freeOutputBytes } from './output-bound.ts';
import { invalidDocuments, validDocuments } from './documents.fixture.ts';

interface Laid {
  readonly text: string;
  readonly problem: ReturnType<JsonFormatter['end']>;
}

/** What becomes of a text that comes in chunks of those sizes, again and again; all at once without any. */
function lay(
  source: string | Uint8Array,
  options: Partial<JsonFormatterOptions> = {},
  sizes: readonly number[] = [],
): Laid {
  const bytes = typeof source === 'string' ? Buffer.from(source) : source;
  const parts: Buffer[] = [];
  const formatter = new JsonFormatter({
    mode: 'document',
    ...options,
    write: (part) => parts.push(Buffer.from(part)),
  });
  const steps = sizes.length > 0 ? sizes : [Math.max(1, bytes.byteLength)];
  for (let at = 0, step = 0; at < bytes.byteLength; step++) {
    const size = steps[step % steps.length] ?? 1;
    formatter.push(bytes.subarray(at, at + size));
    at += size;
  }
  const problem = formatter.end();
  const output = Buffer.concat(parts);
  expect(formatter.outputBytes).toBe(output.byteLength);
  return { text: output.toString(), problem };
}

const chunkSizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });

describe('a JSON text', () => {
  test('is laid out like JSON.stringify does, whatever the white space was', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom('', ' ', '\t', '\r\n'), (value, space) => {
        const expected = JSON.stringify(value, null, 2);
        expect(lay(JSON.stringify(value, null, space))).toEqual({ text: expected, problem: undefined });
        expect(lay(expected).text).toBe(expected);
      }),
    );
  });

  test('gives the same bytes in any chunks, through an output buffer of any size', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 6 }),
        chunkSizes,
        fc.integer({ min: 1, max: 400 }),
        (value, sizes, bufferBytes) => {
          const source = JSON.stringify(value);
          expect(lay(source, { bufferBytes }, sizes)).toEqual(lay(source));
        },
      ),
    );
  });

  test('keeps digits, escapes, order and repeated names', () => {
    const source = '{"b":1.50E+03,"a":-0,"a":1e400,"\\u0062":"\\/\\ud800","n":12345678901234567890.000}';
    expect(lay(source)).toEqual({
      text: [
        '{',
        '  "b": 1.50E+03,',
        '  "a": -0,',
        '  "a": 1e400,',
        '  "\\u0062": "\\/\\ud800",',
        '  "n": 12345678901234567890.000',
        '}',
      ].join('\n'),
      problem: undefined,
    });
    const digits = '9'.repeat(10_000);
    expect(lay(`[${digits}.${digits}e-${digits}]`, {}, [7]).text).toBe(
      `[\n  ${digits}.${digits}e-${digits}\n]`,
    );
  });

  test('keeps what is empty on its line', () => {
    expect(lay('[{ },[\n],{"a":[]}]').text).toBe('[\n  {},\n  [],\n  {\n    "a": []\n  }\n]');
  });

  test('loses its byte order mark, in any chunks', () => {
    for (const size of [1, 2, 3, 4]) expect(lay('\uFEFF[1]', {}, [size]).text).toBe('[\n  1\n]');
    expect(lay('[\uFEFF1]').problem).toMatchObject({ offset: 1, column: 1 });
    expect(lay(Uint8Array.of(0xef, 0x5b, 0x5d), {}, [1]).problem).toMatchObject({ offset: 0 });
    expect(lay(Uint8Array.of(0xef, 0xbb)).problem).toMatchObject({ offset: 0 });
  });

  test('passes bytes in strings on that are no UTF-8', () => {
    const parts: Uint8Array[] = [];
    const formatter = new JsonFormatter({
      mode: 'document',
      write: (part) => parts.push(Uint8Array.from(part)),
    });
    formatter.push(Uint8Array.of(0x22, 0xff, 0xc0, 0x80, 0x22));
    expect(formatter.end()).toBeUndefined();
    expect(parts).toEqual([Uint8Array.of(0x22, 0xff, 0xc0, 0x80, 0x22)]);
  });

  test.each(validDocuments)('is accepted: %j', (source) => {
    const { text, problem } = lay(source, {}, [1]);
    expect(problem).toBeUndefined();
    expect(JSON.parse(text)).toEqual(JSON.parse(source));
  });
});

describe('what is no JSON', () => {
  test.each(invalidDocuments)('is refused: %j', (source, offset) => {
    expect(() => void JSON.parse(source)).toThrow(SyntaxError);
    const whole = lay(source);
    expect(whole.problem).toMatchObject({ offset });
    expect(whole.problem?.message).toMatch(/^[A-Z].*\.$/);
    expect(lay(source, {}, [1])).toEqual(whole);
  });

  test('is what JSON.parse refuses', () => {
    const letter = fc.constantFrom(...'{}[]",:-+.0159eEtrufalsn\\/b \n\u0000\u007fé'.split(''));
    fc.assert(
      fc.property(fc.string({ unit: letter, maxLength: 12 }), chunkSizes, (source, sizes) => {
        const { problem } = lay(source, {}, sizes);
        expect(problem === undefined).toBe(isJson(source));
      }),
      { numRuns: 5000 },
    );
  });

  test('is found in JSON with one character changed', () => {
    const change = fc.record({
      at: fc.nat(),
      by: fc.constantFrom('', ',', ':', '"', '\\', '}', ']', '{', '0', '-', 'e', '\n', 'x'),
    });
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), change, (value, { at, by }) => {
        const source = JSON.stringify(value);
        const place = at % (source.length + 1);
        const changed = source.slice(0, place) + by + source.slice(place + 1);
        expect(lay(changed).problem === undefined).toBe(isJson(changed));
      }),
      { numRuns: 2000 },
    );
  });

  test('is every part of a document that ends too early, with the problem at its end', () => {
    const bytes = Buffer.from('{"aé😀":[1.5e-3,true,null,"\\u00e9\\n",{}],"b":{"c":-0}}');
    for (let length = 0; length < bytes.byteLength; length++) {
      const { problem } = lay(bytes.subarray(0, length));
      expect(problem, `${length} bytes`).toMatchObject({ offset: length });
    }
    expect(lay(bytes).problem).toBeUndefined();
  });

  test('is named with its line, and its column in UTF-16 code units', () => {
    expect(lay('{\r\n  "é😀日": 1,\n  "é😀日": x }').problem).toEqual({
      message: 'Expected a value here, but found “x”.',
      offset: 36,
      line: 2,
      column: 10,
    });
    expect(lay('\uFEFFx').problem).toMatchObject({ offset: 3, line: 0, column: 0 });
  });

  test('leaves the text before it laid out', () => {
    expect(lay('[1,2,oops]').text).toBe('[\n  1,\n  2,\n  ');
  });

  test.each([
    ['', 'There is no JSON here: the text is empty.'],
    ['[1,]', 'Expected a value here, but found “]”. There may be a comma too many before it.'],
    ["['a']", "Expected a value or ] here, but found “'”. Strings need double quotes."],
    ['[1 // one\n]', 'Expected a comma or ] here, but found “/”.'],
    ['[01]', "A number can't begin with a 0 that other digits follow."],
    ['[1.]', 'A digit must follow the decimal point, but there is “]”.'],
    ['["a\nb"]', 'A string ends with its line: a quote is missing, or the line break must be written \\n.'],
    ['["a\\x"]', "A backslash in a string can't be followed by “x”."],
    [
      '["a\u0000"]',
      "A string can't hold a control character (0x00) as it is: it must be written as an escape.",
    ],
    ['{} {}', 'The JSON value ends before this, but there is more: “{”.'],
    ['["a', 'The text ends too early: the rest of a string is missing.'],
  ])('is told in words: %j', (source, message) => {
    expect(lay(source).problem?.message).toBe(message);
  });
});

describe('nesting', () => {
  test('is indented for 32 levels and goes on without', () => {
    const { text, problem } = lay(`${'['.repeat(40)}1${']'.repeat(40)}`);
    expect(problem).toBeUndefined();
    const lines = text.split('\n');
    expect(lines.slice(0, 42).map((line) => line.search(/\S/))).toEqual([
      ...Array.from({ length: 32 }, (_, level) => 2 * level),
      ...Array.from({ length: 9 }, () => 64),
      64,
    ]);
    expect(lay(text).text).toBe(text);
  });

  test('of 100,000 levels is laid out, and its brackets matched', () => {
    const opens = '[{"a":'.repeat(50_000);
    const closes = '}]'.repeat(50_000);
    expect(lay(`${opens}1${closes}`, {}, [65_536]).problem).toBeUndefined();
    expect(lay(`${opens}1${closes.slice(0, -2)}]]`).problem).toMatchObject({ offset: 399_999 });
  });

  test('can not make a small text fill the disk', () => {
    let written = 0;
    const formatter = new JsonFormatter({ mode: 'document', write: (part) => (written += part.byteLength) });
    const brackets = Buffer.alloc(1024 * 1024, '[');
    for (let round = 0; round < 4; round++) formatter.push(brackets);
    expect(formatter.end()).toMatchObject({
      message: expect.stringContaining('far longer than the body'),
      line: 0,
    });
    expect(written).toBeGreaterThan(freeOutputBytes);
    expect(written).toBeLessThan(freeOutputBytes + 1024);
  });

  test('may make a large text as many times longer as a small one', () => {
    let written = 0;
    const formatter = new JsonFormatter({ mode: 'document', write: (part) => (written += part.byteLength) });
    formatter.expect(20 * 1024 * 1024);
    formatter.push(Buffer.alloc(2 * 1024 * 1024, '['));
    expect(formatter.takenBytes).toBe(2 * 1024 * 1024);
    expect(written).toBeGreaterThan(2 * freeOutputBytes - 1024 * 1024);
  });
});

describe('JSON a line', () => {
  const lines = { mode: 'lines' } as const;

  test('is laid out one value after the other', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue({ maxDepth: 3 })),
        fc.constantFrom('\n', '\r\n', '\n\n \n', '\n\u001e'),
        chunkSizes,
        (values, end, sizes) => {
          const source = values.map((value) => JSON.stringify(value) + end).join('');
          const expected = values.map((value) => JSON.stringify(value, null, 2)).join('\n');
          expect(lay(source, lines, sizes)).toEqual({ text: expected, problem: undefined });
        },
      ),
    );
  });

  test('may be nothing, and needs no line feed at its end', () => {
    expect(lay('', lines)).toEqual({ text: '', problem: undefined });
    expect(lay('\n \n', lines)).toEqual({ text: '', problem: undefined });
    expect(lay('1\n2', lines)).toEqual({ text: '1\n2', problem: undefined });
  });

  test.each([
    ['{"a":1\n{"b":2}', 6, 'The line ends too early: a comma or } is missing.'],
    ['1\n[\n2]', 3, 'The line ends too early: a value or ] is missing.'],
    ['1 2', 2, 'The value of this line ends before this, but there is more: “2”.'],
    [
      '1\n"a\n"',
      4,
      'A string ends with its line: a quote is missing, or the line break must be written \\n.',
    ],
    ['1\n[', 3, 'The text ends too early: a value or ] is missing.'],
    ['1\n1.\n', 4, 'A digit must follow the decimal point, but there is the end of the line.'],
  ])('has its values within their lines: %j', (source, offset, message) => {
    expect(lay(source, lines, [1]).problem).toMatchObject({ offset, message });
  });

  test('of a JSON text sequence may span lines', () => {
    expect(lay('\u001e{"a":\n1}\n\u001e[\n]\n', lines)).toEqual({
      text: '{\n  "a": 1\n}\n[]',
      problem: undefined,
    });
    expect(lay('\u001e[1\u001e2', lines).problem).toMatchObject({ offset: 3 });
  });
});

test('what the writer throws comes out of push', () => {
  const formatter = new JsonFormatter({
    mode: 'document',
    bufferBytes: 1,
    write: () => {
      throw new Error('disk full');
    },
  });
  expect(() => formatter.push(Buffer.from(`[${'1,'.repeat(1000)}1]`))).toThrow('disk full');
});

function isJson(source: string): boolean {
  try {
    JSON.parse(source);
    return true;
  } catch (cause) {
    if (cause instanceof SyntaxError) return false;
    throw cause;
  }
}
