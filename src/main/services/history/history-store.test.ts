import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { HistoryEntry } from '#router/contracts/history.ts';
import { emptyRequest } from '#router/contracts/request.ts';
import { noSignal, temporaryFolder } from '#test/harness/services/support.ts';
import { newId } from '../ids.ts';
import { HistoryStore } from './history-store.ts';

async function openHistory(folder: string, maxEntries?: number) {
  const errors: unknown[] = [];
  const dropped: string[] = [];
  const history = await HistoryStore.open({
    folder,
    onError: (error) => errors.push(error),
    onBodyDropped: (id) => dropped.push(id),
    ...(maxEntries === undefined ? {} : { maxEntries }),
  });
  onTestFinished(() => history.close());
  return { history, errors, dropped };
}

let clock = 1_700_000_000_000;

function entry(change: Partial<HistoryEntry> = {}): HistoryEntry {
  const id = newId();
  const body = {
    id: newId(),
    size: 5,
    state: 'complete',
    contentType: 'text/plain',
    fileName: 'a.txt',
  } as const;
  const url = 'https://api.test/users?q={{name}}';
  return {
    ...{
      id,
      at: clock++,
      method: 'GET',
      url,
      sentUrl: 'https://api.test/users?q=Ann',
      environment: '',
      name: 'Users',
      status: 200,
      outcome: 'complete',
      elapsedMs: 12,
      body,
    },
    ...{ request: { ...emptyRequest(), url }, itemId: null, events: [], failure: null },
    ...change,
  };
}

async function found(history: HistoryStore, search = '', skip = 0, limit = 100) {
  for await (const page of history.watch({ search, skip, limit }, noSignal())) return page;
  throw new Error('nothing was told');
}

test('sends are there after a restart, the newest first, with what was typed', async () => {
  const folder = await temporaryFolder();
  const first = await openHistory(folder);
  const [older, newer] = [entry(), entry({ name: 'Newest' })];
  await first.history.add(older);
  await first.history.add(newer);
  await first.history.close();

  const { history, errors } = await openHistory(folder);
  expect((await found(history)).entries.map(({ id }) => id)).toEqual([newer.id, older.id]);
  expect(await history.request(older.id)).toEqual({ request: older.request, itemId: null });
  expect(errors).toEqual([]);
});

test('a kill before the index is written loses no send', async () => {
  const folder = await temporaryFolder();
  const { history } = await openHistory(folder);
  const kept = entry();
  await history.add(kept);
  await rm(join(folder, 'index.json'), { force: true });
  const again = await openHistory(folder);
  expect((await found(again.history)).entries).toMatchObject([{ id: kept.id, url: kept.url }]);
});

test('words find sends by method, URL, name and status', async () => {
  const { history } = await openHistory(await temporaryFolder());
  await history.add(entry({ method: 'POST', name: 'Create user', status: 201 }));
  await history.add(entry({ name: 'List users' }));
  expect((await found(history, 'post 201')).entries).toMatchObject([{ name: 'Create user' }]);
  expect((await found(history, 'USER')).count).toBe(2);
  expect(await found(history, 'user', 1)).toMatchObject({ count: 2, entries: [{ name: 'Create user' }] });
  expect((await found(history, 'nothing like it')).count).toBe(0);
});

test('words find sends by where they went, and by how they ended', async () => {
  const { history } = await openHistory(await temporaryFolder());
  const ping = { url: '{{host}}/ping', name: 'Ping' };
  await history.add(entry({ ...ping, sentUrl: 'https://test.shop.example/ping', environment: 'Test' }));
  const live = { ...ping, sentUrl: 'https://live.shop.example/ping', environment: 'Live' };
  await history.add(entry({ ...live, outcome: 'cancelled' }));
  await history.add(entry({ ...live, outcome: 'failed' }));
  expect((await found(history, 'ping test.shop')).entries).toMatchObject([{ environment: 'Test' }]);
  expect((await found(history, 'live')).count).toBe(2);
  expect((await found(history, 'cancelled')).entries).toMatchObject([{ outcome: 'cancelled', status: 200 }]);
  expect((await found(history, '200 incomplete')).entries).toMatchObject([{ outcome: 'failed' }]);
});

test('a send that an earlier version kept is read as well', async () => {
  const folder = await temporaryFolder();
  const { sentUrl: _sentUrl, environment: _environment, ...old } = entry();
  await writeFile(join(folder, `${old.id}.json`), JSON.stringify(old));
  const { history, errors } = await openHistory(folder);
  expect((await found(history)).entries).toMatchObject([{ id: old.id, sentUrl: '', environment: '' }]);
  expect((await history.entry(old.id)).request).toEqual(old.request);
  expect(errors).toEqual([]);
});

test('who watches is told of the next send', async () => {
  const { history } = await openHistory(await temporaryFolder());
  const pages = history.watch({ search: '', skip: 0, limit: 10 }, noSignal());
  expect((await pages.next()).value).toMatchObject({ count: 0 });
  const next = pages.next();
  await history.add(entry());
  expect((await next).value).toMatchObject({ count: 1 });
  await pages.return(undefined);
});

test('the oldest sends make room, with their bodies', async () => {
  const folder = await temporaryFolder();
  const { history, dropped } = await openHistory(folder, 2);
  const entries = [entry(), entry(), entry()];
  for (const each of entries) await history.add(each);
  expect((await found(history)).count).toBe(2);
  expect(dropped).toEqual([entries[0]?.body?.id]);
  // Else the index may just be being written, beside its file.
  await history.close();
  const files = await readdir(folder);
  expect(files.filter((name) => name !== 'index.json')).toHaveLength(2);
});

test('a body can be let go of while its send stays', async () => {
  const { history, dropped } = await openHistory(await temporaryFolder());
  const [shown, old] = [entry(), entry()];
  await history.add(shown);
  await history.add(old);
  expect(history.dropOldestBody((id) => id === shown.id)).toBe(true);
  expect(dropped).toEqual([old.body?.id]);
  expect(history.keeps(String(shown.body?.id))).toBe(true);
  expect((await found(history)).entries).toMatchObject([{ id: old.id, body: null }, { id: shown.id }]);
  expect(history.dropOldestBody((id) => id === shown.id)).toBe(false);
});

test('a file that cannot be read hides one send and no other', async () => {
  const folder = await temporaryFolder();
  const { history } = await openHistory(folder);
  const good = entry();
  await history.add(good);
  await history.close();
  await writeFile(join(folder, `${newId()}.json`), '{ half');
  const again = await openHistory(folder);
  expect((await found(again.history)).entries).toMatchObject([{ id: good.id }]);
  expect(again.errors).toHaveLength(1);
});

test('what is removed or cleared leaves nothing on the disk', async () => {
  const folder = await temporaryFolder();
  const { history } = await openHistory(folder);
  const entries = [entry(), entry()];
  for (const each of entries) await history.add(each);
  await history.remove(String(entries[0]?.id));
  await expect(history.request(String(entries[0]?.id))).rejects.toThrow('no longer in the history');
  await history.clear();
  await history.close();
  expect(await readdir(folder)).toEqual(['index.json']);
  expect(await readFile(join(folder, 'index.json'), 'utf8')).toBe('[]');
});
