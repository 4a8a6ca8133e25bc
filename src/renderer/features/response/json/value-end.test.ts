import { expect, test, vi } from 'vitest';
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
  const onProgress = () => undefined;
  expect(await valueBytes(bytewise(value + rest), { signal, onProgress })).toBe(value.length);
});

test('how far it has been read is told', async () => {
  const { signal } = new AbortController();
  const onProgress = vi.fn<(bytes: number) => void>();
  await valueBytes(bytewise('[12]'), { signal, onProgress });
  expect(onProgress.mock.calls).toEqual([[1], [2], [3]]);
});

test('it is given up also while bytes are long in coming', async () => {
  const controller = new AbortController();
  const cancelled = vi.fn<(reason: unknown) => void>();
  const stream = new ReadableStream<Uint8Array>({ cancel: cancelled });
  const found = valueBytes(stream, { signal: controller.signal, onProgress: () => undefined });
  controller.abort(new Error('enough'));
  await expect(found).rejects.toThrow('enough');
  expect(cancelled).toHaveBeenCalledWith(new Error('enough'));
});
