import { readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { BodyInfo } from '#router/contracts/body.ts';
import { openBodyStore } from '#test/harness/services/body-store.ts';
import { allBytes, noSignal, temporaryFolder } from '#test/harness/services/support.ts';

async function openStore(folder: string, kept: readonly BodyInfo[]) {
  const { bodies } = await openBodyStore({
    folder,
    onError: (error) => expect(error).toBeUndefined(),
    earlier: kept,
    isKept: (id) => kept.some((info) => info.id === id),
  });
  return bodies;
}

/** A store of an earlier run, with one body that something refers to and one that nothing does. */
async function earlierRun(folder: string): Promise<BodyInfo> {
  const kept: BodyInfo[] = [];
  const store = await openStore(folder, kept);
  const write = async (text: string) => {
    const body = await store.create({ contentType: 'text/plain', fileName: 'answer.txt' });
    await body.write(new TextEncoder().encode(text));
    await body.finish('complete');
    return body.info;
  };
  const info = await write('first\nsecond\n');
  await write('nobody refers to this');
  kept.push(info);
  await store.close();
  return info;
}

test('a body that something refers to is there after a restart, and is indexed when it is asked for', async () => {
  const folder = await temporaryFolder();
  const info = await earlierRun(folder);
  expect(await readdir(folder)).toEqual([info.id]);

  const store = await openStore(folder, [info]);
  expect(store.usage).toEqual({ usedBytes: 13, count: 1 });
  expect(store.info(info.id)).toEqual(info);
  expect(String(await allBytes(store.stream({ id: info.id, start: 6 }, noSignal())))).toBe('second\n');
  const { rows } = await store.rows({ id: info.id, first: 1, count: 1 }, noSignal());
  expect(rows).toMatchObject([{ text: 'second' }]);
  expect(store.usage).toEqual({ usedBytes: 13, count: 1 });
});

test('a body of an earlier run goes when it is removed, asked for or not', async () => {
  const folder = await temporaryFolder();
  const info = await earlierRun(folder);
  const store = await openStore(folder, [info]);
  store.remove(info.id);
  await store.close();
  expect(await readdir(folder)).toEqual([]);
});

test('a body whose file is not what it was is not there', async () => {
  const folder = await temporaryFolder();
  const info = await earlierRun(folder);
  await truncate(join(folder, info.id), 3);
  const store = await openStore(folder, [info]);
  expect(store.has(info.id)).toBe(false);
  expect(() => store.info(info.id)).toThrow('no longer kept');
});
