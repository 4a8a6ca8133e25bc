import { readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type BodyFacts, isSettled } from '#router/contracts/body-view.ts';
import { openFiles } from '#test/harness/services/bodies.ts';
import { openBodyStore } from '#test/harness/services/body-store.ts';
import { mountSmallDisk } from '#test/harness/services/small-disk.ts';
import { allBytes, noSignal, temporaryFolder } from '#test/harness/services/support.ts';
import { BodyJobs } from './body-jobs.ts';
import type { BodyStore } from './store.ts';

const probe = mountSmallDisk(64);
const refused = 'refused' in probe ? probe.refused : undefined;
if ('folder' in probe) probe[Symbol.dispose]();

async function start({
  makeRoom = () => true,
  ...options
}: {
  folder?: string;
  makeRoom?: () => boolean;
} = {}) {
  const threads: Worker[] = [];
  const onWorker = (thread: Worker) => threads.push(thread);
  process.on('worker', onWorker);
  onTestFinished(() => void process.off('worker', onWorker));
  const { bodies, engine, errors, onError } = await openBodyStore(options);
  const jobs = new BodyJobs({ bodies, engine, makeRoom, onError });
  return { bodies, jobs, threads, errors };
}

async function bodyWith(bodies: BodyStore, text: string, contentType = 'application/json') {
  const body = await bodies.create({ contentType, fileName: 'answer.json' });
  await body.write(Buffer.from(text));
  return body;
}

async function factsOf(
  bodies: BodyStore,
  id: string,
  isWanted: (facts: BodyFacts) => boolean = isSettled,
): Promise<BodyFacts> {
  for await (const facts of bodies.facts(id, noSignal())) if (isWanted(facts)) return facts;
  throw new Error('no such facts came');
}

const textOf = async (bodies: BodyStore, id: string) =>
  String(await allBytes(bodies.stream({ id, start: 0 }, noSignal())));

test('a thread that dies over a text leaves what it has made, and the text is made anew when asked for', async () => {
  const { bodies, jobs, threads, errors } = await start();
  const body = await bodyWith(bodies, '[1');
  const { id } = await jobs.format(body.id);
  await factsOf(bodies, id, ({ size }) => size === 5);
  // The first one is the viewer.
  await threads[1]?.terminate();
  const { state, size, derivation } = await factsOf(bodies, id);
  expect({ state, size, derivation }).toEqual({
    state: 'incomplete',
    size: 5,
    derivation: {
      doneBytes: 2,
      totalBytes: 2,
      problem: { message: expect.stringMatching(/has stopped.*try once more/) },
    },
  });
  expect(errors).toEqual([expect.objectContaining({ message: 'A body worker (job) has ended with code 1' })]);
  await body.write(Buffer.from(']'));
  await body.finish('complete');
  const next = await jobs.format(body.id);
  expect(next.id).not.toBe(id);
  expect(await textOf(bodies, next.id)).toBe('[\n  1\n]');
  // The one that it takes the place of is not kept.
  expect(() => bodies.get(id)).toThrow('no longer kept');
});

test('a text keeps to the share of the disk that bodies have, and says so', async () => {
  let hasRoom = true;
  const { bodies, jobs } = await start({ makeRoom: () => hasRoom });
  const body = await bodyWith(bodies, '[1');
  const { id } = await jobs.format(body.id);
  await factsOf(bodies, id, ({ size }) => size === 5);
  hasRoom = false;
  await body.write(Buffer.from(',2'));
  const { state, derivation } = await factsOf(bodies, id);
  expect(state).toBe('incomplete');
  expect(derivation?.problem?.message).toMatch(/share of the disk.*Give them more room.*format it again/);
  hasRoom = true;
  await body.write(Buffer.from(']'));
  await body.finish('complete');
  expect(await textOf(bodies, (await jobs.format(body.id)).id)).toBe('[\n  1,\n  2\n]');
});

test('where there is no room, a text that is soon made is made, and a long one is not', async () => {
  const { bodies, jobs } = await start({ makeRoom: () => false });
  const [short, long] = [
    await bodyWith(bodies, '[1,2]'),
    await bodyWith(bodies, `[${'[1,2],'.repeat(2_000_000)}0]`),
  ];
  await Promise.all([short.finish('complete'), long.finish('complete')]);
  const formatted = await jobs.format(short.id);
  expect(await factsOf(bodies, formatted.id)).toMatchObject({ state: 'complete', size: 12 });
  const filtered = await jobs.filter({ id: short.id, filter: { kind: 'jsonpath', expression: '$[1]' } });
  expect(await factsOf(bodies, filtered.id)).toMatchObject({ state: 'complete' });
  const { state, derivation } = await factsOf(bodies, (await jobs.format(long.id)).id);
  expect(state).toBe('incomplete');
  expect(derivation?.problem?.message).toMatch(/share of the disk/);
});

