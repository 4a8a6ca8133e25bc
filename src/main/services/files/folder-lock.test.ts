import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rename, rmdir, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bundle } from '#test/harness/services/bundle.ts';
import { noSignal, temporaryFolder } from '#test/harness/services/support.ts';
import { withFolderLock } from './folder-lock.ts';

async function folders() {
  const folder = await temporaryFolder();
  const [collection, locks] = [join(folder, 'collection'), join(folder, 'locks')];
  await mkdir(collection);
  await mkdir(locks);
  return { collection, locks };
}

/** Work that fails where somebody else does it at the same time. */
function alone(folder: string) {
  return async () => {
    await mkdir(join(folder, 'busy'));
    await new Promise(setImmediate);
    await rmdir(join(folder, 'busy'));
  };
}

test('work under one lock never runs at the same time, by whatever name the folder is reached', async () => {
  const { collection, locks } = await folders();
  await symlink(collection, `${collection}-link`);
  const names = Array.from({ length: 20 }, (_, index) => (index % 2 ? collection : `${collection}-link`));
  const work = alone(collection);
  await Promise.all(names.map((name) => withFolderLock(name, noSignal(), work, { locks })));
  expect(await readdir(collection)).toEqual([]);
});

test('what the work throws comes through, and the lock is free', async () => {
  const { collection, locks } = await folders();
  const failing = withFolderLock(collection, noSignal(), () => Promise.reject(new Error('no')), { locks });
  await expect(failing).rejects.toThrow('no');
  expect(await withFolderLock(collection, noSignal(), async () => 'free', { locks })).toBe('free');
  const [lock = ''] = await readdir(locks);
  expect(await readdir(join(locks, lock))).toEqual([]);
});

test.skipIf(process.platform === 'win32')('the usual locks are in a folder for the user alone', async () => {
  const { collection } = await folders();
  await withFolderLock(collection, noSignal(), async () => undefined);
  const candidates = [`/run/user/${process.getuid?.()}`, process.env['TMPDIR'] ?? '/tmp'];
  const found = await Promise.all(
    candidates.map((path) => stat(join(path, `parley-locks-${process.getuid?.()}`)).catch(() => undefined)),
  );
  const stats = found.find(Boolean);
  expect((stats?.mode ?? 0) & 0o777).toBe(0o700);
});

describe('between processes', () => {
  async function startHolder({ collection, locks }: { collection: string; locks: string }) {
    const child = spawn(process.execPath, [bundle('folder-lock-process'), collection, locks], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    return async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    };
  }

  test('a lock that another process keeps is waited for, and then told in words', async () => {
    const places = await folders();
    await startHolder(places);
    const { collection, locks } = places;
    await expect(
      withFolderLock(collection, noSignal(), alone(collection), { locks, waitMs: 50 }),
    ).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      message: expect.stringContaining('Another Parley has been writing to “collection”'),
    });
    const waiting = withFolderLock(collection, AbortSignal.timeout(50), alone(collection), { locks });
    await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' });
    // What it waited with is gone.
    expect(await readdir(locks)).toHaveLength(1);
  });

  test('a killed process keeps nobody out, and of many that wait one gets in at a time', async () => {
    const places = await folders();
    const { collection, locks } = places;
    const kill = await startHolder(places);
    const work = alone(collection);
    // By other names of the locks' folder each is on its own, as another process would be.
    const waiting = Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        await symlink(locks, `${locks}-${index}`);
        await withFolderLock(collection, noSignal(), work, { locks: `${locks}-${index}` });
      }),
    );
    await kill();
    await waiting;
    expect(await readdir(collection)).toEqual([]);
  });

  test('a folder for temporary files that is tidied up meanwhile does no harm', async () => {
    const { collection, locks } = await folders();
    await withFolderLock(
      collection,
      noSignal(),
      async () => {
        await rename(locks, `${locks}-away`);
        await mkdir(locks);
      },
      { locks },
    );
    expect(await withFolderLock(collection, noSignal(), async () => 'in', { locks })).toBe('in');
  });
});
