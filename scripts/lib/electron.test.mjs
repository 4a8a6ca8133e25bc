import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { installedElectron, startProblem, systemProblem } from './electron.mjs';

/** @type {import('./electron.mjs').Machine} */
const desktop = { platform: 'linux', env: { DISPLAY: ':0' }, uid: 1000 };

describe('what keeps Electron from running', () => {
  test('nothing, on a desktop', () => {
    expect(systemProblem(desktop)).toBeUndefined();
    expect(systemProblem({ ...desktop, env: { WAYLAND_DISPLAY: 'wayland-0' } })).toBeUndefined();
    expect(systemProblem({ platform: 'darwin', env: {}, uid: 0 })).toBeUndefined();
    expect(systemProblem({ platform: 'win32', env: {}, uid: undefined })).toBeUndefined();
  });

  test('no display in Linux', () => {
    expect(systemProblem({ ...desktop, env: {} })).toContain('no display');
    expect(systemProblem({ ...desktop, env: { DISPLAY: '' } })).toContain('no display');
  });

  test('root in Linux', () => {
    expect(systemProblem({ ...desktop, uid: 0 })).toContain('root');
  });
});

describe('an Electron that was started', () => {
  test.each([
    ['The SUID sandbox helper binary was found, but is not configured correctly.', 'sandbox'],
    [
      '[1:1122/FATAL:zygote_host_impl_linux.cc(128)] No usable sandbox! If you are running on Ubuntu 23.10+',
      'sandbox',
    ],
    ['Running as root without --no-sandbox is not supported. See https://crbug.com/638180.', 'sandbox'],
    ['ERROR:ozone_platform_x11.cc(244)] Missing X server or $DISPLAY', 'display'],
    [
      'electron: error while loading shared libraries: libnss3.so: cannot open shared object file',
      'libnss3.so',
    ],
  ])('and said %j could not run here', (stderr, reason) => {
    expect(startProblem({ code: 133, stderr })).toContain(reason);
  });

  test('and ran is not doubted, whatever it said and however it ended', () => {
    expect(startProblem({ code: 0, stderr: 'No usable sandbox' })).toBeUndefined();
    expect(startProblem({ code: 1, stderr: 'Error: the data folder is in use' })).toBeUndefined();
  });
});

describe("Electron's binary", () => {
  /** @type {string} */
  let folder;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'parley-electron-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('is worth a download where the package has none, or has lost it', async () => {
    expect(installedElectron(folder, desktop)).toBeUndefined();
    await writeFile(path.join(folder, 'path.txt'), 'electron');
    expect(installedElectron(folder, desktop)).toBeUndefined();
  });

  test('is what path.txt names in dist', async () => {
    await mkdir(path.join(folder, 'dist'));
    await writeFile(path.join(folder, 'dist/electron'), '');
    await writeFile(path.join(folder, 'path.txt'), 'electron');
    expect(installedElectron(folder, desktop)).toEqual({ executable: path.join(folder, 'dist/electron') });
  });

  test('is taken from ELECTRON_OVERRIDE_DIST_PATH, and nowhere else where that is wrong', async () => {
    const elsewhere = {
      ...desktop,
      env: { ...desktop.env, ELECTRON_OVERRIDE_DIST_PATH: path.join(folder, 'own') },
    };
    expect(installedElectron(folder, elsewhere)).toEqual({
      problem: expect.stringContaining('ELECTRON_OVERRIDE_DIST_PATH'),
    });
    await mkdir(path.join(folder, 'own'));
    await writeFile(path.join(folder, 'own/electron'), '');
    expect(installedElectron(folder, elsewhere)).toEqual({ executable: path.join(folder, 'own/electron') });
  });
});
