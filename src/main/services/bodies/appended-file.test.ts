import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppendedFile } from './appended-file.ts';

async function temporaryFile() {
  const folder = await mkdtemp(join(tmpdir(), 'parley-appended-'));
  const path = join(folder, 'file');
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

test('whatever the sizes of its pieces, they come to stand one behind the other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 1500 }), async (pieces) => {
      await using target = await temporaryFile();
      const sizes: number[] = [];
      const file = new AppendedFile(await open(target.path, 'wx'), (size) => sizes.push(size));
      for (const piece of pieces) await file.write(piece);
      await file.close();
      const content = Buffer.concat(pieces);
      expect((await readFile(target.path)).equals(content)).toBe(true);
      expect(file.size).toBe(content.length);
      expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
      expect(sizes.at(-1) ?? 0).toBe(content.length);
    }),
    { numRuns: 20 },
  );
});

test('a slow disk holds the source back once 4 MiB wait for it, and what waited is written together', async () => {
  await using target = await temporaryFile();
  const handle = await open(target.path, 'wx');
  let goOn = () => {};
  const isFree = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const writes: number[] = [];
  const file = new AppendedFile({
    writev: async <T extends readonly NodeJS.ArrayBufferView[]>(pieces: T, position?: number) => {
      await isFree;
      writes.push(pieces.length);
      return handle.writev(pieces, position);
    },
    close: () => handle.close(),
  });
  const piece = new Uint8Array(256 * 1024).fill(7);
  let taken = 0;
  const source = (async () => {
    for (; taken < 64; taken++) await file.write(piece);
  })();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(taken).toBe(15);
  goOn();
  await source;
  await file.close();
  expect((await readFile(target.path)).equals(Buffer.alloc(64 * piece.length, 7))).toBe(true);
  expect(writes.length).toBeLessThan(64 / 2);
});

test('a disk that takes a part of a write is asked for the rest of it', async () => {
  await using target = await temporaryFile();
  const handle = await open(target.path, 'wx');
  const file = new AppendedFile({
    writev: async <T extends readonly NodeJS.ArrayBufferView[]>(pieces: T, position?: number) => {
      const all = Buffer.concat(
        pieces.map((piece) => Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)),
      );
      const { bytesWritten } = await handle.writev([all.subarray(0, 5)], position);
      return { bytesWritten, buffers: pieces };
    },
    close: () => handle.close(),
  });
  for (const text of ['', 'one', '', ' two', ' ', 'three and a half']) await file.write(Buffer.from(text));
  await file.close();
  expect(await readFile(target.path, 'utf8')).toBe('one two three and a half');
});

describe.skipIf(process.platform !== 'linux')('a full disk', () => {
  test('is told by a later write, and then not again by the end', async () => {
    const file = new AppendedFile(await open('/dev/full', 'w'));
    const writing = async () => {
      for (;;) {
        await file.write(Buffer.from('more'));
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await expect(writing()).rejects.toMatchObject({ code: 'ENOSPC' });
    await expect(writing()).rejects.toMatchObject({ code: 'ENOSPC' });
    await file.close();
    expect(file.size).toBe(0);
  });

  test('is told by the end where nothing was written after it', async () => {
    const file = new AppendedFile(await open('/dev/full', 'w'));
    await file.write(Buffer.from('taken'));
    await expect(file.close()).rejects.toMatchObject({ code: 'ENOSPC' });
    await expect(file.close()).rejects.toMatchObject({ code: 'ENOSPC' });
  });
});
