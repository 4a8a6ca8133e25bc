import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { Failure } from '#router/contracts/failure.ts';
import { openBodyStore } from '#test/harness/services/body-store.ts';
import { saving } from '#test/harness/services/saving.ts';
import { all, allBytes, noSignal, startSession } from '#test/harness/services/support.ts';
import { newId } from '../ids.ts';
import type { BodyStore } from './store.ts';

const head = { contentType: 'text/plain', fileName: 'answer.txt' };

const bytesOf = (text: string) => new TextEncoder().encode(text);

const laidOut = { contentType: 'application/json', fileName: 'answer.pretty.json' };
/** What a watcher sees last. */
const lastFacts = async (bodies: BodyStore, id: string) => (await all(bodies.facts(id, noSignal()))).at(-1);

test('a text that is made of a body is a body of its own, and tells how far it is', async () => {
  const { bodies, errors } = await openBodyStore();
  const parent = await bodies.create(head);
  await parent.write(bytesOf('[1]'));
  await parent.finish('complete');
  const derived = await bodies.createDerived(parent.id, laidOut);
  const watching = lastFacts(bodies, derived.id);
  await appendFile(derived.path, '[\n  1\n');
  derived.grew(6, { doneBytes: 2, totalBytes: 3 });
  expect(bodies.info(derived.id)).toEqual({ id: derived.id, size: 6, state: 'arriving', ...laidOut });
  await appendFile(derived.path, ']');
  derived.grew(7, { doneBytes: 3, totalBytes: 3 });
  await derived.finish('complete');
  expect(await watching).toMatchObject({
    state: 'complete',
    kind: 'json',
    rows: 3,
    derivation: { doneBytes: 3, totalBytes: 3 },
  });
  expect(String(await allBytes(bodies.stream({ id: derived.id, start: 0 }, noSignal())))).toBe('[\n  1\n]');
  expect(errors).toEqual([]);
});

test('a text that could not be made to its end says why, and is kept', async () => {
  const { bodies } = await openBodyStore();
  const parent = await bodies.create(head);
  const derived = await bodies.createDerived(parent.id, laidOut);
  await appendFile(derived.path, '[');
  derived.grew(1, { doneBytes: 1, totalBytes: 0 });
  const problem = { message: 'A value is missing here.', offset: 1, line: 0, column: 1 };
  await derived.finish('incomplete', problem);
  await derived.finish('complete');
  expect(await lastFacts(bodies, derived.id)).toMatchObject({
    state: 'incomplete',
    size: 1,
    derivation: { doneBytes: 1, totalBytes: 0, problem },
  });
});

test('what is made of a body is removed with it, once the job that makes it has ended', async () => {
  const { bodies } = await openBodyStore();
  const parent = await bodies.create(head);
  const derived = await bodies.createDerived(parent.id, laidOut);
  const ofDerived = await bodies.createDerived(derived.id, laidOut);
  let endJob = () => {};
  const job = derived.keepDuring(
    () =>
      new Promise<void>((resolve) => {
        endJob = resolve;
      }),
  );
  bodies.remove(parent.id);
  expect(derived.signal.aborted).toBe(true);
  for (const { id } of [parent, derived, ofDerived]) expect(() => bodies.info(id)).toThrow(Failure);
  expect(await readFile(derived.path, 'utf8')).toBe('');
  endJob();
  await job;
  await bodies.close();
  expect(bodies.count).toBe(0);
  await expect(readFile(derived.path)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('nothing is made of a body that is gone', async () => {
  const { bodies, errors } = await openBodyStore();
  await expect(bodies.createDerived(newId(), laidOut)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const parent = await bodies.create(head);
  const making = bodies.createDerived(parent.id, laidOut);
  bodies.remove(parent.id);
  await expect(making).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await bodies.close();
  expect(bodies.count).toBe(0);
  expect(errors).toEqual([]);
});

test('a text that was made of a body is saved like any other, once it is complete', async () => {
  const { bodies } = await openBodyStore({
    saveBody: saving(async ({ fileName, path, size }) => ({
      kind: 'saved',
      fileName: `${fileName}, ${size} bytes: ${await readFile(path, 'utf8')}`,
    })),
  });
  const body = await bodies.create(head);
  await body.finish('complete');
  const derived = await bodies.createDerived(body.id, {
    contentType: 'text/plain',
    fileName: 'laid-out.txt',
  });
  const save = () => bodies.save(startSession(), { id: derived.id, form: 'decoded' }, noSignal());
  expect(save).toThrow('This text is still being made. Save it when it is complete.');
  await writeFile(derived.path, 'laid out');
  derived.grew(8, { doneBytes: 0, totalBytes: 0 });
  await derived.finish('complete');
  expect(await all(save())).toMatchObject([{ result: { fileName: 'laid-out.txt, 8 bytes: laid out' } }]);
});
