import { TextDecoder } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { SearchQuery } from '#router/contracts/body-view.ts';
import { byteReaderOf } from '../byte-reader.ts';
import { createMatcher } from './matcher.ts';
import { cellBytes, reachBytes } from './text-matcher.ts';

type Hit = [offset: number, bytes: number];

function query(text: string, options: Partial<SearchQuery> = {}): SearchQuery {
  return { text, matchCase: true, wholeWord: false, regex: false, ...options };
}

/** Searches piece by piece: each begins where the one before came to. */
function hitsOf(
  bytes: Uint8Array,
  wanted: SearchQuery,
  label = 'utf-8',
  cuts: readonly number[] = [],
): Hit[] {
  const matcher = createMatcher(wanted, label);
  const reader = byteReaderOf(bytes);
  const extent = { size: bytes.byteLength, complete: true };
  const hits: Hit[] = [];
  let from = 0;
  for (const to of [...cuts.toSorted((a, b) => a - b), bytes.byteLength]) {
    while (from < to)
      from = matcher.scan(reader, from, to, extent, (offset, length) => hits.push([offset, length]));
  }
  return hits;
}

function found(text: string, wanted: SearchQuery): string[] {
  const bytes = Buffer.from(text);
  return hitsOf(bytes, wanted).map(([offset, length]) => bytes.toString('utf8', offset, offset + length));
}

