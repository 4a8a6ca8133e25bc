import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxRowBytes, type Row } from '#router/contracts/body-view.ts';
import { byteReaderOf } from '../byte-reader.ts';
import { TextDecoding } from './decoding.ts';
import { RowIndex } from './row-index.ts';
import { FileCutShortError, RowWindow } from './row-window.ts';

/** The index of bytes that come in pieces of these sizes, over and over. */
function indexOf(bytes: Uint8Array, label = 'utf-8', sizes: readonly number[] = [64 * 1024], textStart = 0) {
  const decoding = new TextDecoding(label);
  const index = new RowIndex(decoding.layout, textStart);
  let arrived = textStart;
  for (let turn = 0; index.indexedBytes < bytes.byteLength; turn += 1) {
    arrived = Math.min(arrived + (sizes[turn % sizes.length] ?? 1), bytes.byteLength);
    index.push(bytes.subarray(index.indexedBytes, arrived), arrived === bytes.byteLength);
  }
  return { index, window: new RowWindow(index, decoding, byteReaderOf(bytes)) };
}

const encoders: Readonly<Record<string, (text: string) => Buffer>> = {
  'utf-8': (text) => Buffer.from(text, 'utf8'),
  'utf-16le': (text) => Buffer.from(text, 'utf16le'),
  'utf-16be': (text) => Buffer.from(text, 'utf16le').swap16(),
};

/** Rows as the contract has them, from the whole text: as many characters each as fit. */
function naiveRows(text: string, encode: (text: string) => Buffer): Row[] {
  const rows: Row[] = [];
  let offset = 0;
  for (const [line, whole] of text.split(/(?<=\n)/).entries()) {
    offset = addLine(rows, whole, line, offset, encode);
  }
  if (text.endsWith('\n')) {
    const line = text.split('\n').length - 1;
    rows.push({ line, offset, bytes: 0, continues: false, text: '' });
  }
  return rows;
}

function addLine(rows: Row[], whole: string, line: number, start: number, encode: (text: string) => Buffer) {
  const characters = Array.from(whole.replace(/\n$/, ''), (text) => ({
    text,
    bytes: encode(text).byteLength,
  }));
  let [offset, first, continues] = [start, 0, false];
  const add = (text: string) => {
    rows.push({ line, offset, bytes: encode(text).byteLength, continues, text });
    offset += encode(text).byteLength;
  };
  const textOf = (from: number, to: number) =>
    characters
      .slice(from, to)
      .map(({ text }) => text)
      .join('');
  for (let [at, bytes] = [0, 0]; at < characters.length; at += 1) {
    bytes += characters[at]?.bytes ?? 0;
    if (bytes <= maxRowBytes) continue;
    const cut = characters[at]?.text === '\r' ? at - 1 : at;
    add(textOf(first, cut));
    [first, continues, bytes] = [cut, true, encode(textOf(cut, at + 1)).byteLength];
  }
  const rest = textOf(first, characters.length);
  add(whole.endsWith('\n') ? rest.replace(/\r$/, '') : rest);
  return start + encode(whole).byteLength;
}

const pieces = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('\n', '\r\n', '\r', '\n\n', 'a', 'é', '€', '😀', '\0', '\ufeff') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
);
/** Some short, some about as long as a row or several of them, some of exactly that. */
const texts = fc
  .array(fc.tuple(pieces, fc.oneof(fc.nat({ max: 3 }), fc.integer({ min: 1018, max: 4100 }))), {
    maxLength: 8,
  })
  .map((parts) =>
    parts.map(([piece, times]) => piece.repeat(piece.endsWith('\n') ? times % 50 : times)).join(''),
  );
const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 20_000 })), {
  minLength: 1,
  maxLength: 5,
});

