import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { ReadableTap } from './readable-tap.ts';

async function textOf(tap: ReadableTap): Promise<string> {
  let text = '';
  for await (const bytes of tap) text += Buffer.from(bytes).toString();
  return text;
}

test('gives all there is, and ends without a failure', async () => {
  const tap = new ReadableTap(
    Readable.from([Buffer.from('one '), Buffer.from('two')], { objectMode: false }),
  );
  expect(await textOf(tap)).toBe('one two');
  expect(tap.failure).toBeUndefined();
});

test('gives what a failed stream still holds, then ends with its error', async () => {
  const stream = new Readable({ read() {} });
  const tap = new ReadableTap(stream);
  stream.push('still here');
  const reset = new Error('reset');
  stream.destroy(reset);
  expect(await textOf(tap)).toBe('still here');
  expect(tap.failure).toBe(reset);
});

test('takes a stream that is closed before its end for a failed one', async () => {
  const stream = new Readable({ read() {} });
  const tap = new ReadableTap(stream);
  stream.destroy();
  expect(await textOf(tap)).toBe('');
  expect(tap.failure?.message).toContain('closed before its end');
});

test('takes no more from the source than the stream buffers', async () => {
  let taken = 0;
  const stream = new Readable({
    highWaterMark: 10,
    read() {
      taken++;
      this.push(Buffer.alloc(10));
    },
  });
  const tap = new ReadableTap(stream);
  const reader = tap[Symbol.asyncIterator]();
  await reader.next();
  const takenSoFar = taken;
  await new Promise((resolve) => setImmediate(resolve));
  expect(taken).toBeLessThanOrEqual(takenSoFar + 1);
  stream.destroy();
});
