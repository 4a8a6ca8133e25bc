import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { CompareEvent, Comparison } from '#router/contracts/body-compare.ts';
import { byteReaderOf } from '../byte-reader.ts';
import { compare } from './compare.ts';

const encoder = new TextEncoder();

async function compared(left: string | Uint8Array, right: string | Uint8Array): Promise<Comparison> {
  const readers = [left, right].map((side) =>
    byteReaderOf(typeof side === 'string' ? encoder.encode(side) : side),
  );
  const [leftReader, rightReader] = readers;
  if (!leftReader || !rightReader) throw new Error('two sides');
  let result: Comparison | undefined;
  for await (const event of compare(leftReader, rightReader, new AbortController().signal)) {
    if (event.type === 'result') result = event.comparison;
  }
  if (!result) throw new Error('compare ended without a result');
  return result;
}

function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/).filter((line) => line !== '');
}

/** Puts what stands on the right into the left, hunk by hunk. */
function applied({ lines }: Comparison, left: string, right: string): string {
  if ('tooMuch' in lines) throw new Error(lines.tooMuch);
  const [from, to] = [linesOf(left), linesOf(right)];
  for (const hunk of lines.hunks.toReversed()) {
    const replacement = to.slice(hunk.right.first, hunk.right.first + hunk.right.count);
    from.splice(hunk.left.first, hunk.left.count, ...replacement);
  }
  return from.join('');
}

test('the same bytes have the same hash, no first difference and no hunks', async () => {
  const sha256 = createHash('sha256').update('a\nb\n').digest('hex');
  expect(await compared('a\nb\n', 'a\nb\n')).toEqual({
    left: { size: 4, sha256 },
    right: { size: 4, sha256 },
    firstDifference: null,
    lines: { hunks: [] },
  });
});

test('a line that changed is one hunk, with both sides of it', async () => {
  const { firstDifference, lines } = await compared('a\nb\nc\n', 'a\nB\nB2\nc\n');
  expect(firstDifference).toEqual({ offset: 2, line: 1 });
  expect(lines).toEqual({ hunks: [{ left: { first: 1, count: 1 }, right: { first: 1, count: 2 } }] });
});

test('a missing last line feed is a difference', async () => {
  const { firstDifference, lines } = await compared('a\nb\n', 'a\nb');
  expect(firstDifference).toEqual({ offset: 3, line: 1 });
  expect(lines).toEqual({ hunks: [{ left: { first: 1, count: 1 }, right: { first: 1, count: 1 } }] });
});

test('the hunks turn the left side into the right one, whatever they are', async () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', '', 'ü', '\u0000'), { maxLength: 30 })
    .chain((lines) => fc.boolean().map((ends) => lines.join('\n') + (ends ? '\n' : '')));
  await fc.assert(
    fc.asyncProperty(text, text, async (left, right) => {
      const comparison = await compared(left, right);
      expect(applied(comparison, left, right)).toBe(right);
      expect(comparison.firstDifference === null).toBe(left === right);
    }),
  );
});

describe('the first difference', () => {
  it.each([0, 1, 4095, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 3_000_000 - 1])(
    'is found at byte %i of three million',
    async (offset) => {
      const left = Buffer.alloc(3_000_000, `${'x'.repeat(99)}\n`);
      const right = Buffer.from(left);
      right[offset] = 0;
      const { firstDifference } = await compared(left, right);
      expect(firstDifference).toEqual({ offset, line: Math.floor(offset / 100) });
    },
  );

  it('is the end of the shorter one where that is all', async () => {
    const long = Buffer.alloc(2_000_000, 'x');
    const { firstDifference } = await compared(long, long.subarray(0, 1_500_000));
    expect(firstDifference).toEqual({ offset: 1_500_000, line: 0 });
  });
});

test('above 64 MiB it compares by hash and by the first difference, and says so', async () => {
  const left = Buffer.alloc(33 * 1024 * 1024, `${'x'.repeat(99)}\n`);
  const right = Buffer.concat([left, Buffer.from('more')]);
  const { lines, firstDifference } = await compared(left, right);
  expect(lines).toEqual({ tooMuch: expect.stringContaining('64 MiB') });
  expect(firstDifference?.offset).toBe(left.byteLength);
});

test('above two million lines it does so as well, however short they are', async () => {
  const { lines } = await compared(Buffer.alloc(1_000_000, '\n'), Buffer.alloc(1_000_001, '\n'));
  expect(lines).toEqual({ tooMuch: expect.stringContaining('2,000,000 lines') });
});

const numbered = (letter: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${letter}${n}\n`);

test('bodies that have nothing in common are one hunk', async () => {
  const { lines } = await compared(numbered('a', 100_000).join(''), numbered('b', 50_000).join(''));
  expect(lines).toEqual({
    hunks: [{ left: { first: 0, count: 100_000 }, right: { first: 0, count: 50_000 } }],
  });
});

test('lines that all stand elsewhere are not aligned for ever', async () => {
  const forwards = numbered('a', 3_000);
  const { lines } = await compared(forwards.join(''), forwards.toReversed().join(''));
  expect(lines).toEqual({ tooMuch: expect.stringContaining('5,000 lines') });
});

test('tells how far it is, and stops when it is told to', async () => {
  const bytes = Buffer.alloc(5 * 1024 * 1024);
  const controller = new AbortController();
  const events: CompareEvent[] = [];
  await expect(async () => {
    for await (const event of compare(byteReaderOf(bytes), byteReaderOf(bytes), controller.signal)) {
      events.push(event);
      controller.abort(new Error('enough'));
    }
  }).rejects.toThrow('enough');
  expect(events).toEqual([{ type: 'progress', doneBytes: 2 * 1024 * 1024, totalBytes: 10 * 1024 * 1024 }]);
});