describe.each(Object.entries(encoders))('any text as %s, in any pieces', (label, encode) => {
  test('has the rows and lines that the whole text has', () => {
    fc.assert(
      fc.property(texts, sizes, (text, chunking) => {
        const bytes = encode(text);
        const { index, window } = indexOf(bytes, label, chunking);
        const expected = naiveRows(text, encode);
        expect(allRows(window)).toEqual(expected);
        expect(index.rowCount).toBe(expected.length);
        expect(index.lineCount).toBe(text.split('\n').length);
        expect(index.indexedBytes).toBe(bytes.byteLength);
        const lines = text
          .split('\n')
          .map((line, at, all) => (at < all.length - 1 ? line.replace(/\r$/, '') : line));
        const lengths = lines.map((line) => encode(line).byteLength);
        expect(index.longestLine.bytes).toBe(Math.max(...lengths));
        expect(lengths[index.longestLine.line]).toBe(index.longestLine.bytes);
      }),
      { numRuns: 150 },
    );
  });

  test('has each character at one offset and one column of one row', () => {
    fc.assert(
      fc.property(texts, fc.array(fc.nat(), { minLength: 1, maxLength: 10 }), (text, seeds) => {
        const { window } = indexOf(encode(text), label);
        const rows = naiveRows(text, encode);
        for (const seed of seeds) {
          const at = seed % rows.length;
          const row = rows[at];
          if (row === undefined) throw new Error('no such row');
          const characters = Array.from(row.text);
          // Where a line is cut, the end of a row is the start of the next one.
          const places = rows[at + 1]?.continues ? characters.length : characters.length + 1;
          const before = characters.slice(0, seed % places).join('');
          const place = {
            row: at,
            line: row.line,
            column: before.length,
            offset: row.offset + encode(before).byteLength,
          };
          expect(window.place({ offset: place.offset })).toEqual(place);
          expect(window.place({ row: at, column: place.column })).toEqual(place);
          const first = rows.findIndex(({ line }) => line === row.line);
          expect(window.place({ line: row.line })).toMatchObject({ row: first, column: 0, line: row.line });
        }
      }),
      { numRuns: 100 },
    );
  });
});

test.each(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'shift_jis', 'gb18030'])(
  'bytes that are no %s at all are rows without a gap, of 4 KiB at most',
  (label) => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .tuple(fc.uint8Array({ minLength: 1, maxLength: 6 }), fc.integer({ min: 1000, max: 9000 }))
        .map(([part, times]) => new Uint8Array(Buffer.concat(Array<Uint8Array>(times).fill(part)))),
    );
    fc.assert(
      fc.property(bytes, sizes, (body, chunking) => {
        const { window } = indexOf(body, label, chunking);
        let end = 0;
        for (const row of allRows(window)) {
          expect(row.bytes).toBeLessThanOrEqual(maxRowBytes);
          // A line's end at most lies between two rows.
          expect(row.offset - end).toBeLessThanOrEqual(row.continues ? 0 : 4);
          end = row.offset + row.bytes;
        }
        expect(body.byteLength - end).toBeLessThanOrEqual(0);
      }),
      { numRuns: 60 },
    );
  },
);

