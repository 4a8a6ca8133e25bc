import { execFileSync } from 'node:child_process';
import {
  access,
  chmod,
  link,
  mkdir,
  readdir,
  readFile,
  readlink,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { mountSmallDisk } from '#test/harness/services/small-disk.ts';
import { noSignal, temporaryFolder } from '#test/harness/services/support.ts';
import { movePath } from './move-path.ts';
import { replaceFile } from './replace-file.ts';
import { isTemporaryName } from './temporary-files.ts';
import { wholeTexts } from './text-files.ts';

function unexpected(error: unknown): never {
  throw error;
}

async function files(names: readonly string[]) {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'x/y'), { recursive: true });
  for (const name of names) await writeFile(join(folder, name), name);
  return folder;
}

test('a file or folder is at its new place, and nothing is at the old one', async () => {
  const folder = await files(['a', 'x/y/b']);
  await movePath(join(folder, 'a'), join(folder, 'x/a'), noSignal(), unexpected);
  await movePath(join(folder, 'x'), join(folder, 'z'), noSignal(), unexpected);
  expect((await readdir(folder, { recursive: true })).toSorted()).toEqual(['z', 'z/a', 'z/y', 'z/y/b']);
});

test('a file that is being written while its folder goes elsewhere leaves nothing behind there', async () => {
  const folder = await files(['x/y/b']);
  const write = replaceFile(join(folder, 'x/y/b'), {
    expected: 'x/y/b',
    text: 'new',
    texts: {
      read: wholeTexts.read,
      bytes: async function* (text) {
        yield Buffer.from(text);
        await movePath(join(folder, 'x'), join(folder, 'z'), noSignal(), unexpected);
      },
    },
  });
  await expect(write).rejects.toThrow('is not what it was');
  expect((await readdir(folder, { recursive: true })).toSorted()).toEqual(['z', 'z/y', 'z/y/b']);
  expect(await readFile(join(folder, 'z/y/b'), 'utf8')).toBe('x/y/b');
});

test('nothing is overwritten, not even an empty folder', async () => {
  const folder = await files(['a', 'b', 'x/c']);
  await mkdir(join(folder, 'empty'));
  for (const [from, to] of [
    ['a', 'b'],
    ['a', 'x'],
    ['x', 'a'],
    ['x', 'empty'],
  ]) {
    const moving = movePath(join(folder, from ?? ''), join(folder, to ?? ''), noSignal(), unexpected);
    await expect(moving).rejects.toMatchObject({ name: 'NameTakenError' });
  }
  expect((await readdir(folder, { recursive: true })).toSorted()).toEqual([
    'a',
    'b',
    'empty',
    'x',
    'x/c',
    'x/y',
  ]);
});

test.skipIf(process.platform !== 'linux')('two names of one file are two names', async () => {
  const folder = await files(['a']);
  await link(join(folder, 'a'), join(folder, 'A'));
  await expect(movePath(join(folder, 'a'), join(folder, 'A'), noSignal(), unexpected)).rejects.toMatchObject({
    name: 'NameTakenError',
  });
});

test('what is not there is an error, and so is a folder that goes into itself', async () => {
  const folder = await files(['x/a']);
  await expect(movePath(join(folder, 'b'), join(folder, 'c'), noSignal(), unexpected)).rejects.toMatchObject({
    code: 'ENOENT',
  });
  await expect(
    movePath(join(folder, 'x'), join(folder, 'x/y/x'), noSignal(), unexpected),
  ).rejects.toMatchObject({
    code: 'EINVAL',
  });
  expect(await readdir(join(folder, 'x'))).toEqual(['a', 'y']);
});

test('many that move to one place: one gets there', async () => {
  const folder = await files(['a', 'b', 'c', 'd']);
  const moves = await Promise.allSettled(
    ['a', 'b', 'c', 'd'].map((name) =>
      movePath(join(folder, name), join(folder, 'x/e'), noSignal(), unexpected),
    ),
  );
  expect(moves.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await readdir(folder)).toHaveLength(4);
});

