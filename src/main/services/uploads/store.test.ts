import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { uploadPieceBytes } from '#router/contracts/body.ts';
import { newId } from '../ids.ts';
import { allBytes, noSignal, temporaryFolder } from '#test/harness/services/support.ts';
import { UploadStore } from './store.ts';

async function openStore(folder?: string, isReferredTo = (_id: string) => false) {
  const errors: unknown[] = [];
  const path = folder ?? (await temporaryFolder());
  const store = await UploadStore.open(path);
  await store.clear(isReferredTo, (error) => errors.push(error));
  return { store, folder: path, errors };
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

test('a file is handed over piece by piece, and sent as it was', async () => {
  const { store } = await openStore();
  const id = newId();
  const content = randomBytes(2 * uploadPieceBytes + 12_345);
  for (let offset = 0; offset < content.byteLength; offset += uploadPieceBytes) {
    const bytes = content.subarray(offset, offset + uploadPieceBytes);
    expect(await store.append({ id, offset, bytes })).toEqual({ size: offset + bytes.byteLength });
  }
  const source = await store.open({ id, name: 'film.mp4', size: content.byteLength });
  expect(source.size).toBe(content.byteLength);
  expect((await allBytes(source.read(noSignal()))).equals(content)).toBe(true);
  // A redirect may ask for the body a second time.
  expect((await allBytes(source.read(noSignal()))).equals(content)).toBe(true);
});

test('an empty file is a file too', async () => {
  const { store } = await openStore();
  const id = newId();
  expect(await store.append({ id, offset: 0, bytes: new Uint8Array() })).toEqual({ size: 0 });
  const source = await store.open({ id, name: 'empty', size: 0 });
  expect(await allBytes(source.read(noSignal()))).toHaveLength(0);
});

test('a piece that is there already is accepted again', async () => {
  const { store, folder } = await openStore();
  const id = newId();
  await store.append({ id, offset: 0, bytes: bytesOf('one ') });
  await store.append({ id, offset: 4, bytes: bytesOf('two') });
  expect(await store.append({ id, offset: 0, bytes: bytesOf('one ') })).toEqual({ size: 7 });
  expect(await readFile(join(folder, id), 'utf8')).toBe('one two');
});

test('a piece that was written in part is completed by its repetition', async () => {
  const { store, folder } = await openStore();
  const id = newId();
  await store.append({ id, offset: 0, bytes: bytesOf('one two') });
  await truncate(join(folder, id), 5);
  expect(await store.append({ id, offset: 4, bytes: bytesOf('two') })).toEqual({ size: 7 });
  expect(await readFile(join(folder, id), 'utf8')).toBe('one two');
});

test('a gap is refused, and what is there stays as it is', async () => {
  const { store, folder } = await openStore();
  const id = newId();
  await store.append({ id, offset: 0, bytes: bytesOf('one') });
  await expect(store.append({ id, offset: 4, bytes: bytesOf('two') })).rejects.toMatchObject({
    code: 'CONFLICT',
    message:
      'A piece of the file is missing: 3 bytes are stored, and this piece begins at 4. Choose the file again.',
  });
  expect(await readFile(join(folder, id), 'utf8')).toBe('one');
});

test('pieces that arrive at the same time are stored one after the other', async () => {
  const { store, folder } = await openStore();
  const id = newId();
  const content = randomBytes(64 * 1024);
  const pieces = Array.from({ length: 64 }, (_, index) => index * 1024);
  await Promise.all(
    pieces.map((offset) => store.append({ id, offset, bytes: content.subarray(offset, offset + 1024) })),
  );
  expect((await readFile(join(folder, id))).equals(content)).toBe(true);
});

test('an upload goes on after a restart', async () => {
  const folder = await temporaryFolder();
  const id = newId();
  const first = await openStore(folder);
  await first.store.append({ id, offset: 0, bytes: bytesOf('one ') });
  await first.store.close();
  const second = await openStore(folder, (named) => named === id);
  expect(await second.store.append({ id, offset: 4, bytes: bytesOf('two') })).toEqual({ size: 7 });
});

test('uploads that no draft names are deleted at start, and nothing else', async () => {
  const folder = await temporaryFolder();
  const [named, forgotten] = [newId(), newId()];
  for (const name of [named, forgotten, 'notes.txt']) await writeFile(join(folder, name), 'x');
  const { errors } = await openStore(folder, (id) => id === named);
  expect((await readdir(folder)).toSorted()).toEqual([named, 'notes.txt'].toSorted());
  expect(errors).toEqual([]);
});

test('a file that is no longer stored is named', async () => {
  const { store, folder } = await openStore();
  const id = newId();
  const gone = {
    code: 'NOT_FOUND',
    message: 'The file “film.mp4” is no longer stored. Choose it again.',
    details: { phase: 'request', file: 'film.mp4' },
  };
  await expect(store.open({ id, name: 'film.mp4', size: 3 })).rejects.toMatchObject(gone);
  await store.append({ id, offset: 0, bytes: bytesOf('abc') });
  const source = await store.open({ id, name: 'film.mp4', size: 3 });
  await rm(join(folder, id));
  await expect(allBytes(source.read(noSignal()))).rejects.toMatchObject(gone);
});

test('a file that has not been handed over to its end is not sent', async () => {
  const { store } = await openStore();
  const id = newId();
  await store.append({ id, offset: 0, bytes: bytesOf('abc') });
  await expect(store.open({ id, name: 'film.mp4', size: 10 })).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    message: '“film.mp4” is stored with 3 bytes instead of 10. Choose the file again.',
  });
});

test('an abort ends a reading with the reason of its signal', async () => {
  const { store } = await openStore();
  const id = newId();
  await store.append({ id, offset: 0, bytes: new Uint8Array(600 * 1024) });
  const source = await store.open({ id, name: 'film.mp4', size: 600 * 1024 });
  const controller = new AbortController();
  const pieces = source.read(controller.signal)[Symbol.asyncIterator]();
  await pieces.next();
  controller.abort();
  await expect(pieces.next()).rejects.toBe(controller.signal.reason);
});
