import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { isTemporaryName, removeTemporaries, temporaryName } from './temporary-files.ts';

function fails(error: unknown): never {
  throw error;
}

/** A name as a process would make it that is gone by now. */
async function nameOfDeadProcess(): Promise<string> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  const start = process.platform === 'linux' ? 1 : 0;
  // The name of the machine that stands before it may be digits alone.
  return temporaryName().replace(/-\d+-\d+-(?=[0-9a-f]{16}\.)/, `-${child.pid}-${start}-`);
}

test('names are hidden, known again, and never the same', () => {
  const [one, two] = [temporaryName(), temporaryName()];
  expect(one).toMatch(/^\..*\.tmp$/);
  expect(one).not.toBe(two);
  expect(isTemporaryName(one)).toBe(true);
  for (const name of ['request.yml', '.parley.tmp', '.gitignore']) expect(isTemporaryName(name)).toBe(false);
});

test('what a process left that is gone is removed, in all folders; what is being written stays', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'a/b'), { recursive: true });
  await mkdir(join(folder, '.git'));
  const [dead, living] = [await nameOfDeadProcess(), temporaryName()];
  for (const name of [dead, `a/${dead}`, `a/b/${dead}`, `.git/${dead}`, living, 'a/request.yml', '.x.tmp']) {
    await writeFile(join(folder, name), '');
  }
  await removeTemporaries(folder, fails);
  expect((await readdir(folder, { recursive: true })).toSorted()).toEqual(
    ['.git', `.git/${dead}`, '.x.tmp', 'a', 'a/b', 'a/request.yml', living]
      .map((name) => join(name))
      .toSorted(),
  );
});

test('a number that another process has by now does not keep a file', async () => {
  if (process.platform !== 'linux') return;
  const folder = await temporaryFolder();
  await writeFile(join(folder, temporaryName().replace(/-\d+-(?=[0-9a-f]{16})/, '-1-')), '');
  await removeTemporaries(folder, fails);
  expect(await readdir(folder)).toEqual([]);
});

test("another machine's file is left to it for a day", async () => {
  const folder = await temporaryFolder();
  const name = (await nameOfDeadProcess()).replace(/^\.parley-[0-9a-f]{8}/, '.parley-00000000');
  await writeFile(join(folder, name), '');
  await removeTemporaries(folder, fails);
  expect(await readdir(folder)).toEqual([name]);
  await utimes(join(folder, name), 0, 0);
  await removeTemporaries(folder, fails);
  expect(await readdir(folder)).toEqual([]);
});

test('links are not followed, and a folder that is gone is fine', async () => {
  const [folder, elsewhere] = [await temporaryFolder(), await temporaryFolder()];
  await writeFile(join(elsewhere, await nameOfDeadProcess()), '');
  await symlink(elsewhere, join(folder, 'link'));
  await removeTemporaries(folder, fails);
  expect(await readdir(elsewhere)).toHaveLength(1);
  await removeTemporaries(join(folder, 'gone'), fails);
});