test('a body that turns out to be lines of JSON is laid out as such when it is asked for again', async () => {
  const { bodies, jobs } = await start();
  const body = await bodyWith(bodies, '{"a":1}\n', '');
  const first = await jobs.format(body.id);
  await body.write(Buffer.from('{"a":2}\n{"a":3}\n'));
  await body.finish('complete');
  await factsOf(bodies, body.id);
  const { id } = await jobs.format(body.id);
  expect(id).not.toBe(first.id);
  expect((await factsOf(bodies, id)).derivation?.problem).toBeUndefined();
});

test('a body that turns out to be in another encoding is laid out as such when it is asked for again', async () => {
  const { bodies, jobs } = await start();
  const body = await bodyWith(bodies, '["so far",\n');
  const first = await jobs.format(body.id);
  expect(await jobs.format(body.id)).toEqual(first);
  await body.write(Buffer.from('"größer"]', 'latin1'));
  await body.finish('complete');
  await factsOf(bodies, body.id);
  const { id } = await jobs.format(body.id);
  expect(await textOf(bodies, id)).toBe('[\n  "so far",\n  "größer"\n]');
});

test('a source that somebody has cut short is no endless loop', async () => {
  const { bodies, jobs } = await start();
  const body = await bodyWith(bodies, '[1,2]');
  await body.finish('complete');
  await factsOf(bodies, body.id);
  await truncate(body.path, 4);
  const { id } = await jobs.format(body.id);
  expect(await factsOf(bodies, id)).toMatchObject({
    state: 'incomplete',
    derivation: { problem: { message: 'This response is no longer kept. Send the request again.' } },
  });
});

test('closing the store while texts are made ends the making, and leaves no file, open or not', async () => {
  const folder = await temporaryFolder();
  const { bodies, jobs, errors } = await start({ folder });
  const text = `[${'[1,2],'.repeat(2_000_000)}0]`;
  const [arriving, arrived] = [await bodyWith(bodies, text), await bodyWith(bodies, text)];
  await arrived.finish('complete');
  // This one would wait for more until it is ended.
  await factsOf(bodies, (await jobs.format(arriving.id)).id, ({ size }) => size > 0);
  // And this one is busy parsing, which can't be interrupted: the thread is ended under it.
  await jobs.filter({ id: arrived.id, filter: { kind: 'jsonpath', expression: '$..*' } });
  await bodies.close();
  await jobs.settled();
  expect(await readdir(folder)).toEqual([]);
  await expect.poll(() => openFiles(folder)).toEqual([]);
  expect(errors).toEqual([]);
});

describe.skipIf(refused !== undefined)(
  `on a disk that is full${refused === undefined ? '' : `: ${refused}`}`,
  () => {
    test('what was made of a text is kept, with the reason, and it is made anew when there is space', async () => {
      const disk = mountSmallDisk(2048);
      if ('refused' in disk) throw new Error(disk.refused);
      onTestFinished(() => disk[Symbol.dispose]());
      const { bodies, jobs, errors } = await start({ folder: disk.folder });
      const ballast = join(disk.folder, 'ballast');
      await writeFile(ballast, new Uint8Array(1500 * 1024));
      const body = await bodyWith(bodies, `[${'1,'.repeat(99_999)}1]`);
      await body.finish('complete');
      const { id } = await jobs.format(body.id);
      const { state, size, derivation } = await factsOf(bodies, id);
      expect({ state, message: derivation?.problem?.message }).toEqual({
        state: 'incomplete',
        message:
          'The disk is full, so the text is not whole. What was made is kept. Free some space, then format it again.',
      });
      const kept = await textOf(bodies, id);
      expect(kept).toHaveLength((await stat(join(disk.folder, id))).size);
      expect(kept).toHaveLength(size);
      expect(size).toBeGreaterThan(100 * 1024);
      expect(kept.startsWith('[\n  1,\n  1,')).toBe(true);
      await rm(ballast);
      const whole = await textOf(bodies, (await jobs.format(body.id)).id);
      expect(JSON.parse(whole)).toHaveLength(100_000);
      expect(errors).toEqual([]);
    });
  },
);
