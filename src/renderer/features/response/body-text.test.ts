import { describe, expect, test, vi } from 'vitest';
import { type BodyShape, type ReadTextOptions, readText } from './body-text.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

async function read(chunks: readonly Uint8Array[], options: Partial<ReadTextOptions> = {}) {
  const pieces: string[] = [];
  const shapes: BodyShape[] = [];
  const cancelled = vi.fn();
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      // A body that turns out binary is not read to its end: the stream stays open to show that.
      if (options.evenBinary !== false) controller.close();
    },
    cancel: cancelled,
  });
  const size = await readText(stream, {
    contentType: 'text/plain',
    limit: 1000,
    evenBinary: true,
    onShape: (shape) => shapes.push(shape),
    onText: (text) => pieces.push(text),
    signal: new AbortController().signal,
    ...options,
  });
  return { pieces, text: pieces.join(''), shape: shapes[0], shapes, size, cancelled, stream };
}

/** Each byte a piece of its own. */
const crumbs = (bytes: Uint8Array) => Array.from(bytes, (byte) => Uint8Array.of(byte));

describe('text', () => {
  test('is told piece by piece, as it comes', async () => {
    const { pieces, size, shapes } = await read([utf8('one\n'), utf8('two\n')]);
    expect(pieces).toEqual(['one\n', 'two\n']);
    expect(size).toBe(8);
    expect(shapes).toHaveLength(1);
  });

  test('survives any cut: letters, byte order marks and line breaks', async () => {
    const text = 'aü€😀\r\nb\rc\r';
    expect((await read(crumbs(utf8(text)))).text).toBe(text);
    expect((await read(crumbs(utf8(`\ufeff${text}`)))).text).toBe(text);
    const { pieces } = await read(crumbs(utf8(text)));
    expect(pieces.slice(0, -1).filter((piece) => piece.endsWith('\r'))).toEqual([]);
  });

  test('is decoded by its charset', async () => {
    const latin1 = Uint8Array.of(0x63, 0x61, 0x66, 0xe9);
    expect((await read([latin1], { contentType: 'text/plain; charset=iso-8859-1' })).text).toBe('café');
  });

  test('in a charset that nobody knows is read as UTF-8, which is told', async () => {
    const { text, shape } = await read([utf8('ü')], { contentType: 'text/plain; charset=klingon' });
    expect(text).toBe('ü');
    expect(shape).toEqual({ binary: false, encoding: 'utf-8', unknownCharset: 'klingon' });
  });

  test('that ends in the middle of a letter shows that', async () => {
    expect((await read([utf8('ü').subarray(0, 1)])).text).toBe('\ufffd');
  });

  test('that was cut at the limit does not: the rest of the letter is further on in the body', async () => {
    const bytes = utf8('abü').subarray(0, 3);
    expect((await read([bytes], { limit: 3 })).text).toBe('ab');
  });

  test('may be empty', async () => {
    expect(await read([])).toMatchObject({ text: '', size: 0, shape: { binary: false, encoding: 'utf-8' } });
  });
});

describe('bytes that are no text', () => {
  const image = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1);

  test('are not shown, and no more of them is read', async () => {
    const { text, shape, cancelled } = await read([image, image], { evenBinary: false });
    expect(text).toBe('');
    expect(shape?.binary).toBe(true);
    expect(cancelled).toHaveBeenCalledOnce();
  });

  test('are shown where the person asks for it', async () => {
    expect((await read([image])).text).toContain('PNG');
  });
});

test('the stream is let go of, also when reading fails', async () => {
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.error(new Error('reset')),
  });
  const options: ReadTextOptions = {
    contentType: '',
    limit: 10,
    evenBinary: false,
    onShape: () => undefined,
    onText: () => undefined,
    signal: new AbortController().signal,
  };
  await expect(readText(stream, options)).rejects.toThrow('reset');
  expect(stream.locked).toBe(false);
});

test('an abort ends the stream, and nothing more is told', async () => {
  const controller = new AbortController();
  const cancelled = vi.fn();
  const stream = new ReadableStream<Uint8Array>({
    start: (source) => source.enqueue(utf8('first')),
    cancel: cancelled,
  });
  const pieces: string[] = [];
  const reading = readText(stream, {
    contentType: '',
    limit: 10,
    evenBinary: false,
    onShape: () => undefined,
    onText: (text) => {
      pieces.push(text);
      controller.abort(new Error('seen enough'));
    },
    signal: controller.signal,
  });
  await expect(reading).rejects.toThrow('seen enough');
  expect(pieces).toEqual(['first']);
  expect(cancelled).toHaveBeenCalledOnce();
});
