import { readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { emptyRequest } from '#router/contracts/request.ts';
import type { SendEvent } from '#router/contracts/send.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { exchange } from './http/exchange.ts';
import { newId } from './ids.ts';
import { createServices } from './index.ts';
import { forgetSend } from '#test/harness/services/bodies.ts';
import { bodyWorker } from '#test/harness/services/body-engine.ts';
import { collectionsWorker } from '#test/harness/services/collections.ts';
import { mountSmallDisk } from '#test/harness/services/small-disk.ts';
import { allBytes, noSignal, startSession } from '#test/harness/services/support.ts';
import { savesNothing } from '#test/harness/services/saving.ts';

const diskKiB = 1024;
const probe = mountSmallDisk(diskKiB);
const refused = 'refused' in probe ? probe.refused : undefined;
if ('folder' in probe) probe[Symbol.dispose]();
if (refused !== undefined) console.warn(`The tests of a full disk are skipped: ${refused}`);

/** The services on a disk of 1 MiB. */
async function startOnSmallDisk() {
  const disk = mountSmallDisk(diskKiB);
  if ('refused' in disk) throw new Error(disk.refused);
  const logErrors: unknown[] = [];
  onTestFinished(() => disk[Symbol.dispose]());
  const services = await createServices({
    platform: { host: 'browser', version: '0.0.0', saveBody: savesNothing },
    dataFolder: disk.folder,
    bodyWorker: bodyWorker(),
    collectionsWorker: collectionsWorker(),
    exchange,
    log: { onError: (error) => logErrors.push(error) },
  });
  onTestFinished(() => services.close());
  const ballast = join(disk.folder, 'ballast');
  return {
    services,
    folder: disk.folder,
    logErrors,
    /** Leaves less than a page of it. */
    fill: async () => {
      for (let kib = diskKiB; kib >= 4; kib /= 2) {
        await writeFile(ballast, new Uint8Array(kib * 1024), { flag: 'a' }).catch(() => undefined);
      }
    },
    makeSpace: () => rm(ballast),
  };
}

const full = { code: 'SERVICE_UNAVAILABLE', details: { phase: 'store', errno: 'ENOSPC' } };

describe.skipIf(refused !== undefined)('on a disk that is full', () => {
  test('a response ends with a failure, what had arrived is kept, and the next one works', async () => {
    await using server = await startTestServer();
    const { services, folder } = await startOnSmallDisk();
    const { requests, bodies } = services;
    const [session, id] = [startSession(), newId()];
    requests.send(session, id, { request: { ...emptyRequest(), url: server.url('/lines', { mib: 8 }) } });
    const events: SendEvent[] = [];
    const watch = async () => {
      for await (const { event } of requests.events(session, id, undefined, noSignal())) events.push(event);
    };
    await expect(watch()).rejects.toMatchObject({
      ...full,
      message:
        'The disk is full, so the rest of the response could not be stored. What had arrived is kept. ' +
        'Free some space, then send the request again.',
    });
    const bodyId = events.flatMap((event) => (event.type === 'headers' ? [event.bodyId] : []))[0] ?? '';
    const { size, state } = bodies.info(bodyId);
    expect(state).toBe('incomplete');
    expect(size).toBeGreaterThan(256 * 1024);
    const kept = await allBytes(bodies.stream({ id: bodyId, start: 0 }, noSignal()));
    expect(kept.byteLength).toBe(size);
    expect(String(kept.subarray(0, 15))).toBe('line 0000000000');
    expect(events.at(-1)).toMatchObject({ type: 'done', outcome: 'failed', bodyBytes: size });
    // The server is not left sending.
    await (await server.request('/lines')).closed;

    await forgetSend(services, session, id);
    await expect.poll(() => readdir(join(folder, 'bodies')), { timeout: 10_000 }).toEqual([]);
    // The disk gives the room back when nobody has the file open any more: the thread that indexes it may, for a moment.
    const free = async () => {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    };
    await expect.poll(free, { timeout: 10_000 }).toBeGreaterThan(size / 2);
    const next = newId();
    requests.send(session, next, { request: { ...emptyRequest(), url: server.url('/lines', { kib: 64 }) } });
    let last: SendEvent | undefined;
    for await (const { event } of requests.events(session, next, undefined, noSignal())) last = event;
    expect(last).toMatchObject({ type: 'done', outcome: 'complete', bodyBytes: 64 * 1024 });
  });

  test('an edit that can not be saved is refused, the one before is untouched, and goes through later', async () => {
    const { services, folder, fill, makeSpace } = await startOnSmallDisk();
    const { drafts } = services;
    const draft = { id: newId(), revision: 1, request: { ...emptyRequest(), url: 'http://one/' } };
    await drafts.put(draft);
    await fill();
    const bigger = structuredClone({ ...draft, revision: 2 });
    bigger.request.body.text = 'x'.repeat(32 * 1024);
    await expect(drafts.put(bigger)).rejects.toMatchObject({
      ...full,
      message:
        'The disk is full, so your last edit is not saved yet. It is kept for as long as Parley runs. ' +
        'Free some space, then edit again to save it.',
    });
    expect(await readdir(join(folder, 'drafts'))).toEqual([`${draft.id}.json`]);
    await makeSpace();
    expect(await drafts.put({ ...bigger, revision: 3 })).toEqual({ revision: 3 });
  });

  test('a file that can not be stored is refused, and the piece is accepted when there is space', async () => {
    const { services, fill, makeSpace } = await startOnSmallDisk();
    const { uploads } = services;
    const id = newId();
    await fill();
    const piece = { id, offset: 0, bytes: new Uint8Array(300 * 1024) };
    await expect(uploads.append(piece)).rejects.toMatchObject(full);
    await makeSpace();
    expect(await uploads.append(piece)).toEqual({ size: 300 * 1024 });
  });

  test('the log loses lines and nothing else', async () => {
    const { services, logErrors, fill, makeSpace } = await startOnSmallDisk();
    await fill();
    for (let line = 0; line < 100; line += 1) services.log.write('info', 'x'.repeat(1000));
    while (logErrors.length === 0) await new Promise(setImmediate);
    for (let line = 0; line < 100; line += 1) services.log.write('info', 'x'.repeat(1000));
    expect(await services.drafts.open(startSession(), undefined)).toMatchObject({ revision: 0 });
    await makeSpace();
    await services.close();
    expect(logErrors).toEqual([expect.objectContaining({ code: 'ENOSPC' })]);
  });
});
