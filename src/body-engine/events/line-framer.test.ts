import { expect, test } from 'vitest';
import { LineFramer } from './line-framer.ts';

/** The lines that are told of, after the bytes that came in pieces, and then the one that the end is the end of. */
function linesOf(text: string, cuts: readonly number[]): string[] {
  const bytes = Buffer.from(text);
  const lines: string[] = [];
  const framer = new LineFramer((place) => {
    // What it is told of has come.
    expect(place.offset + place.bytes).toBeLessThanOrEqual(bytes.byteLength);
    lines.push(bytes.toString('utf8', place.offset, place.offset + place.bytes));
  }, 0);
  for (const [at, cut] of [...cuts, bytes.byteLength].entries()) {
    framer.push(bytes.subarray(cuts[at - 1] ?? 0, cut));
  }
  expect(framer.offset).toBe(bytes.byteLength);
  framer.finish();
  return lines;
}

test('lines are those of the text, with a cut at each byte', () => {
  const text = 'one\r\n\r\nä\n\n\rtwo\r\r\n😀 \r\nlast';
  const lines = ['one', '', 'ä', '', '\rtwo\r', '😀 ', 'last'];
  for (const end of ['', '\n', '\r\n']) {
    const bytes = Buffer.byteLength(text + end);
    for (let cut = 0; cut <= bytes; cut++) expect(linesOf(text + end, [cut, cut])).toEqual(lines);
    const byBytes = Array.from({ length: bytes }, (_, at) => at);
    expect(linesOf(text + end, byBytes)).toEqual(lines);
  }
});

test('a line is told of as soon as its line feed is there', () => {
  const told: number[] = [];
  const framer = new LineFramer(({ offset }) => told.push(offset), 100);
  framer.push(Buffer.from('a\nb'));
  expect(told).toEqual([100]);
  framer.push(Buffer.from('c\n'));
  expect(told).toEqual([100, 102]);
  framer.finish();
  expect(told).toEqual([100, 102]);
});
