import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { TooLargeError } from '../files/text-files.ts';
import { Condenser } from './condenser.ts';
import { type LargeLiteral, literalOf, piecesOf } from './large-literals.ts';

/** Condenses a text that comes in pieces, and keeps what was taken out. */
function condense(text: string, { literalBytes = 20, textBytes = 5000, pieces = 7 } = {}) {
  const condenser = new Condenser({ literalBytes, textBytes });
  const literals = new Map<string, { content: string; literal: LargeLiteral }>();
  let parts: Buffer[] = [];
  const take = (out: ReturnType<Condenser['push']>) => {
    for (const one of out) {
      if (Buffer.isBuffer(one)) {
        parts.push(one);
      } else {
        literals.set(one.id, { content: Buffer.concat(parts).toString(), literal: one });
        parts = [];
      }
    }
  };
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += pieces)
    take(condenser.push(bytes.subarray(from, from + pieces)));
  take(condenser.end());
  return { text: condenser.text.toString(), literals };
}

/** The text with all literals put back. */
function expanded({ text, literals }: ReturnType<typeof condense>): string {
  return [...piecesOf(text)]
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      const { content = '' } = literals.get(piece.id) ?? {};
      if ('key' in piece) {
        return `${piece.lead}${piece.key}${piece.blanks}'${content.replaceAll("'", "''")}'${piece.rest}`;
      }
      const lines = Buffer.from(content).subarray(0, piece.size).toString().split('\n');
      return lines.map((line) => (line === '' ? '' : piece.indent + line)).join(piece.lineEnd);
    })
    .join('');
}

/** What the text says, with each mark read as what it stands for. */
function valueOf({ text, literals }: ReturnType<typeof condense>): unknown {
  const value: unknown = parseDocument(text).toJS();
  return JSON.parse(
    JSON.stringify(value, (_key, part: unknown) => {
      const literal = literalOf(part);
      return literal ? literals.get(literal.id)?.content : part;
    }),
  );
}

const body = (data: string) =>
  `info:\n  name: a\n\nhttp:\n  body:\n    type: json\n    data: ${data}\n\n# end\nx: 1\n`;
const lines = (indent: string, ...texts: string[]) =>
  texts.map((text) => (text === '' ? '' : indent + text)).join('\n');

