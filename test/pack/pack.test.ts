import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { extractAll, extractFile, getRawHeader, listPackage, statFile } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { _electron } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listen, stop } from '#test/harness/servers/test-server.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '#test/harness/temporary-folder.ts';
import { ensureElectronDouble } from '../../scripts/lib/electron-double.mjs';
import { root } from '../../scripts/lib/project.mjs';
import { type Packed, packApp } from './packed.ts';

// The app as `npm run pack` makes it for Linux, around a folder that looks like Electron's and carries its fuses.

const updateServer = 'https://updates.parley.invalid/stable';

let packed: Packed;

beforeAll(async () => {
  packed = await packApp({ PARLEY_UPDATE_URL: updateServer });
}, 240_000);

afterAll(() => packed[Symbol.asyncDispose]());

/** Every file below a folder, as paths with `/`. */
async function filesIn(parent: string): Promise<string[]> {
  const entries = await readdir(parent, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(parent, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .toSorted();
}

/** Every file in the asar. */
const filesInAsar = () =>
  listPackage(packed.asar, { isPack: false })
    .map((entry) => entry.slice(1))
    .filter((entry) => !('files' in statFile(packed.asar, entry)))
    .map((entry) => entry.replaceAll('\\', '/'))
    .toSorted();

test('the unpacked app is Electron’s files and ours, and nothing else', async () => {
  expect(await filesIn(packed.unpacked)).toEqual(
    [
      'LICENSE.electron.txt',
      'LICENSES.chromium.html',
      'chrome-sandbox',
      'locales/en-US.pak',
      'parley',
      'resources/LICENSE.parley.txt',
      'resources/app-update.yml',
      'resources/app.asar',
      'version',
    ].toSorted(),
  );
  expect((await stat(path.join(packed.unpacked, 'parley'))).mode & 0o111).toBe(0o111);
});

test('the app looks for updates where it was told when it was packed', async () => {
  const config = await readFile(path.join(packed.unpacked, 'resources/app-update.yml'), 'utf8');
  expect(config).toContain('provider: generic\n');
  expect(config).toContain(`url: ${updateServer}\n`);
});

describe('the fuses', () => {
  const off = '0'.codePointAt(0);
  const on = '1'.codePointAt(0);

  test('keep whoever starts the app from making it run code of theirs', async () => {
    const fuses = await getCurrentFuseWire(path.join(packed.unpacked, 'parley'));
    expect({
      runAsNode: fuses[FuseV1Options.RunAsNode],
      nodeOptions: fuses[FuseV1Options.EnableNodeOptionsEnvironmentVariable],
      inspect: fuses[FuseV1Options.EnableNodeCliInspectArguments],
      onlyTheAsar: fuses[FuseV1Options.OnlyLoadAppFromAsar],
      asarIntegrity: fuses[FuseV1Options.EnableEmbeddedAsarIntegrityValidation],
      cookieEncryption: fuses[FuseV1Options.EnableCookieEncryption],
      fileProtocolExtras: fuses[FuseV1Options.GrantFileProtocolExtraPrivileges],
      ownV8Snapshot: fuses[FuseV1Options.LoadBrowserProcessSpecificV8Snapshot],
    }).toEqual({
      runAsNode: off,
      nodeOptions: off,
      inspect: off,
      onlyTheAsar: on,
      asarIntegrity: on,
      cookieEncryption: on,
      fileProtocolExtras: off,
      ownV8Snapshot: off,
    });
  });

  test('that we know nothing of stay as Electron ships them', async () => {
    const before = await getCurrentFuseWire(path.join(packed.electronDist, 'electron'));
    const after = await getCurrentFuseWire(path.join(packed.unpacked, 'parley'));
    const known = Object.values(FuseV1Options);
    const others = (wire: object) => Object.entries(wire).filter(([index]) => !known.includes(Number(index)));
    expect(others(before).length).toBeGreaterThan(1);
    expect(others(after)).toEqual(others(before));
  });
});

describe('the asar', () => {
  test('has what is built, byte for byte, and a package.json, and nothing else', async () => {
    const out = path.join(root, 'out');
    const built = (await filesIn(out)).filter((file) => file !== '.built' && file !== 'main/serve.js');
    expect(filesInAsar()).toEqual([...built.map((file) => `out/${file}`), 'package.json'].toSorted());
    for (const file of built) {
      const content = extractFile(packed.asar, path.join('out', file));
      expect(content.equals(await readFile(path.join(out, file))), file).toBe(true);
    }
  });

  test('has no sources, no maps, no packages', () => {
    expect(filesInAsar().filter((file) => /\.(?:tsx?|map)$|node_modules|(?:^|\/)test/.test(file))).toEqual(
      [],
    );
  });

  test('has a package.json that names the app and its entry, and installs and runs nothing', () => {
    const packageJson: unknown = JSON.parse(extractFile(packed.asar, 'package.json').toString());
    expect(packageJson).toMatchObject({ name: 'parley', type: 'module', main: './out/main/index.js' });
    for (const key of ['scripts', 'dependencies', 'devDependencies'])
      expect(packageJson).not.toHaveProperty(key);
  });

  test('is under 3 MiB', async () => {
    expect((await stat(packed.asar)).size).toBeLessThan(3 * 1024 * 1024);
  });

  test('carries a hash of each file, which Electron checks on macOS and Windows', () => {
    const { header } = getRawHeader(packed.asar);
    const entry: unknown = header.files['package.json'];
    const hash = createHash('sha256').update(extractFile(packed.asar, 'package.json')).digest('hex');
    expect(entry).toMatchObject({ integrity: { algorithm: 'SHA256', hash } });
  });
});

describe('the app in the asar', () => {
  let temporary: TemporaryFolder;
  let folder: string;

  // The Electron double reads no asar: it gets what is in it, with nothing of this project around.
  beforeAll(async () => {
    temporary = await makeTemporaryFolder('packed');
    folder = temporary.path;
    extractAll(packed.asar, path.join(folder, 'app'));
  });

  afterAll(() => temporary[Symbol.asyncDispose]());

  const start = async () =>
    _electron.launch({
      executablePath: await ensureElectronDouble(),
      args: [path.join(folder, 'app'), `--user-data-dir=${path.join(folder, 'user')}`],
      // One of Playwright's own is left behind when its process ends right after the app.
      artifactsDir: path.join(folder, 'playwright'),
    });

  test('opens, sends a request, and ends in order', async () => {
    const server = createServer((_request, response) => response.end('{"hello":"packed"}'));
    const port = await listen(server);
    try {
      const app = await start();
      try {
        const ended = once(app.process(), 'exit');
        const window = await app.firstWindow();
        await window.getByRole('textbox', { name: 'URL', exact: true }).fill(`http://127.0.0.1:${port}/`);
        await window.getByRole('button', { name: 'Send', exact: true }).click();
        await window.getByText('hello').waitFor();
        await app.evaluate(({ app: running }) => running.quit());
        expect(await ended).toEqual([0, null]);
      } finally {
        await app.close();
      }
    } finally {
      await stop(server);
    }
  }, 60_000);

  test('asked for an update by its menu, says in the window why there is none here', async () => {
    const app = await start();
    try {
      const window = await app.firstWindow();
      await window.getByRole('textbox', { name: 'URL', exact: true }).waitFor();
      await app.evaluate(({ Menu }) => {
        const help = Menu.getApplicationMenu()?.items.find(({ role }) => role === 'help');
        help?.submenu?.items.find(({ label }) => label === 'Check for Updates…')?.click();
      });
      const news = window.getByRole('status').filter({ hasText: 'This Parley' });
      expect(await news.textContent()).toMatch('runs from its source');
    } finally {
      await app.close();
    }
  }, 60_000);
});
