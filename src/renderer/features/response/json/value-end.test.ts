import { expect, test } from 'vitest';
import { valueBytes } from './value-end.ts';

/** A byte a chunk: values are told at each boundary. */
function bytewise(text: string): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const byte of new TextEncoder().encode(text)) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
}

test.each([
  ['12.5e3', ', "next"'],
  ['true', '\n}'],
  ['null', ''],
  [String.raw`"a \" b \\"`, ' : 1'],
  [String.raw`{"a]": [1, {"}": "\"}"}]}`, ' , 2'],
  ['[]', ']'],
])('%s ends before what follows it', async (value, rest) => {
  const { signal } = new AbortController();
  expect(await valueBytes(bytewise(value + rest), signal)).toBe(value.length);
});
