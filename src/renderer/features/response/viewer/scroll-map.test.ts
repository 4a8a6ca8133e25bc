import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Geometry, maxScrollHeight, ScrollMap, topOfText } from './scroll-map.ts';

const view = { rowHeight: 20, viewportHeight: 600 };
const mapOf = (geometry: Partial<Geometry> & { rows: number }) => new ScrollMap({ ...view, ...geometry });

describe('a small text', () => {
  const map = mapOf({ rows: 1000 });

  test('is scrolled pixel by pixel, as the browser does it', () => {
    expect(map.isExact).toBe(true);
    expect(map.height).toBe(20_000);
    expect(map.positionAt(107)).toEqual({ row: 5, offset: 7 });
    expect(map.scrollTopOf({ row: 5, offset: 7 })).toBe(107);
  });

  test('ends with its last row at the lower edge', () => {
    expect(map.end).toEqual({ row: 970, offset: 0 });
    expect(map.positionAt(1e9)).toEqual(map.end);
  });

  test('that fits into the view does not scroll', () => {
    const short = mapOf({ rows: 3 });
    expect(short.end).toEqual(topOfText);
    expect(short.move(topOfText, 500)).toEqual(topOfText);
  });
});

describe('twenty million rows', () => {
  const rows = 20_000_000;
  const map = mapOf({ rows });
  const range = maxScrollHeight - view.viewportHeight;

  test('have a bar as high as a browser can draw, whose ends are the ends of the text', () => {
    expect(map.isExact).toBe(false);
    expect(map.height).toBe(maxScrollHeight);
    expect(map.positionAt(0)).toEqual(topOfText);
    expect(map.positionAt(range)).toEqual({ row: rows - 30, offset: 0 });
    expect(map.scrollTopOf(map.end)).toBe(range);
    expect(map.positionAt(range / 2).row).toBe((rows - 30) / 2);
  });

  test('move by exact pixels, wherever one is', () => {
    const middle = { row: 12_345_678, offset: 3 };
    expect(map.move(middle, 20)).toEqual({ row: 12_345_679, offset: 3 });
    expect(map.move(middle, -4)).toEqual({ row: 12_345_677, offset: 19 });
    expect(map.move(map.move(middle, 987), -987)).toEqual(middle);
    expect(map.move(topOfText, -1)).toEqual(topOfText);
    expect(map.move(map.end, 1)).toEqual(map.end);
  });

  test('stay where one is while more of them come: the bar moves, the text does not', () => {
    const here = { row: 10_000_000, offset: 5 };
    const grown = mapOf({ rows: rows * 2 });
    expect(grown.clamp(here)).toEqual(here);
    expect(grown.scrollTopOf(here)).toBeLessThan(map.scrollTopOf(here));
  });
});

describe('wrapped rows', () => {
  /** Every third row takes five lines. */
  const heightOf = (row: number) => (row % 3 === 0 ? 100 : 20);
  const excessOf = (rows: number) => Math.ceil(rows / 3) * 80;
  const wrapped = (rows: number) => mapOf({ rows, wrapped: { heightOf, excess: excessOf(rows) } });

  test('move by their own heights', () => {
    const map = wrapped(1000);
    expect(map.move(topOfText, 99)).toEqual({ row: 0, offset: 99 });
    expect(map.move(topOfText, 140)).toEqual({ row: 3, offset: 0 });
    expect(map.move({ row: 3, offset: 0 }, -41)).toEqual({ row: 0, offset: 99 });
  });

  test('end where their last one does', () => {
    const map = wrapped(100);
    expect(map.positionAt(map.height)).toEqual(map.end);
    const below = Array.from({ length: 100 - map.end.row }, (_, i) => heightOf(map.end.row + i));
    expect(below.reduce((sum, height) => sum + height, 0) - map.end.offset).toBe(view.viewportHeight);
  });

  test('are what the bar counts, not the lines on screen', () => {
    const map = wrapped(1_000_000);
    const middle = map.positionAt((map.height - view.viewportHeight) / 2);
    expect(middle.row).toBeGreaterThan(499_900);
    expect(middle.row).toBeLessThan(500_100);
  });

  test('that were never drawn count as one line each', () => {
    const map = mapOf({ rows: 100, wrapped: { heightOf: () => undefined, excess: 0 } });
    expect(map.move(topOfText, 45)).toEqual({ row: 2, offset: 5 });
  });

  test('of which one is higher than the view can be scrolled to their end', () => {
    const map = mapOf({ rows: 1, wrapped: { heightOf: () => 5000, excess: 4980 } });
    expect(map.end).toEqual({ row: 0, offset: 4400 });
    expect(map.move(topOfText, 1e6)).toEqual(map.end);
    expect(map.positionAt(map.height)).toEqual(map.end);
  });
});

describe('revealing a row', () => {
  const map = mapOf({ rows: 20_000_000 });

  test('that is in view moves nothing', () => {
    const here = { row: 500, offset: 10 };
    expect(map.reveal(here, 501)).toEqual(here);
    expect(map.reveal(here, 529)).toEqual(here);
  });

  test('moves no further than it must', () => {
    expect(map.reveal({ row: 500, offset: 10 }, 500)).toEqual({ row: 500, offset: 0 });
    expect(map.reveal({ row: 500, offset: 0 }, 530)).toEqual({ row: 501, offset: 0 });
    expect(map.reveal(topOfText, 19_999_999)).toEqual(map.end);
  });
});

test('a row is found by its height in the view', () => {
  const map = mapOf({ rows: 10 });
  expect(map.rowBelow({ row: 2, offset: 5 }, 14)).toBe(2);
  expect(map.rowBelow({ row: 2, offset: 5 }, 15)).toBe(3);
  expect(map.rowBelow(topOfText, 5000)).toBe(9);
});

test('whatever the size, a position and its place on the bar belong together', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2_000_000_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 19 }),
      (rows, part, offset) => {
        const map = mapOf({ rows });
        const position = map.clamp({ row: Math.floor(part * rows), offset });
        const bar = map.scrollTopOf(position);
        expect(bar).toBeGreaterThanOrEqual(0);
        expect(bar).toBeLessThanOrEqual(Math.max(map.height - view.viewportHeight, 0));
        const again = map.positionAt(bar);
        const pixels = (again.row - position.row) * view.rowHeight + again.offset - position.offset;
        expect(Math.abs(pixels)).toBeLessThan(0.1);
      },
    ),
    { numRuns: 500 },
  );
});