test('rows of broken UTF-8 show what the whole line would', () => {
  const broken = fc.array(
    fc.tuple(
      fc.constantFrom<number[][]>(
        [0x61],
        [0x80],
        [0xe2, 0x82],
        [0xe2, 0x82, 0xac],
        [0xf0, 0x9f, 0x98],
        [0xff],
        [0xf0, 0x9f, 0x98, 0x80],
      ),
      fc.integer({ min: 1, max: 1500 }),
    ),
    { minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(broken, sizes, (parts, chunking) => {
      const bytes = Uint8Array.from(
        parts.flatMap(([part, times]) => Array<number[]>(times).fill(part).flat()),
      );
      const { window } = indexOf(bytes, 'utf-8', chunking);
      const shown = allRows(window)
        .map(({ text }) => text)
        .join('');
      expect(shown).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
      const end = window.place({ offset: bytes.byteLength });
      const last = window.rows(end.row, 1).rows[0];
      expect(end.column).toBe(last?.text.length);
    }),
    { numRuns: 60 },
  );
});

test('a body of some MiB has its rows where they are, from any row on', () => {
  const lines = Array.from({ length: 60_000 }, (_, line) => `line ${line} ${'x'.repeat((line * 37) % 90)}`);
  const bytes = Buffer.from(lines.join('\n'));
  const { index, window } = indexOf(bytes);
  expect(index).toMatchObject({ rowCount: 60_000, lineCount: 60_000, lineEnds: 'lf' });
  for (const line of [0, 1, 63, 64, 12_345, 31_000, 59_998, 59_999]) {
    const { rows, total } = window.rows(line, 2);
    expect(total).toBe(60_000);
    expect(rows.map(({ text }) => text)).toEqual(lines.slice(line, line + 2));
    expect(window.place({ line }).offset).toBe(rows[0]?.offset);
    expect(window.place({ offset: (rows[0]?.offset ?? 0) + 3 })).toMatchObject({
      row: line,
      line,
      column: 3,
    });
  }
});

test('a line of 3 MiB is rows of 4 KiB, and the line behind it has its place', () => {
  const bytes = Buffer.concat([
    Buffer.from('first\n'),
    Buffer.alloc(3 * 1024 * 1024, 'ab'),
    Buffer.from('\nlast'),
  ]);
  const { index, window } = indexOf(bytes);
  expect(index).toMatchObject({
    rowCount: 770,
    lineCount: 3,
    longestLine: { line: 1, bytes: 3 * 1024 * 1024 },
  });
  expect(window.rows(500, 1).rows).toEqual([
    { line: 1, offset: 6 + 499 * 4096, bytes: 4096, continues: true, text: 'ab'.repeat(2048) },
  ]);
  expect(window.place({ line: 2 })).toEqual({ row: 769, column: 0, line: 2, offset: bytes.byteLength - 4 });
  expect(window.place({ line: 1 })).toEqual({ row: 1, column: 0, line: 1, offset: 6 });
});

test('the index takes less than 4 bytes for each KiB of the body', () => {
  for (const line of ['\n', `${'x'.repeat(99)}\n`, 'x'.repeat(1000)]) {
    const bytes = Buffer.alloc(8 * 1024 * 1024, line);
    expect(indexOf(bytes).index.memoryBytes).toBeLessThan(4 * 8 * 1024);
  }
});

test('an empty body is one empty row, and behind the end there are none', () => {
  const { window } = indexOf(new Uint8Array());
  expect(window.rows(0, 10)).toEqual({
    rows: [{ line: 0, offset: 0, bytes: 0, continues: false, text: '' }],
    total: 1,
  });
  expect(window.rows(1, 10)).toEqual({ rows: [], total: 1 });
});

test('what lies behind the end is the end', () => {
  const { window } = indexOf(Buffer.from('one\r\ntwo€'));
  const end = { row: 1, column: 4, line: 1, offset: 11 };
  for (const at of [
    { line: 2 },
    { line: 1e15 },
    { offset: 11 },
    { offset: 1e15 },
    { row: 2, column: 0 },
    { row: 1, column: 9 },
  ]) {
    expect(window.place(at)).toEqual(end);
  }
  // Within a line's end, and behind a row's text, is the end of the row.
  expect(window.place({ offset: 4 })).toEqual({ row: 0, column: 3, line: 0, offset: 3 });
  expect(window.place({ row: 0, column: 50 })).toEqual({ row: 0, column: 3, line: 0, offset: 3 });
  // Within a character is its start.
  expect(window.place({ offset: 9 })).toEqual({ row: 1, column: 3, line: 1, offset: 8 });
});

test('a byte order mark is outside of the text, and one within the text is not', () => {
  const { window } = indexOf(Buffer.from('\ufeffone\n\ufefftwo'), 'utf-8', [64], 3);
  expect(window.rows(0, 5).rows.map(({ offset, text }) => [offset, text])).toEqual([
    [3, 'one'],
    [7, '\ufefftwo'],
  ]);
  expect(window.place({ offset: 0 })).toEqual({ row: 0, column: 0, line: 0, offset: 3 });
});

test.each([
  ['windows-1252', Buffer.from([0x80, 0x20, 0xe9]), '€ é'],
  ['shift_jis', Buffer.from([0x93, 0xfa, 0x96, 0x7b, 0x0a, 0x41]), '日本'],
  ['gb18030', Buffer.from([0xd6, 0xd0, 0x81, 0x30, 0x81, 0x30]), '中\u0080'],
])('%s is read, and its columns are found', (label, bytes, text) => {
  const { window } = indexOf(bytes, label);
  expect(window.rows(0, 1).rows[0]?.text).toBe(text);
  expect(window.place({ row: 0, column: 1 }).offset).toBe(label === 'windows-1252' ? 1 : 2);
  expect(window.place({ offset: label === 'windows-1252' ? 1 : 3 }).column).toBe(1);
});

test.each([
  ['', 'none'],
  ['a\nb\n', 'lf'],
  ['a\r\n\r\n', 'crlf'],
  ['a\r\nb\n', 'mixed'],
  ['a\rb', 'none'],
])('the line ends of %j are %s', (text, lineEnds) => {
  for (const size of [1, 2, 3, 100])
    expect(indexOf(Buffer.from(text), 'utf-8', [size]).index.lineEnds).toBe(lineEnds);
});

test('a file that has lost what was indexed is said so', () => {
  const bytes = Buffer.from('one\ntwo\n');
  const { index } = indexOf(bytes);
  const window = new RowWindow(index, new TextDecoding('utf-8'), byteReaderOf(bytes.subarray(0, 5)));
  expect(() => window.rows(0, 1)).toThrow(FileCutShortError);
});

function allRows(window: RowWindow): Row[] {
  const rows: Row[] = [];
  for (;;) {
    const answer = window.rows(rows.length, 100);
    rows.push(...answer.rows);
    if (answer.rows.length === 0) return rows;
  }
}
