import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { emptyRequest } from '#router/contracts/request.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { listen } from '#test/harness/servers/test-server.ts';
import { exchange } from './http/exchange.ts';
import { newId } from './ids.ts';
import { createServices, type ServicesOptions } from './index.ts';
import { bodyWorker } from '#test/harness/services/body-engine.ts';
import { collectionsWorker } from '#test/harness/services/collections.ts';
import { all, noSignal, startSession, temporaryFolder } from '#test/harness/services/support.ts';
import { eventOf } from '#test/harness/services/registry.ts';
import { savesNothing } from '#test/harness/services/saving.ts';

async function start(dataFolder: string, options: Partial<ServicesOptions> = {}) {
  const services = await createServices({
    platform: { host: 'browser', version: '1.2.3', saveBody: savesNothing },
    dataFolder,
    bodyWorker: bodyWorker(),
    collectionsWorker: collectionsWorker(),
    exchange,
    ...options,
  });
  onTestFinished(() => services.close());
  return services;
}

const namesIn = async (folder: string) => (await readdir(folder)).toSorted();

const dataNames = [...['bin', 'bodies', 'drafts', 'history', 'item-ids.key', 'logs', 'tabs', 'uploads']];

test('the data folder is made, for its owner alone', async () => {
  const dataFolder = join(await temporaryFolder(), 'data/of/parley');
  await start(dataFolder);
  expect(await namesIn(dataFolder)).toEqual(dataNames);
  expect((await stat(dataFolder)).mode & 0o777).toBe(0o700);
});

test('the app tells what it is', async () => {
  const services = await start(await temporaryFolder(), { textWindowBytes: 1000 });
  expect(services.app.info()).toEqual({
    version: '1.2.3',
    host: 'browser',
    platform: process.platform,
    textWindowBytes: 1000,
  });
});

test('a restart keeps the drafts and the files they name, and nothing else', async () => {
  const dataFolder = await temporaryFolder();
  const first = await start(dataFolder);
  const [named, forgotten] = [newId(), newId()];
  for (const id of [named, forgotten])
    await first.uploads.append({ id, offset: 0, bytes: new Uint8Array(3) });
  const request = emptyRequest();
  request.body.file = { id: named, source: 'upload', name: 'a.bin', type: '', size: 3 };
  const draft = { id: newId(), revision: 4, request };
  await first.drafts.put(draft);
  await writeFile(join(dataFolder, 'bodies', newId()), 'left by a kill');
  await first.close();

  const second = await start(dataFolder);
  expect(await namesIn(join(dataFolder, 'uploads'))).toEqual([named]);
  expect(await namesIn(join(dataFolder, 'bodies'))).toEqual([]);
  expect(await second.drafts.open(startSession(), undefined)).toMatchObject(draft);
});

test('a text that is made of a response counts towards what responses may take', async () => {
  const MiB = 1024 * 1024;
  const server = createServer((_, response) => response.end(`[${'[1,2],'.repeat(4 * MiB)}0]`));
  onTestFinished(() => void server.close());
  const port = await listen(server);
  const { settings, requests, bodies, bodyJobs } = await start(await temporaryFolder());
  await settings.put({ bodyQuotaBytes: 64 * MiB });
  const [session, id] = [startSession(), newId()];
  requests.send(session, id, { request: { ...emptyRequest(), url: `http://127.0.0.1:${port}/` } });
  const done = (await all(requests.events(session, id, undefined, noSignal()))).at(-1)?.event;
  if (done?.type !== 'done' || done.bodyId === null) throw new Error('there is a body');
  const text = await bodyJobs.format(done.bodyId);
  const facts = (await all(bodies.facts(text.id, noSignal()))).at(-1);
  expect(facts).toMatchObject({ state: 'incomplete' });
  expect(facts?.derivation?.problem?.message).toContain('share of the disk');
});

test('closing ends what runs, and leaves no body behind but those of the history', async () => {
  await using server = await startTestServer();
  const dataFolder = await temporaryFolder();
  const services = await start(dataFolder);
  const [session, id] = [startSession(), newId()];
  services.requests.send(session, id, { request: { ...emptyRequest(), url: server.url('/held') } });
  const watch = () => services.requests.events(session, id, undefined, noSignal());
  const watching = all(watch());
  // There is a body from here on.
  await eventOf(watch(), 'headers');
  const long = emptyRequest();
  long.body.text = 'x'.repeat(16 * 1024 * 1024);
  let isStored = false;
  const putting = services.drafts.put({ id: newId(), revision: 1, request: long }).then(() => {
    isStored = true;
  });
  await services.close();
  expect(isStored).toBe(true);
  expect((await watching).at(-1)?.event).toMatchObject({ type: 'done', outcome: 'cancelled' });
  await putting;
  const [kept] = services.history.bodies;
  expect(kept).toMatchObject({ state: 'incomplete' });
  expect(await namesIn(join(dataFolder, 'bodies'))).toEqual([kept?.id]);
});

test('a failed exchange is in the log, also where nobody watched', async () => {
  await using server = await startTestServer();
  const dataFolder = await temporaryFolder();
  const services = await start(dataFolder);
  services.requests.send(startSession(), newId(), {
    request: { ...emptyRequest(), url: server.url('/hang-up') },
  });
  const log = () => readFile(join(dataFolder, 'logs/parley.1.log'), 'utf8');
  while (!(await log()).endsWith('\n')) await new Promise(setImmediate);
  expect(JSON.parse(await log())).toMatchObject({ error: { name: 'Failure', code: 'BAD_GATEWAY' } });
});

test('a broken draft is reported to the log, and the app starts', async () => {
  const dataFolder = await temporaryFolder();
  await (await start(dataFolder)).close();
  const name = `${newId()}.json`;
  await writeFile(join(dataFolder, 'drafts', name), '{');
  const services = await start(dataFolder);
  await services.close();
  expect(await readFile(join(dataFolder, 'logs/parley.1.log'), 'utf8')).toContain(`set aside as ${name}`);
});

test('a data folder that can not be used is a failure with a remedy', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'file'), '');
  await expect(start(join(folder, 'file/below'))).rejects.toMatchObject({
    name: 'Failure',
    details: { phase: 'store', errno: 'ENOTDIR' },
    message: expect.stringContaining('Parley could not start'),
  });
});
