import { mkdir, readFile, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { DurableValue } from './durable-value.ts';

const affected = { what: 'the list could not be saved', then: 'try again' };

async function inFolder() {
  const path = join(await temporaryFolder(), 'list.json');
  const list = new DurableValue<readonly string[]>(path, [], affected);
  const onDisk = async (): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));
  return { path, list, onDisk };
}

test('changes that are asked for at once are made one after the other', async () => {
  const { list, onDisk } = await inFolder();
  await Promise.all(['a', 'b', 'c'].map((text) => list.change((now) => [...now, text])));
  expect(list.current).toEqual(['a', 'b', 'c']);
  expect(await onDisk()).toEqual(['a', 'b', 'c']);
});

test('a change that does not reach the disk does not hold, and keeps the next one from nothing', async () => {
  const { path, list, onDisk } = await inFolder();
  // Nothing can be renamed over a folder.
  await mkdir(path);
  await expect(list.change(() => ['lost'])).rejects.toMatchObject({
    message: expect.stringContaining('the list could not be saved'),
    details: { phase: 'store' },
  });
  expect(list.current).toEqual([]);
  await rmdir(path);
  await list.change((now) => [...now, 'kept']);
  expect(await onDisk()).toEqual(['kept']);
});
