import { readdir, readFile, readlink, truncate } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { append, openBodyStore } from '#test/harness/services/body-store.ts';
import { all, allBytes, noSignal } from '#test/harness/services/support.ts';

const head = { contentType: 'text/plain', fileName: 'answer.txt' };

const bytesOf = (text: string) => new TextEncoder().encode(text);

test('a body grows as it is written, and is complete when it is finished', async () => {
  const { bodies } = await openBodyStore();
  const body = await bodies.create(head);
  expect(bodies.info(body.id)).toEqual({ id: body.id, size: 0, state: 'arriving', ...head });
  await append(body, bytesOf('hello'));
  expect(bodies.info(body.id)).toMatchObject({ size: 5, state: 'arriving' });
  await body.finish('complete');
  expect(bodies.info(body.id)).toMatchObject({ size: 5, state: 'complete' });
  expect(await readFile(body.path, 'utf8')).toBe('hello');
});

test('what came of a body that ended early is kept, as incomplete', async () => {
  const { bodies } = await openBodyStore();
  const body = await bodies.create(head);
  await body.write(bytesOf('half of'));
  await body.finish('incomplete');
  await body.finish('complete');
  expect(bodies.info(body.id)).toMatchObject({ size: 7, state: 'incomplete' });
  expect(String(await allBytes(bodies.stream({ id: body.id, start: 0 }, noSignal())))).toBe('half of');
});

test('a write after the end is refused', async () => {
  const { bodies } = await openBodyStore();
  const body = await bodies.create(head);
  await body.write(bytesOf('a'));
  await body.finish('complete');
  await expect(body.write(bytesOf('b'))).rejects.toThrow('nothing after its end');
  expect(await readFile(body.path, 'utf8')).toBe('a');
});

test('finishing waits for the write that is under way', async () => {
  const { bodies } = await openBodyStore();
  const body = await bodies.create(head);
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
  const { bodies } = await openBodyStore();
  const body = await bodies.create(head);
  await body.write(bytesOf('0123456789'));
  await body.finish('complete');
  expect(String(await allBytes(bodies.stream({ id: body.id, start, end }, noSignal())))).toBe(expected);
});

test('a long body comes in pieces of 256 KiB at most, each with memory of its own', async () => {
  const { bodies } = await openBodyStore();
  const body = await bodies.create(head);
  const content = Buffer.alloc(512 * 1024 + 100, 'abcdefg');
  await body.write(content);
  await body.finish('complete');
  const pieces = await all(bodies.stream({ id: body.id, start: 0 }, noSignal()));
  expect(pieces.map((piece) => piece.byteLength)).toEqual([256 * 1024, 256 * 1024, 100]);
  expect(pieces.map((piece) => piece.buffer.byteLength)).toEqual([256 * 1024, 256 * 1024, 100]);
  expect(Buffer.concat(pieces).equals(content)).toBe(true);
});

test('readers follow a body that still arrives, from wherever they start', async () => {
  const { bodies } = await openBodyStore();
  const body = await bodies.create(head);
  await append(body, bytesOf('one '));
  const fromStart = allBytes(bodies.stream({ id: body.id, start: 0 }, noSignal()));
  const fromLater = allBytes(bodies.stream({ id: body.id, start: 6 }, noSignal()));
  for (const word of ['two ', 'three ', 'four']) await append(body, bytesOf(word));
  await body.finish('complete');
  expect(String(await fromStart)).toBe('one two three four');
  expect(String(await fromLater)).toBe('o three four');
});

test('a reader who has caught up is woken by a write and by the end', async () => {
  const { bodies } = await openBodyStore();
  const body = await bodies.create(head);
  const pieces = bodies.stream({ id: body.id, start: 0 }, noSignal())[Symbol.asyncIterator]();
  const first = pieces.next();
  await body.write(bytesOf('a'));
  expect(String(Buffer.from((await first).value))).toBe('a');
  const last = pieces.next();
  await body.finish('incomplete');
  expect(await last).toEqual({ done: true, value: undefined });
});

test('a range that is already there does not wait for the rest', async () => {
  const { bodies } = await openBodyStore();
  const body = await bodies.create(head);
  await body.write(bytesOf('0123456789'));
  expect(String(await allBytes(bodies.stream({ id: body.id, start: 2, end: 4 }, noSignal())))).toBe('23');
  expect(body.info.state).toBe('arriving');
});

test('an abort ends a reader that waits, with the reason of its signal', async () => {
  const { bodies } = await openBodyStore();
  const body = await bodies.create(head);
  const controller = new AbortController();
  const waiting = all(bodies.stream({ id: body.id, start: 0 }, controller.signal));
  controller.abort();
  await expect(waiting).rejects.toBe(controller.signal.reason);
});

test.skipIf(process.platform !== 'linux')('no file stays open, however a reader ends', async () => {
  const { bodies } = await openBodyStore();
  const body = await bodies.create(head);
  await append(body, new Uint8Array(600 * 1024));
  // The thread that indexes the body opens it as well, for some milliseconds at a time.
  const openFiles = async () => {
    const links = await readdir('/proc/self/fd');
    const targets = await Promise.all(links.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
    return targets.filter((target) => target === body.path).length;
  };
  await expect.poll(openFiles).toBe(1);
  for await (const _ of bodies.stream({ id: body.id, start: 0 }, noSignal())) {
    await expect.poll(openFiles).toBe(2);
    break;
  }
  const controller = new AbortController();
  const pieces = bodies.stream({ id: body.id, start: 0 }, controller.signal)[Symbol.asyncIterator]();
  await pieces.next();
  controller.abort();
  await expect(pieces.next()).rejects.toBe(controller.signal.reason);
  await body.finish('complete');
  await allBytes(bodies.stream({ id: body.id, start: 0 }, noSignal()));
  await expect.poll(openFiles).toBe(0);
});

test('a reader that has begun reads on when the body is removed, to what had arrived', async () => {
  const { bodies } = await openBodyStore();
  const body = await bodies.create(head);
  const content = Buffer.alloc(600 * 1024, 'xyz');
  await body.write(content);
  const pieces = bodies.stream({ id: body.id, start: 0 }, noSignal())[Symbol.asyncIterator]();
  const first = await pieces.next();
  bodies.remove(body.id);
  const rest = await allBytes({ [Symbol.asyncIterator]: () => pieces });
  expect(Buffer.concat([first.value, rest]).equals(content)).toBe(true);
  await bodies.close();
});

test('a file that somebody cut short is no endless loop', async () => {
  const { bodies } = await openBodyStore();
  const body = await bodies.create(head);
  await body.write(bytesOf('0123456789'));
  await body.finish('complete');
  await truncate(body.path, 4);
  const pieces = bodies.stream({ id: body.id, start: 0 }, noSignal())[Symbol.asyncIterator]();
  expect(String(Buffer.from((await pieces.next()).value))).toBe('0123');
  await expect(pieces.next()).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
