import { expect, test, vi } from 'vitest';
import { canCopy, readForClipboard } from './copy-range.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const streamOf = (pieces: readonly Uint8Array[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
const ignoring = () => ({ onProgress: vi.fn(), signal: new AbortController().signal });

test('text is decoded across pieces, and how far it is is told', async () => {
  const bytes = utf8('aü😀\r\nb');
  const crumbs = Array.from(bytes, (byte) => Uint8Array.of(byte));
  const options = ignoring();
  expect(await readForClipboard(streamOf(crumbs), { as: 'text', encoding: 'utf-8' }, options)).toBe(
    'aü😀\r\nb',
  );
  expect(options.onProgress.mock.calls.at(-1)).toEqual([bytes.byteLength]);
});

test('text is decoded by the encoding of its body', async () => {
  const latin1 = Uint8Array.of(0x63, 0x61, 0x66, 0xe9);
  const copied = await readForClipboard(
    streamOf([latin1]),
    { as: 'text', encoding: 'windows-1252' },
    ignoring(),
  );
  expect(copied).toBe('café');
});

test('bytes are copied in hexadecimal, sixteen a line, whatever pieces they come in', async () => {
  const bytes = Uint8Array.from({ length: 18 }, (_, i) => i);
  const pieces = [bytes.subarray(0, 5), bytes.subarray(5)];
  expect(await readForClipboard(streamOf(pieces), { as: 'hex' }, ignoring())).toBe(
    '00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f\n10 11',
  );
});

test('a cancelled copy lets go of the stream', async () => {
  const controller = new AbortController();
  const cancelled = vi.fn();
  const stream = new ReadableStream<Uint8Array>({
    start: (source) => source.enqueue(utf8('first')),
    cancel: cancelled,
  });
  const reading = readForClipboard(
    stream,
    { as: 'hex' },
    {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    },
  );
  await expect(reading).rejects.toThrow('enough');
  expect(cancelled).toHaveBeenCalledOnce();
  expect(stream.locked).toBe(false);
});

test('a failure of reading is the copy’s', async () => {
  const stream = new ReadableStream<Uint8Array>({ pull: (source) => source.error(new Error('gone')) });
  await expect(readForClipboard(stream, { as: 'hex' }, ignoring())).rejects.toThrow('gone');
});

test('there is a limit to what a clipboard can hold, which hexadecimal reaches sooner', () => {
  const mebibyte = 1024 * 1024;
  expect(canCopy(400 * mebibyte, { as: 'text', encoding: 'utf-8' })).toBe(true);
  expect(canCopy(400 * mebibyte, { as: 'hex' })).toBe(false);
  expect(canCopy(1024 * mebibyte, { as: 'text', encoding: 'utf-8' })).toBe(false);
});