/** Encodes as the test sees it, independent of what is tested. */
function encode(text: string, label: string): Buffer {
  if (label === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (label === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  return Buffer.from(text, label === 'utf-8' ? 'utf8' : 'latin1');
}

/** What an editor would find in the text as a whole, in bytes. */
function naive(text: string, expression: RegExp, label: string): Hit[] {
  const hits: Hit[] = [];
  for (const match of text.matchAll(expression)) {
    if (match[0] === '') continue;
    hits.push([encode(text.slice(0, match.index), label).byteLength, encode(match[0], label).byteLength]);
  }
  return hits;
}

/** The same, each line by itself. */
function naiveByLine(text: string, expression: RegExp, label: string): Hit[] {
  let offset = 0;
  return text.split('\n').flatMap((whole, index, lines) => {
    const line = index < lines.length - 1 && whole.endsWith('\r') ? whole.slice(0, -1) : whole;
    const hits = naive(line, expression, label).map(([at, length]): Hit => [offset + at, length]);
    offset += encode(`${whole}\n`, label).byteLength;
    return hits;
  });
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
}

const labels = ['utf-8', 'utf-16le', 'utf-16be', 'latin1'] as const;

function textFor(label: string) {
  const letters = ['a', 'A', 'b', '_', '1', ' ', '\n', '\r\n', 'ä', 'Ä', 'ß', '.', '"'];
  const wide = [
    'k',
    'K',
    '\u{212a}',
    's',
    'ſ',
    'Ω',
    'ω',
    '文',
    '😀',
    '\u{1e943}',
    '\u{1e921}',
    '\u{301}',
    'é',
  ];
  return fc
    .array(fc.constantFrom(...(label === 'latin1' ? letters : [...letters, ...wide])), { maxLength: 60 })
    .map((parts) => parts.join(''));
}

describe('finds what is in the text as a whole, in any encoding, however the body is cut', () => {
  for (const label of labels) {
    it(`a text, in ${label}`, () => {
      fc.assert(
        fc.property(
          textFor(label),
          fc.tuple(textFor(label), fc.nat(60), fc.integer({ min: 1, max: 4 })),
          fc.array(fc.nat(150)),
          fc.boolean(),
          fc.boolean(),
          (text, [other, at, length], cuts, matchCase, wholeWord) => {
            const needle =
              Array.from(`${text}${other}`)
                .slice(at, at + length)
                .join('') || 'a';
            const word = String.raw`[\p{L}\p{M}\p{N}_]`;
            const joins = `(?!(?<=${word})${word})`;
            const source = wholeWord ? `${joins}${escaped(needle)}${joins}` : escaped(needle);
            const expected = naive(text, new RegExp(source, matchCase ? 'gu' : 'giu'), label);
            const bytes = encode(text, label);
            const wanted = query(needle, { matchCase, wholeWord });
            const inBody = cuts.filter((cut) => cut < bytes.byteLength);
            expect(hitsOf(bytes, wanted, label, inBody)).toEqual(expected);
          },
        ),
        { numRuns: 400 },
      );
    });

    it(`a regular expression, in ${label}`, () => {
      const sources = [
        'a',
        'a+',
        '[^a]+',
        '.*',
        '^.',
        '.$',
        '^$',
        '\\s+',
        'a(?!b)',
        '(?<=a).',
        '\\bä',
        'x*',
        '[^]',
        '\\w+',
      ];
      fc.assert(
        fc.property(
          textFor(label),
          fc.constantFrom(...sources),
          fc.array(fc.nat(150)),
          fc.boolean(),
          (text, source, cuts, matchCase) => {
            const expected = naiveByLine(text, new RegExp(source, matchCase ? 'gmu' : 'gimu'), label);
            const bytes = encode(text, label);
            const inBody = cuts.filter((cut) => cut < bytes.byteLength);
            expect(hitsOf(bytes, query(source, { regex: true, matchCase }), label, inBody)).toEqual(expected);
          },
        ),
        { numRuns: 400 },
      );
    });
  }

  it('any bytes, as the decoder shows them', () => {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
        fc.array(fc.nat(40)),
        (bytes, cuts) => {
          const hits = hitsOf(
            bytes,
            query('.', { regex: true }),
            'utf-8',
            cuts.filter((cut) => cut < bytes.byteLength),
          );
          const shown = hits.map(([offset, length]) =>
            decoder.decode(bytes.subarray(offset, offset + length)),
          );
          const hasMark = bytes.subarray(0, 3).equals(Buffer.of(0xef, 0xbb, 0xbf));
          const text = decoder.decode(bytes.subarray(hasMark ? 3 : 0)).replaceAll('\r\n', '\n');
          expect(shown).toEqual(text.match(/./gu) ?? []);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('hits', () => {
  it('do not overlap: each is the first after the one before', () => {
    expect(hitsOf(Buffer.from('aaaaa'), query('aa'))).toEqual([
      [0, 2],
      [2, 2],
    ]);
    expect(hitsOf(Buffer.from('aaaaa'), query('aa'), 'utf-8', [1])).toEqual([
      [0, 2],
      [2, 2],
    ]);
  });

  it('may span lines where a text is searched for', () => {
    expect(found('one\ntwo', query('e\nt'))).toEqual(['e\nt']);
  });

  it('match letters of any script without case', () => {
    expect(found('STRASSE straße ÄRGER ärger', query('ärger', { matchCase: false }))).toEqual([
      'ÄRGER',
      'ärger',
    ]);
    expect(found('\u{212a}elvin kelvin', query('kelvin', { matchCase: false }))).toEqual([
      '\u{212a}elvin',
      'kelvin',
    ]);
  });

  it('are whole words where that is asked for, by the letters of any script', () => {
    const word = { wholeWord: true };
    expect(hitsOf(Buffer.from('art art_1 arté (art) art'), query('art', word)).map(([at]) => at)).toEqual([
      0, 17, 22,
    ]);
    expect(found('x(a)y', query('(a)', word))).toEqual(['(a)']);
    expect(found('cat cats', query('cats?', { ...word, regex: true }))).toEqual(['cat', 'cats']);
  });

  it('begin where a character begins', () => {
    // 'Ā' and '0' in little endian hold the bytes of '㄁' between them, at an odd place.
    expect(hitsOf(Buffer.from([0x00, 0x01, 0x31, 0x00]), query('\u{3101}'), 'utf-16le')).toEqual([]);
  });

  it('of nothing are none', () => {
    expect(found('abc', query('x*', { regex: true }))).toEqual([]);
  });

  it('are none where the encoding has no such character', () => {
    expect(hitsOf(Buffer.from('abc'), query('文'), 'windows-1252')).toEqual([]);
    expect(hitsOf(Buffer.from([0x80, 0x20, 0xc4]), query('€'), 'windows-1252')).toEqual([[0, 1]]);
    expect(hitsOf(Buffer.from([0x80, 0x20, 0xc4]), query('ä', { matchCase: false }), 'windows-1252')).toEqual(
      [[2, 1]],
    );
  });

  it('leave a byte order mark out', () => {
    expect(hitsOf(Buffer.from('\u{feff}{}'), query('^.', { regex: true }))).toEqual([[3, 1]]);
  });
});

describe('the legacy encodings of more than one byte', () => {
  // 「検索」 in Shift_JIS, where the second byte of 索 is 0xf5; ソ ends with the byte of a backslash.
  const shiftJis = Buffer.from([0x83, 0x5c, 0x8c, 0x9f, 0x8d, 0xf5, 0x0a, 0x41, 0x8c, 0x9f]);

  it('are searched as text', () => {
    for (let cut = 0; cut <= shiftJis.byteLength; cut++) {
      expect(hitsOf(shiftJis, query('検'), 'shift_jis', [cut])).toEqual([
        [2, 2],
        [8, 2],
      ]);
    }
    expect(hitsOf(shiftJis, query('\\'), 'shift_jis')).toEqual([]);
    expect(hitsOf(shiftJis, query('a', { matchCase: false }), 'shift_jis')).toEqual([[7, 1]]);
  });

  it('can’t be searched for a text of several lines, and say so', () => {
    expect(() => createMatcher(query('a\nb'), 'gbk')).toThrow(/line breaks can't be searched for in gbk/);
  });
});

describe('what can’t be searched is told', () => {
  it('a regular expression that is none', () => {
    expect(() => createMatcher(query('a(', { regex: true }), 'utf-8')).toThrow(
      'This is not a regular expression of JavaScript (with the flag u): Unterminated group.',
    );
    // Brackets that only look balanced once something stands around them.
    expect(() => createMatcher(query('a)(b', { regex: true, wholeWord: true }), 'utf-8')).toThrow(
      /Unmatched '\)'/,
    );
  });

  it('an encoding that nobody knows', () => {
    expect(() => createMatcher(query('a'), 'klingon')).toThrow(/“klingon” is not known/);
  });

  it('a file that was cut', () => {
    const matcher = createMatcher(query('a'), 'utf-8');
    const scan = () =>
      matcher.scan(byteReaderOf(Buffer.from('abc')), 0, 9, { size: 9, complete: true }, () => {});
    expect(scan).toThrow(/shorter than it was/);
  });
});

describe('in a line of megabytes', () => {
  const line = Buffer.alloc(3 * cellBytes, 'x');

  it('a match is found wherever it begins, at the cells’ borders too', () => {
    const bytes = Buffer.from(line);
    const places = [
      0,
      cellBytes - 3,
      cellBytes,
      2 * cellBytes - 1,
      2 * cellBytes - 5,
      3 * cellBytes - 6,
    ].toSorted((a, b) => a - b);
    const apart = places.filter((at, index) => at - (places[index - 1] ?? -9) > 5);
    for (const at of apart) bytes.write('<ab42>', at);
    for (const cuts of [[], [cellBytes - 1], [cellBytes, cellBytes + 1, 2 * cellBytes + 7]]) {
      expect(hitsOf(bytes, query(String.raw`<\w+>`, { regex: true }), 'utf-8', cuts)).toEqual(
        apart.map((at) => [at, 6]),
      );
    }
  });

  it('64 KiB are seen on either side, and no begin or end of a line where a cell is cut', () => {
    const bytes = Buffer.from(line);
    const begin = cellBytes - reachBytes / 2;
    bytes.write('<', begin);
    bytes.write('>', begin + reachBytes);
    expect(hitsOf(bytes, query('<x+>', { regex: true }))).toEqual([[begin, reachBytes + 1]]);
    expect(hitsOf(bytes, query('^x', { regex: true }))).toEqual([[0, 1]]);
    expect(hitsOf(bytes, query('x$', { regex: true }))).toEqual([[3 * cellBytes - 1, 1]]);
  });

  it('no character is cut', () => {
    for (const shift of [0, 1, 2, 3]) {
      const bytes = Buffer.concat([Buffer.alloc(shift, 'x'), Buffer.from('😀'.repeat(cellBytes / 2))]);
      expect(hitsOf(bytes, query('\u{fffd}', { regex: true }))).toEqual([]);
      expect(hitsOf(bytes, query('[^x]', { regex: true }))).toHaveLength(cellBytes / 2);
      const long = hitsOf(bytes, query('[^x]+', { regex: true }));
      expect(long.length).toBeGreaterThan(1);
      expect(long.every(([offset, length]) => (offset - shift) % 4 === 0 && length % 4 === 0)).toBe(true);
    }
  });
});

test('a body that still grows is searched as far as it is certain, and from there once there is more', () => {
  fc.assert(
    fc.property(
      textFor('utf-8'),
      fc.array(fc.nat(200)),
      fc.constantFrom(
        query('aA'),
        query('a', { wholeWord: true }),
        query('K', { matchCase: false }),
        query('a+$', { regex: true }),
        query('.', { regex: true }),
      ),
      (text, sizes, wanted) => {
        const bytes = Buffer.from(text);
        const matcher = createMatcher(wanted, 'utf-8');
        const hits: Hit[] = [];
        let from = 0;
        for (const size of [
          ...sizes.filter((each) => each < bytes.byteLength).toSorted((a, b) => a - b),
          -1,
        ]) {
          const extent = size < 0 ? { size: bytes.byteLength, complete: true } : { size, complete: false };
          const reader = byteReaderOf(bytes.subarray(0, extent.size));
          while (from < extent.size) {
            const next = matcher.scan(reader, from, extent.size, extent, (offset, length) =>
              hits.push([offset, length]),
            );
            if (next === from) break;
            from = next;
          }
        }
        expect(hits).toEqual(hitsOf(bytes, wanted));
      },
    ),
    { numRuns: 1000 },
  );
});
