import { appendFile, readdir, readFile, readlink, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Failure } from '#router/contracts/failure.ts';
import { newId } from '../ids.ts';
import { startEngine } from '#test/harness/services/body-engine.ts';
import { savesNothing, saving } from '#test/harness/services/saving.ts';
import { all, allBytes, noSignal, startSession, temporaryFolder } from '#test/harness/services/support.ts';
import type { Body } from './body.ts';
import { BodyStore } from './store.ts';

const head = { contentType: 'text/plain', fileName: 'answer.txt' };

const neverSaves = { saveBody: savesNothing };

async function openStore(platform = neverSaves, folder?: string) {
  const errors: unknown[] = [];
  const store = await BodyStore.open({
    folder: folder ?? (await temporaryFolder()),
    platform,
    engine: startEngine((error) => errors.push(error)),
    onError: (error) => errors.push(error),
  });
  onTestFinished(() => store.close());
  return { store, errors };
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Writes, and waits until readers have it. */
async function append(body: Body, bytes: Uint8Array): Promise<void> {
  const { size } = body.info;
  await body.write(bytes);
  await vi.waitFor(() => expect(body.info.size).toBe(size + bytes.byteLength), { interval: 1 });
}

test('a body grows as it is written, and is complete when it is finished', async () => {
  const { store } = await openStore();
  const body = await store.create(head);
  expect(store.info(body.id)).toEqual({ id: body.id, size: 0, state: 'arriving', ...head });
  await append(body, bytesOf('hello'));
  expect(store.info(body.id)).toMatchObject({ size: 5, state: 'arriving' });
  await body.finish('complete');
  expect(store.info(body.id)).toMatchObject({ size: 5, state: 'complete' });
  expect(await readFile(body.path, 'utf8')).toBe('hello');
});

test('what came of a body that ended early is kept, as incomplete', async () => {
  const { store } = await openStore();
  const body = await store.create(head);
  await body.write(bytesOf('half of'));
  await body.finish('incomplete');
  await body.finish('complete');
  expect(store.info(body.id)).toMatchObject({ size: 7, state: 'incomplete' });
  expect(String(await allBytes(store.stream({ id: body.id, start: 0 }, noSignal())))).toBe('half of');
});

test('a write after the end is refused', async () => {
  const { store } = await openStore();
  const body = await store.create(head);
  await body.write(bytesOf('a'));
  await body.finish('complete');
  await expect(body.write(bytesOf('b'))).rejects.toThrow('nothing after its end');
  expect(await readFile(body.path, 'utf8')).toBe('a');
});

test('finishing waits for the write that is under way', async () => {
  const { store } = await openStore();
  const body = await store.create(head);
  const writing = body.write(new Uint8Array(1024 * 1024));
  await body.finish('incomplete');
  expect(body.info.size).toBe(1024 * 1024);
  await writing;
});

test.each([
  { start: 0, end: undefined, expected: '0123456789' },
  { start: 4, end: undefined, expected: '456789' },
  { start: 2, end: 5, expected: '234' },
  { start: 3, end: 3, expected: '' },
  { start: 8, end: 100, expected: '89' },
  { start: 100, end: undefined, expected: '' },
])('bytes $start to $end of ten are “$expected”', async ({ start, end, expected }) => {
  const { store } = await openStore();
  const body = await store.create(head);
  await body.write(bytesOf('0123456789'));
  await body.finish('complete');
  expect(String(await allBytes(store.stream({ id: body.id, start, end }, noSignal())))).toBe(expected);
});

test('a long body comes in pieces of 256 KiB at most, each with memory of its own', async () => {
  const { store } = await openStore();
  const body = await store.create(head);
  const content = Buffer.alloc(512 * 1024 + 100, 'abcdefg');
  await body.write(content);
  await body.finish('complete');
  const pieces = await all(store.stream({ id: body.id, start: 0 }, noSignal()));
  expect(pieces.map((piece) => piece.byteLength)).toEqual([256 * 1024, 256 * 1024, 100]);
  expect(pieces.map((piece) => piece.buffer.byteLength)).toEqual([256 * 1024, 256 * 1024, 100]);
  expect(Buffer.concat(pieces).equals(content)).toBe(true);
});

test('readers follow a body that still arrives, from wherever they start', async () => {
  const { store } = await openStore();
  const body = await store.create(head);
  await append(body, bytesOf('one '));
  const fromStart = allBytes(store.stream({ id: body.id, start: 0 }, noSignal()));
  const fromLater = allBytes(store.stream({ id: body.id, start: 6 }, noSignal()));
  for (const word of ['two ', 'three ', 'four']) await append(body, bytesOf(word));
  await body.finish('complete');
  expect(String(await fromStart)).toBe('one two three four');
  expect(String(await fromLater)).toBe('o three four');
});

test('a reader who has caught up is woken by a write and by the end', async () => {
  const { store } = await openStore();
  const body = await store.create(head);
  const pieces = store.stream({ id: body.id, start: 0 }, noSignal())[Symbol.asyncIterator]();
  const first = pieces.next();
  await body.write(bytesOf('a'));
  expect(String(Buffer.from((await first).value))).toBe('a');
  const last = pieces.next();
  await body.finish('incomplete');
  expect(await last).toEqual({ done: true, value: undefined });
});

test('a range that is already there does not wait for the rest', async () => {
  const { store } = await openStore();
  const body = await store.create(head);
  await body.write(bytesOf('0123456789'));
  expect(String(await allBytes(store.stream({ id: body.id, start: 2, end: 4 }, noSignal())))).toBe('23');
  expect(body.info.state).toBe('arriving');
});

test('an abort ends a reader that waits, with the reason of its signal', async () => {
  const { store } = await openStore();
  const body = await store.create(head);
  const controller = new AbortController();
  const waiting = all(store.stream({ id: body.id, start: 0 }, controller.signal));
  controller.abort();
  await expect(waiting).rejects.toBe(controller.signal.reason);
});

test.skipIf(process.platform !== 'linux')('no file stays open, however a reader ends', async () => {
  const { store } = await openStore();
  const body = await store.create(head);
  await append(body, new Uint8Array(600 * 1024));
  const openFiles = async () => {
    const links = await readdir('/proc/self/fd');
    const targets = await Promise.all(links.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
    return targets.filter((target) => target === body.path).length;
  };
  expect(await openFiles()).toBe(1);
  for await (const _ of store.stream({ id: body.id, start: 0 }, noSignal())) {
    expect(await openFiles()).toBe(2);
    break;
  }
  const controller = new AbortController();
  const pieces = store.stream({ id: body.id, start: 0 }, controller.signal)[Symbol.asyncIterator]();
  await pieces.next();
  controller.abort();
  await expect(pieces.next()).rejects.toBe(controller.signal.reason);
  await body.finish('complete');
  await allBytes(store.stream({ id: body.id, start: 0 }, noSignal()));
  expect(await openFiles()).toBe(0);
});

test('a body that is not there is said so, with the remedy', async () => {
  const { store } = await openStore();
  const id = newId();
  const notFound = expect.objectContaining({
    code: 'NOT_FOUND',
    message: 'This response is no longer kept. Send the request again.',
  });
  expect(() => store.info(id)).toThrow(notFound);
  expect(() => store.stream({ id, start: 0 }, noSignal())).toThrow(notFound);
  expect(() => store.save(startSession(), { id, form: 'decoded' }, noSignal())).toThrow(notFound);
});

test('a removed body is gone, file and all', async () => {
  const { store } = await openStore();
  const body = await store.create(head);
  await body.finish('complete');
  const notYetRead = store.stream({ id: body.id, start: 0 }, noSignal());
  store.remove(body.id);
  store.remove(body.id);
  await store.close();
  await expect(readFile(body.path)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(() => store.info(body.id)).toThrow(Failure);
  await expect(all(notYetRead)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a reader that has begun reads on when the body is removed, to what had arrived', async () => {
  const { store } = await openStore();
  const body = await store.create(head);
  const content = Buffer.alloc(600 * 1024, 'xyz');
  await body.write(content);
  const pieces = store.stream({ id: body.id, start: 0 }, noSignal())[Symbol.asyncIterator]();
  const first = await pieces.next();
  store.remove(body.id);
  const rest = await allBytes({ [Symbol.asyncIterator]: () => pieces });
  expect(Buffer.concat([first.value, rest]).equals(content)).toBe(true);
  await store.close();
});

test('a file that somebody cut short is no endless loop', async () => {
  const { store } = await openStore();
  const body = await store.create(head);
  await body.write(bytesOf('0123456789'));
  await body.finish('complete');
  await truncate(body.path, 4);
  const pieces = store.stream({ id: body.id, start: 0 }, noSignal())[Symbol.asyncIterator]();
  expect(String(Buffer.from((await pieces.next()).value))).toBe('0123');
  await expect(pieces.next()).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('saving hands the file to the host, and keeps it there until the host is done', async () => {
  let copied = '';
  const folder = await temporaryFolder();
  const { store } = await openStore(
    {
      // As a native dialog: the person takes a while, and the response is replaced meanwhile.
      saveBody: saving(async ({ fileName, path, size }) => {
        store.remove(body.id);
        await store.close();
        await writeFile(join(folder, fileName), await readFile(path));
        copied = `${fileName}, ${size} bytes`;
        return { kind: 'saved', fileName };
      }),
    },
    join(folder, 'bodies'),
  );
  const body = await store.create(head);
  await body.write(bytesOf('keep me'));
  await body.finish('complete');
  const saved = all(store.save(startSession(), { id: body.id, form: 'decoded' }, noSignal()));
  expect(await saved).toEqual([{ type: 'result', result: { kind: 'saved', fileName: 'answer.txt' } }]);
  expect(copied).toBe('answer.txt, 7 bytes');
  expect(await readFile(join(folder, 'answer.txt'), 'utf8')).toBe('keep me');
  await expect(readFile(body.path)).rejects.toMatchObject({ code: 'ENOENT' });
});

/** A body that came packed, with what was sent beside it. */
async function packedBody(store: BodyStore, fileName = 'answer.txt') {
  const body = await store.create({ ...head, fileName, asSentSuffix: '.gz' });
  await body.writeAsSent(bytesOf('pack'));
  await body.write(bytesOf('unpacked'));
  return body;
}

test('what was sent is kept beside the body, counted, and removed with it', async () => {
  const folder = await temporaryFolder();
  const { store } = await openStore(neverSaves, folder);
  const body = await packedBody(store);
  await body.finish('complete');
  expect(store.info(body.id)).toMatchObject({ size: 8, asSentBytes: 4, state: 'complete' });
  expect(store.usage).toEqual({ usedBytes: 12, count: 1 });
  expect(await readdir(folder)).toHaveLength(2);
  expect(String(await allBytes(store.stream({ id: body.id, start: 0 }, noSignal())))).toBe('unpacked');
  await store.close();
  expect(await readdir(folder)).toEqual([]);
});

test('both are kept where the decoding failed', async () => {
  const { store } = await openStore();
  const body = await packedBody(store);
  await body.finish('incomplete');
  expect(store.info(body.id)).toMatchObject({ size: 8, asSentBytes: 4, state: 'incomplete' });
  await expect(body.writeAsSent(bytesOf('more'))).rejects.toThrow('nothing after its end');
});

test('what was sent, left by an earlier run, is deleted like the body', async () => {
  const folder = await temporaryFolder();
  const { store } = await openStore(neverSaves, folder);
  await packedBody(store);
  expect(await readdir(folder)).toHaveLength(2);
  await openStore(neverSaves, folder);
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ['decoded', 'answer.txt', 'answer.txt: unpacked'],
  ['as-sent', 'answer.txt', 'answer.txt.gz: pack'],
  ['as-sent', 'packed-before.gz', 'packed-before.gz: pack'],
] as const)('a body is saved %s: %s as “%s”', async (form, fileName, expected) => {
  const saved: string[] = [];
  const { store } = await openStore({
    saveBody: saving(async (file) => {
      // Removed while the person chooses a place: the files stay until the copy is made.
      store.remove(body.id);
      await store.close();
      saved.push(`${file.fileName}: ${(await readFile(file.path, 'utf8')).slice(0, file.size)}`);
      return { kind: 'saved', fileName: file.fileName };
    }),
  });
  const body = await packedBody(store, fileName);
  await body.finish('complete');
  await all(store.save(startSession(), { id: body.id, form }, noSignal()));
  expect(saved).toEqual([expected]);
  await expect(readFile(body.path)).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(readFile(body.asSent?.path ?? '')).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a body that is what was sent is not saved “as sent”', async () => {
  const { store } = await openStore();
  const body = await store.create(head);
  await body.finish('complete');
  expect(() => store.save(startSession(), { id: body.id, form: 'as-sent' }, noSignal())).toThrow(
    'This is just what was sent',
  );
});

test('a text that was made of a body is saved like any other, once it is complete', async () => {
  const { store } = await openStore({
    saveBody: saving(async ({ fileName, path, size }) => ({
      kind: 'saved',
      fileName: `${fileName}, ${size} bytes: ${await readFile(path, 'utf8')}`,
    })),
  });
  const body = await store.create(head);
  await body.finish('complete');
  const derived = await store.createDerived(body.id, { contentType: 'text/plain', fileName: 'laid-out.txt' });
  const save = () => store.save(startSession(), { id: derived.id, form: 'decoded' }, noSignal());
  expect(save).toThrow('This text is still being made. Save it when it is complete.');
  await writeFile(derived.path, 'laid out');
  derived.grew(8, { doneBytes: 0, totalBytes: 0 });
  await derived.finish('complete');
  expect(await all(save())).toMatchObject([{ result: { fileName: 'laid-out.txt, 8 bytes: laid out' } }]);
});

test('a body that still arrives is not saved', async () => {
  const { store } = await openStore();
  const body = await store.create(head);
  expect(() => store.save(startSession(), { id: body.id, form: 'decoded' }, noSignal())).toThrow(
    'The response is still arriving',
  );
});

test('bodies that an earlier run left are deleted, and nothing else in the folder', async () => {
  const folder = await temporaryFolder();
  const leftover = newId();
  for (const name of [leftover, 'notes.txt', `${newId()}.bak`]) await writeFile(join(folder, name), '');
  await openStore(neverSaves, folder);
  const names = await readdir(folder);
  expect(names).toHaveLength(2);
  expect(names).not.toContain(leftover);
});

test('a body whose folder has gone can not be made, and says why', async () => {
  const folder = join(await temporaryFolder(), 'bodies');
  const { store } = await openStore(neverSaves, folder);
  await rm(folder, { recursive: true });
  await expect(store.create(head)).rejects.toMatchObject({
    details: { phase: 'store', errno: 'ENOENT' },
    message: expect.stringContaining("Parley's data folder is gone"),
  });
  expect(store.count).toBe(0);
});

test('closing removes every body, also one that still arrives', async () => {
  const folder = await temporaryFolder();
  const { store, errors } = await openStore(neverSaves, folder);
  const body = await store.create(head);
  await append(body, bytesOf('half'));
  await (await store.create(head)).finish('complete');
  await store.close();
  expect(await readdir(folder)).toEqual([]);
  expect(store.count).toBe(0);
  expect(errors).toEqual([]);
});

const laidOut = { contentType: 'application/json', fileName: 'answer.pretty.json' };
/** What a watcher sees last. */
const lastFacts = async (store: BodyStore, id: string) => (await all(store.facts(id, noSignal()))).at(-1);

test('a text that is made of a body is a body of its own, and tells how far it is', async () => {
  const { store, errors } = await openStore();
  const parent = await store.create(head);
  await parent.write(bytesOf('[1]'));
  await parent.finish('complete');
  const derived = await store.createDerived(parent.id, laidOut);
  const watching = lastFacts(store, derived.id);
  await appendFile(derived.path, '[\n  1\n');
  derived.grew(6, { doneBytes: 2, totalBytes: 3 });
  expect(store.info(derived.id)).toEqual({ id: derived.id, size: 6, state: 'arriving', ...laidOut });
  await appendFile(derived.path, ']');
  derived.grew(7, { doneBytes: 3, totalBytes: 3 });
  await derived.finish('complete');
  expect(await watching).toMatchObject({
    state: 'complete',
    kind: 'json',
    rows: 3,
    derivation: { doneBytes: 3, totalBytes: 3 },
  });
  expect(String(await allBytes(store.stream({ id: derived.id, start: 0 }, noSignal())))).toBe('[\n  1\n]');
  expect(errors).toEqual([]);
});

test('a text that could not be made to its end says why, and is kept', async () => {
  const { store } = await openStore();
  const parent = await store.create(head);
  const derived = await store.createDerived(parent.id, laidOut);
  await appendFile(derived.path, '[');
  derived.grew(1, { doneBytes: 1, totalBytes: 0 });
  const problem = { message: 'A value is missing here.', offset: 1, line: 0, column: 1 };
  await derived.finish('incomplete', problem);
  await derived.finish('complete');
  expect(await lastFacts(store, derived.id)).toMatchObject({
    state: 'incomplete',
    size: 1,
    derivation: { doneBytes: 1, totalBytes: 0, problem },
  });
});

test('what is made of a body is removed with it, once the job that makes it has ended', async () => {
  const { store } = await openStore();
  const parent = await store.create(head);
  const derived = await store.createDerived(parent.id, laidOut);
  const ofDerived = await store.createDerived(derived.id, laidOut);
  let endJob = () => {};
  const job = derived.keepDuring(
    () =>
      new Promise<void>((resolve) => {
        endJob = resolve;
      }),
  );
  store.remove(parent.id);
  expect(derived.signal.aborted).toBe(true);
  for (const { id } of [parent, derived, ofDerived]) expect(() => store.info(id)).toThrow(Failure);
  expect(await readFile(derived.path, 'utf8')).toBe('');
  endJob();
  await job;
  await store.close();
  expect(store.count).toBe(0);
  await expect(readFile(derived.path)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('nothing is made of a body that is gone', async () => {
  const { store, errors } = await openStore();
  await expect(store.createDerived(newId(), laidOut)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const parent = await store.create(head);
  const making = store.createDerived(parent.id, laidOut);
  store.remove(parent.id);
  await expect(making).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await store.close();
  expect(store.count).toBe(0);
  expect(errors).toEqual([]);
});
