import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noSignal, temporaryFolder } from '#test/harness/services/support.ts';
import { SettingsStore } from './settings-store.ts';

const GiB = 1024 ** 3;
const unexpected = (error: unknown) => {
  throw error;
};

test('responses may take 5 GiB unless somebody says otherwise', async () => {
  const settings = await SettingsStore.open(await temporaryFolder(), unexpected);
  expect(settings.current).toEqual({ bodyQuotaBytes: 5 * GiB });
});

test('what was put is there in the next run, and every watcher is told', async () => {
  const folder = await temporaryFolder();
  const settings = await SettingsStore.open(folder, unexpected);
  const watching = settings.watch(noSignal());
  expect((await watching.next()).value).toEqual({ bodyQuotaBytes: 5 * GiB });
  await settings.put({ bodyQuotaBytes: GiB });
  expect((await watching.next()).value).toEqual({ bodyQuotaBytes: GiB });
  expect((await SettingsStore.open(folder, unexpected)).current).toEqual({ bodyQuotaBytes: GiB });
});

test('of two changes at once the later one holds, in memory and on the disk', async () => {
  const folder = await temporaryFolder();
  const settings = await SettingsStore.open(folder, unexpected);
  await Promise.all([GiB, 2 * GiB, 3 * GiB].map((bodyQuotaBytes) => settings.put({ bodyQuotaBytes })));
  expect(settings.current.bodyQuotaBytes).toBe(3 * GiB);
  expect((await SettingsStore.open(folder, unexpected)).current.bodyQuotaBytes).toBe(3 * GiB);
});

test.each(['{', '{"bodyQuotaBytes": 1}', '[]'])(
  'a file that says %s is set aside, and told',
  async (text) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'settings.json'), text);
    const errors: unknown[] = [];
    const settings = await SettingsStore.open(folder, (error) => errors.push(error));
    expect(settings.current.bodyQuotaBytes).toBe(5 * GiB);
    expect(errors).toEqual([expect.objectContaining({ message: expect.stringContaining('set aside') })]);
    await settings.put({ bodyQuotaBytes: GiB });
    const aside = (await readdir(folder)).find((name) => name.includes('broken'));
    expect(await readFile(join(folder, aside ?? ''), 'utf8')).toBe(text);
  },
);

test('where they can not be written, the old ones hold', async () => {
  const folder = await temporaryFolder();
  const settings = await SettingsStore.open(folder, unexpected);
  // In the way of the file that is written first.
  await mkdir(join(folder, 'settings.json.tmp'));
  await expect(settings.put({ bodyQuotaBytes: GiB })).rejects.toThrow('could not be');
  expect(settings.current.bodyQuotaBytes).toBe(5 * GiB);
});
