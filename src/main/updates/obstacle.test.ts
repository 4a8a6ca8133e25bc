import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Installation, updateObstacle } from './obstacle.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-installed-'));
  await mkdir(join(folder, 'resources'));
  await writeFile(join(folder, 'resources/app-update.yml'), 'provider: generic\n');
});

afterEach(() => rm(folder, { recursive: true }));

const installed = (facts: Partial<Installation>): Installation => ({
  isPackaged: true,
  platform: 'linux',
  image: undefined,
  path: undefined,
  isRoot: false,
  executable: join(folder, 'parley'),
  resources: join(folder, 'resources'),
  ...facts,
});

const program = async (path: string) => {
  await writeFile(path, '#!/bin/sh\n');
  await chmod(path, 0o755);
};

test('a checkout is updated as source', async () => {
  expect(await updateObstacle(installed({ isPackaged: false }))).toMatch('runs from its source');
});

test('a copy that was packed without an update server says so', async () => {
  await rm(join(folder, 'resources/app-update.yml'));
  expect(await updateObstacle(installed({ image: join(folder, 'Parley.AppImage') }))).toMatch(
    'packed without a place to look for updates',
  );
});

test('a system that Parley is not packed for has no updates', async () => {
  expect(await updateObstacle(installed({ platform: 'freebsd' }))).toMatch('no updates for freebsd');
});

describe('on Linux', () => {
  test('an AppImage in a folder of the person’s can be replaced', async () => {
    expect(await updateObstacle(installed({ image: join(folder, 'Parley.AppImage') }))).toBeUndefined();
  });

  test('an AppImage where nothing can be written is named with its folder', async () => {
    const nowhere = join(folder, 'gone');
    expect(await updateObstacle(installed({ image: join(nowhere, 'Parley.AppImage') }))).toMatch(
      `may not write to ${nowhere}`,
    );
  });

  test('what was unpacked from an archive can not replace itself', async () => {
    expect(await updateObstacle(installed({}))).toMatch('unpacked from an archive');
  });

  test('a .deb needs a program that asks for a password, or root', async () => {
    await writeFile(join(folder, 'resources/package-type'), 'deb');
    const bin = join(folder, 'bin');
    await mkdir(bin);
    const deb = installed({ path: bin });
    expect(await updateObstacle(deb)).toMatch('needs pkexec');
    expect(await updateObstacle({ ...deb, isRoot: true })).toBeUndefined();
    await program(join(bin, 'pkexec'));
    expect(await updateObstacle(deb)).toBeUndefined();
  });

  test('a program for passwords in a folder that depends on where Parley was started counts for nothing', async () => {
    await writeFile(join(folder, 'resources/package-type'), 'deb');
    await program(join(folder, 'pkexec'));
    const here = relative(process.cwd(), folder);
    expect(await updateObstacle(installed({ path: `${here}:.` }))).toMatch('needs pkexec');
  });

  test('a file of that name that is no program counts for nothing', async () => {
    await writeFile(join(folder, 'resources/package-type'), 'deb');
    await writeFile(join(folder, 'pkexec'), '', { mode: 0o644 });
    expect(await updateObstacle(installed({ path: folder }))).toMatch('needs pkexec');
  });

  test('a package that can not be told is a failure, and no guess', async () => {
    await mkdir(join(folder, 'resources/package-type'));
    await expect(updateObstacle(installed({}))).rejects.toMatchObject({ code: 'EISDIR' });
  });
});

describe('on macOS', () => {
  test.each(['/Volumes/Parley/Parley.app', '/private/var/folders/x/AppTranslocation/Y/d/Parley.app'])(
    'an app that runs from %s has to be moved first',
    async (app) => {
      const copy = installed({ platform: 'darwin', executable: `${app}/Contents/MacOS/Parley` });
      expect(await updateObstacle(copy)).toMatch('Move it to the Applications folder');
    },
  );

  test('an app in the Applications folder can be replaced', async () => {
    const executable = '/Applications/Parley.app/Contents/MacOS/Parley';
    expect(await updateObstacle(installed({ platform: 'darwin', executable }))).toBeUndefined();
  });
});

describe('in Windows', () => {
  test('only what was installed can be replaced', async () => {
    const copy = installed({ platform: 'win32', executable: join(folder, 'Parley.exe') });
    expect(await updateObstacle(copy)).toMatch('copied here, not installed');
    await writeFile(join(folder, 'Uninstall Parley.exe'), '');
    expect(await updateObstacle(copy)).toBeUndefined();
  });
});