describe('to another disk', () => {
  const probe = mountSmallDisk(16);
  const refused = 'refused' in probe ? probe.refused : undefined;
  if ('folder' in probe) probe[Symbol.dispose]();

  function disk(kib: number): string {
    const mounted = mountSmallDisk(kib);
    if ('refused' in mounted) throw new Error(mounted.refused);
    onTestFinished(() => mounted[Symbol.dispose]());
    return mounted.folder;
  }

  test.skipIf(refused !== undefined)('all goes: modes, links and hidden files too', async () => {
    const folder = await files(['x/y/a', 'x/.hidden']);
    const other = disk(256);
    await chmod(join(folder, 'x/y/a'), 0o640);
    await symlink('y/a', join(folder, 'x/link'));
    await movePath(join(folder, 'x'), join(other, 'z'), noSignal(), unexpected);
    expect(await readdir(folder)).toEqual([]);
    expect(await readdir(other)).toEqual(['z']);
    expect(await readFile(join(other, 'z/link'), 'utf8')).toBe('x/y/a');
    expect(await readlink(join(other, 'z/link'))).toBe('y/a');
    expect((await stat(join(other, 'z/y/a'))).mode & 0o777).toBe(0o640);
    expect((await readdir(join(other, 'z'))).toSorted()).toEqual(['.hidden', 'link', 'y']);
  });

  test.skipIf(refused !== undefined)('where that one is full, all is where it was', async () => {
    const folder = await files(['x/y/a']);
    await writeFile(join(folder, 'x/big'), new Uint8Array(100_000));
    const other = disk(64);
    await expect(movePath(join(folder, 'x'), join(other, 'x'), noSignal(), unexpected)).rejects.toMatchObject(
      {
        code: 'ENOSPC',
      },
    );
    expect(await readdir(other)).toEqual([]);
    expect((await readdir(folder, { recursive: true })).toSorted()).toEqual(['x', 'x/big', 'x/y', 'x/y/a']);
  });

  test.skipIf(refused !== undefined)(
    'what of the original can’t be removed is told, and it has moved',
    async () => {
      const folder = await files(['x/a', 'x/y/b']);
      // A folder that something is mounted on can be renamed with the one above it, and not be removed.
      execFileSync('mount', ['--bind', join(folder, 'x/y'), join(folder, 'x/y')]);
      const left = async () => (await readdir(folder)).filter((name) => isTemporaryName(name));
      onTestFinished(async () => {
        const aside = join(folder, (await left())[0] ?? 'x', 'y');
        execFileSync('umount', ['--lazy', aside]);
      });
      const other = disk(256);
      const errors: unknown[] = [];
      await movePath(join(folder, 'x'), join(other, 'x'), noSignal(), (error) => errors.push(error));
      expect(errors).toMatchObject([{ code: 'EBUSY' }]);
      expect((await readdir(other, { recursive: true })).toSorted()).toEqual(['x', 'x/a', 'x/y', 'x/y/b']);
      // Under a name that no scan takes in.
      expect(await readdir(folder)).toEqual(await left());
      await movePath(join(other, 'x'), join(folder, 'x'), noSignal(), unexpected);
      expect(await readFile(join(folder, 'x/y/b'), 'utf8')).toBe('x/y/b');
    },
  );

  test.skipIf(refused !== undefined)('what is written while it goes is kept', async () => {
    const folder = await files(['x/y/a']);
    await writeFile(join(folder, 'x/big'), new Uint8Array(4_000_000));
    const other = disk(8192);
    let isOver = false;
    const moving = movePath(join(folder, 'x'), join(other, 'x'), noSignal(), unexpected)
      .catch((cause: unknown) => expect(cause).toMatchObject({ name: 'FileChangedError' }))
      .finally(() => (isOver = true));
    // As an editor would, whenever that happens to be: the path works until the original is put aside.
    const path = join(folder, 'x/y/a');
    let written = 0;
    for (let edit = 1; !isOver; edit += 1) {
      try {
        await writeFile(path, `edit ${edit}`, { flag: 'r+' });
        // What goes into a file that was open already when it was put aside may come too late for anybody to see.
        await access(path);
        written = edit;
      } catch (cause) {
        expect(cause).toMatchObject({ code: 'ENOENT' });
      }
    }
    await moving;
    const edits = await Promise.all(
      [folder, other].map(async (root) => {
        const text = await readFile(join(root, 'x/y/a'), 'utf8').catch(() => '');
        return Number(/^edit (\d+)$/.exec(text)?.[1] ?? 0);
      }),
    );
    expect(Math.max(...edits)).toBeGreaterThanOrEqual(written);
  });
});
