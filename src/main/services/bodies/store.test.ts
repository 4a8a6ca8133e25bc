import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Failure } from '#router/contracts/failure.ts';
import { append, openBodyStore } from '#test/harness/services/body-store.ts';
import { saving } from '#test/harness/services/saving.ts';
import { all, allBytes, noSignal, startSession, temporaryFolder } from '#test/harness/services/support.ts';
import { newId } from '../ids.ts';
import type { BodyStore } from './store.ts';

const head = { contentType: 'text/plain', fileName: 'answer.txt' };

const bytesOf = (text: string) => new TextEncoder().encode(text);

test('a body that is not there is said so, with the remedy', async () => {
  const { bodies } = await openBodyStore();
  const id = newId();
  const notFound = expect.objectContaining({
    code: 'NOT_FOUND',
    message: 'This response is no longer kept. Send the request again.',
  });
  expect(() => bodies.info(id)).toThrow(notFound);
  expect(() => bodies.stream({ id, start: 0 }, noSignal())).toThrow(notFound);
  expect(() => bodies.save(startSession(), { id, form: 'decoded' }, noSignal())).toThrow(notFound);
});

test('a removed body is gone, file and all', async () => {
  const { bodies } = await openBodyStore();
  const body = await bodies.create(head);
  await body.finish('complete');
  const notYetRead = bodies.stream({ id: body.id, start: 0 }, noSignal());
  bodies.remove(body.id);
  bodies.remove(body.id);
  await bodies.close();
  await expect(readFile(body.path)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(() => bodies.info(body.id)).toThrow(Failure);
  await expect(all(notYetRead)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('saving hands the file to the host, and keeps it there until the host is done', async () => {
  let copied = '';
  const folder = await temporaryFolder();
  const { bodies } = await openBodyStore({
    folder: join(folder, 'bodies'),
    // As a native dialog: the person takes a while, and the response is replaced meanwhile.
    saveBody: saving(async ({ fileName, path, size }) => {
      bodies.remove(body.id);
      await bodies.close();
      await writeFile(join(folder, fileName), await readFile(path));
      copied = `${fileName}, ${size} bytes`;
      return { kind: 'saved', fileName };
    }),
  });
  const body = await bodies.create(head);
  await body.write(bytesOf('keep me'));
  await body.finish('complete');
  const saved = all(bodies.save(startSession(), { id: body.id, form: 'decoded' }, noSignal()));
  expect(await saved).toEqual([{ type: 'result', result: { kind: 'saved', fileName: 'answer.txt' } }]);
  expect(copied).toBe('answer.txt, 7 bytes');
  expect(await readFile(join(folder, 'answer.txt'), 'utf8')).toBe('keep me');
  await expect(readFile(body.path)).rejects.toMatchObject({ code: 'ENOENT' });
});

/** A body that came packed, with what was sent beside it. */
async function packedBody(bodies: BodyStore, fileName = 'answer.txt') {
  const body = await bodies.create({ ...head, fileName, asSentSuffix: '.gz' });
  await body.writeAsSent(bytesOf('pack'));
  await body.write(bytesOf('unpacked'));
  return body;
}

test('what was sent is kept beside the body, counted, and removed with it', async () => {
  const folder = await temporaryFolder();
  const { bodies } = await openBodyStore({ folder });
  const body = await packedBody(bodies);
  await body.finish('complete');
  expect(bodies.info(body.id)).toMatchObject({ size: 8, asSentBytes: 4, state: 'complete' });
  expect(bodies.usage).toEqual({ usedBytes: 12, count: 1 });
  expect(await readdir(folder)).toHaveLength(2);
  expect(String(await allBytes(bodies.stream({ id: body.id, start: 0 }, noSignal())))).toBe('unpacked');
  await bodies.close();
  expect(await readdir(folder)).toEqual([]);
});

test('both are kept where the decoding failed', async () => {
  const { bodies } = await openBodyStore();
  const body = await packedBody(bodies);
  await body.finish('incomplete');
  expect(bodies.info(body.id)).toMatchObject({ size: 8, asSentBytes: 4, state: 'incomplete' });
  await expect(body.writeAsSent(bytesOf('more'))).rejects.toThrow('nothing after its end');
});

test('what was sent, left by an earlier run, is deleted like the body', async () => {
  const folder = await temporaryFolder();
  const { bodies } = await openBodyStore({ folder });
  await packedBody(bodies);
  expect(await readdir(folder)).toHaveLength(2);
  await openBodyStore({ folder });
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ['decoded', 'answer.txt', 'answer.txt: unpacked'],
  ['as-sent', 'answer.txt', 'answer.txt.gz: pack'],
  ['as-sent', 'packed-before.gz', 'packed-before.gz: pack'],
] as const)('a body is saved %s: %s as “%s”', async (form, fileName, expected) => {
  const saved: string[] = [];
  const { bodies } = await openBodyStore({
    saveBody: saving(async (file) => {
      // Removed while the person chooses a place: the files stay until the copy is made.
      bodies.remove(body.id);
      await bodies.close();
      saved.push(`${file.fileName}: ${(await readFile(file.path, 'utf8')).slice(0, file.size)}`);
      return { kind: 'saved', fileName: file.fileName };
    }),
  });
  const body = await packedBody(bodies, fileName);
  await body.finish('complete');
  await all(bodies.save(startSession(), { id: body.id, form }, noSignal()));
  expect(saved).toEqual([expected]);
  await expect(readFile(body.path)).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(readFile(body.asSent?.path ?? '')).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a body that is what was sent is not saved “as sent”', async () => {
  const { bodies } = await openBodyStore();
  const body = await bodies.create(head);
  await body.finish('complete');
  expect(() => bodies.save(startSession(), { id: body.id, form: 'as-sent' }, noSignal())).toThrow(
    'This is just what was sent',
  );
});

test('a body that still arrives is not saved', async () => {
  const { bodies } = await openBodyStore();
  const body = await bodies.create(head);
  expect(() => bodies.save(startSession(), { id: body.id, form: 'decoded' }, noSignal())).toThrow(
    'The response is still arriving',
  );
});

test('bodies that an earlier run left are deleted, and nothing else in the folder', async () => {
  const folder = await temporaryFolder();
  const leftover = newId();
  for (const name of [leftover, 'notes.txt', `${newId()}.bak`]) await writeFile(join(folder, name), '');
  await openBodyStore({ folder });
  const names = await readdir(folder);
  expect(names).toHaveLength(2);
  expect(names).not.toContain(leftover);
});

test('a body whose folder has gone can not be made, and says why', async () => {
  const folder = join(await temporaryFolder(), 'bodies');
  const { bodies } = await openBodyStore({ folder });
  await rm(folder, { recursive: true });
  await expect(bodies.create(head)).rejects.toMatchObject({
    details: { phase: 'store', errno: 'ENOENT' },
    message: expect.stringContaining("Parley's data folder is gone"),
  });
  expect(bodies.count).toBe(0);
});

test('closing removes every body, also one that still arrives', async () => {
  const folder = await temporaryFolder();
  const { bodies, errors } = await openBodyStore({ folder });
  const body = await bodies.create(head);
  await append(body, bytesOf('half'));
  await (await bodies.create(head)).finish('complete');
  await bodies.close();
  expect(await readdir(folder)).toEqual([]);
  expect(bodies.count).toBe(0);
  expect(errors).toEqual([]);
});