describe('a large literal', () => {
  test('is taken out: a mark stays, with its size and an id of what it says', () => {
    const text = body(`|-\n${lines('      ', '{', '  "a": "long enough to go",', '', '}')}`);
    const condensed = condense(text);
    const [literal] = condensed.literals.values();
    expect(literal?.content).toBe('{\n  "a": "long enough to go",\n\n}');
    expect(condensed.text).toBe(body(`|-\n      parley:large:${literal?.literal.id}:32`));
    expect(expanded(condensed)).toBe(text);
    expect(valueOf(condensed)).toEqual(parseDocument(text).toJS());
  });

  test.each([
    ['clipped', `|\n${lines('      ', 'a line that is long', 'enough')}\n\n`],
    ['kept', `|+\n${lines('      ', 'a line that is long', 'enough')}\n\n`],
    ['stripped', `|-   # why\n${lines('      ', 'a line that is long', 'enough')}\n\n`],
    ['after empty lines', `|\n\n\n${lines('      ', 'a line that is long', '', ' enough', '       ')}`],
    ['deeply indented', `|\n${lines('                ', 'a line that is long', '\tenough')}`],
  ])('%s comes back byte for byte, and says the same', (_, data) => {
    for (const text of [body(data), body(data).replaceAll('\n', '\r\n')]) {
      const condensed = condense(text);
      expect(condensed.literals.size).toBe(1);
      expect(expanded(condensed)).toBe(text);
      expect(valueOf(condensed)).toEqual(parseDocument(text).toJS());
    }
  });

  test.each([
    ['is JSON', `'{"a": "long enough to go"}'`],
    ['has quotes', `'it''s long enough to go'''`],
    ['begins with quotes', `'''''long'' enough to go: #x'   # why`],
    ['has marks of its own', `'ä語 |- [ { & * ! | > % @ \\n'`],
  ])('between single quotes on one line comes back byte for byte, and says the same: it %s', (_, data) => {
    for (const text of [
      body(data),
      body(data).replaceAll('\n', '\r\n'),
      `x: 1\nbodies:\n  - data: ${data}`,
    ]) {
      for (const pieces of [1, 2, 3, 7, 1000]) {
        const condensed = condense(text, { pieces });
        expect(condensed.literals.size).toBe(1);
        expect(condensed.text).toMatch(/data: 'parley:large:[^']*'/);
        expect(expanded(condensed)).toBe(text);
        expect(valueOf(condensed)).toEqual(parseDocument(text).toJS());
      }
    }
  });

  test.each([
    ['that is short', 20, `'it''s'`],
    ['with a line break', 60, `'a line that is long\n      and another one'`],
    ['with a carriage return', 60, `'a line that is long\rand another one'`],
    ['that does not end', 60, `'a line that is long and another one`],
    ['that begins with a blank', 20, `' a line that is long and another one'`],
    ['of another key', 20, `x\n    title: 'a line that is long and another one'`],
    ['that are double', 20, `"a line that is long and another one"`],
  ])('stays where it is between quotes %s', (_, literalBytes, data) => {
    for (const pieces of [1, 2, 3, 7, 1000]) {
      const condensed = condense(body(data), { literalBytes, pieces });
      expect(condensed.text).toBe(body(data));
      expect(condensed.literals.size).toBe(0);
    }
  });

  test('may be one of several, and the last thing in the file', () => {
    const text = `bodies:\n  - data: |-\n      the first one of several\n    title: |\n      data: |\n        not this one, it is text\n  - data: |\n      and the last of them all`;
    const condensed = condense(text);
    expect([...condensed.literals.values()].map(({ content }) => content)).toEqual([
      'the first one of several',
      'and the last of them all\n',
    ]);
    expect(expanded(condensed)).toBe(text);
    expect(valueOf(condensed)).toEqual(parseDocument(text).toJS());
  });

  test.each([
    ['short', '|\n      short'],
    ['folded', `>\n      ${'word '.repeat(20)}`],
    ['said to be indented', `|2\n      ${'word '.repeat(20)}`],
    ['with a line of too few blanks', '|\n      a line that is long\n   \n      and another one'],
    ['with ends of two kinds', '|\n      a line\r\n      and another one\n      and the last'],
    ['with a carriage return in a line', '|\n      a line with\ra return in it'],
  ])('stays where it is %s', (_, data) => {
    const condensed = condense(body(data), { literalBytes: 60 });
    expect(condensed.text).toBe(body(data));
    expect(condensed.literals.size).toBe(0);
  });

  test('that has begun to go and can’t be put back is refused, and so is a text that is too large without', () => {
    expect(() => condense(body(`|\n${lines('      ', 'x'.repeat(100), 'x')}\n   \n      more`))).toThrow(
      TooLargeError,
    );
    expect(() => condense(body(`"${'x'.repeat(6000)}"`))).toThrow(TooLargeError);
    expect(() => condense(body(`'${'x'.repeat(100)}\n      x'`))).toThrow(TooLargeError);
    expect(() => condense(`${' '.repeat(100_000)}x`)).toThrow(TooLargeError);
  });

  test('takes no memory that grows with it', () => {
    const condenser = new Condenser({ literalBytes: 1000, textBytes: 5000 });
    condenser.push(Buffer.from('data: |\n  '));
    let bytes = 0;
    for (let piece = 0; piece < 1000; piece += 1) {
      const out = condenser.push(Buffer.from(randomBytes(500).toString('hex')));
      bytes += out.reduce((sum, one) => sum + (Buffer.isBuffer(one) ? one.length : 0), 0);
      expect(out.length).toBeLessThan(4);
    }
    expect(bytes).toBe(1_000_000);
  });
});

/** No quotes: of a text within them that looks like a key nobody asks that it be read. */
const word = fc.constantFrom(
  'a',
  '  b',
  '',
  ' ',
  '\t',
  '#',
  'data: |',
  '- data: |',
  '- x',
  'key: >-',
  'ä語',
  'parley',
  '      ',
);
const anyLine = fc
  .tuple(fc.nat(3), fc.array(word, { maxLength: 3 }))
  .map(([indent, words]) => '  '.repeat(indent) + words.join(' '));

/** All of a text comes back, and where it is YAML it says the same; unless it is refused. */
function expectAllBack(text: string, options: Parameters<typeof condense>[1]): void {
  let condensed: ReturnType<typeof condense>;
  try {
    condensed = condense(text, options);
  } catch (cause) {
    expect(cause).toBeInstanceOf(TooLargeError);
    return;
  }
  expect(expanded(condensed)).toBe(text);
  const document = parseDocument(text);
  if (document.errors.length > 0 || condensed.literals.size === 0) return;
  expect(valueOf(condensed)).toEqual(JSON.parse(JSON.stringify(document.toJS())));
}

test('whatever the text, all of it comes back, and where it is YAML it says the same', () => {
  fc.assert(
    fc.property(
      fc.array(anyLine, { maxLength: 14 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      fc.integer({ min: 1, max: 9 }),
      (texts, lineEnd, isEnded, pieces) => {
        const text = texts.join(lineEnd) + (isEnded ? lineEnd : '');
        expectAllBack(text, { literalBytes: 3, pieces });
      },
    ),
    { numRuns: 2000 },
  );
});

test('whatever stands behind a single quote, all of it comes back, and where it is YAML it says the same', () => {
  const part = fc.constantFrom(
    "'",
    "''",
    'a',
    ' ',
    '#',
    ' # ',
    ': ',
    '"',
    '\\',
    'ä',
    '\t',
    '|',
    '\n',
    '\r\n      ',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), fc.integer({ min: 1, max: 9 }), (parts, pieces) => {
      const text = body(`'${parts.join('')}'`);
      expectAllBack(text, { literalBytes: 2, pieces });
    }),
    { numRuns: 2000 },
  );
});
