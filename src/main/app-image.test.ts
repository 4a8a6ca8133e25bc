import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { ownAppImage } from './app-image.ts';

const APPIMAGE = '/home/person/Parley.AppImage';

test('an app that runs from where an AppImage is mounted is that AppImage', async () => {
  const APPDIR = await temporaryFolder();
  expect(ownAppImage({ APPIMAGE, APPDIR }, join(APPDIR, 'parley'))).toBe(APPIMAGE);
});

test('the mount may be named by a link', async () => {
  const mount = await temporaryFolder();
  const APPDIR = join(await temporaryFolder(), 'link');
  await symlink(mount, APPDIR);
  expect(ownAppImage({ APPIMAGE, APPDIR }, join(mount, 'parley'))).toBe(APPIMAGE);
});

test('an installed app that another AppImage has started is none', async () => {
  const APPDIR = await temporaryFolder();
  expect(ownAppImage({ APPIMAGE, APPDIR }, '/opt/Parley/parley')).toBeUndefined();
});

test('a folder whose name begins alike is not the mount', async () => {
  const APPDIR = join(await temporaryFolder(), 'mount');
  await mkdir(APPDIR);
  expect(ownAppImage({ APPIMAGE, APPDIR }, `${APPDIR}-other/parley`)).toBeUndefined();
});

test.each([
  ['no variables', {}],
  ['a name without a mount', { APPIMAGE }],
  ['a mount that is gone', { APPIMAGE, APPDIR: '/gone' }],
])('with %s there is none', (_what, env) => {
  expect(ownAppImage(env, '/gone/parley')).toBeUndefined();
});
