import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronHost } from './hosts/electron-host.ts';
import { expect, test } from './test.ts';

test.describe('while a response is arriving', () => {
  test.use({ sharedApp: true });

  test.beforeEach(async ({ parley, server }) => {
    await parley.sendTo(server.url('/held', { gate: 'rest' }));
    await expect(parley.responseBody).toContainText('first piece');
  });

  test('a reload goes on with it, and sends nothing again', async ({ parley, server }) => {
    await parley.page.reload();
    await expect(parley.responseBody).toContainText('first piece');
    await expect(parley.cancel).toBeVisible();
    server.open('rest');
    await expect(parley.responseBody).toContainText('second piece');
    await expect(parley.status).toHaveText('200 OK');
    await expect(parley.send).toBeVisible();
    expect(server.requests).toHaveLength(1);
  });

  for (const [what, replace] of [
    ['loads itself again', () => location.reload()],
    ['goes to another address of its own', () => location.assign('/?elsewhere')],
  ] as const) {
    test(`a document that ${what} goes on with it`, async ({ parley, server }) => {
      await parley.page.evaluate(replace);
      await expect(parley.responseBody).toContainText('first piece');
      server.open('rest');
      await expect(parley.responseBody).toContainText('second piece');
      expect(server.requests).toHaveLength(1);
    });
  }

  test.describe('in an app of its own', () => {
    test.use({ sharedApp: false });

    test('a window that crashes comes back and goes on with it', async ({ host, parley, server }) => {
      const window = await host.crashWindow(parley);
      const showsInTheEnd = (text: string) =>
        expect(async () => {
          expect(await window.evaluate('document.body.innerText')).toContain(text);
        }).toPass();
      await showsInTheEnd('first piece');
      server.open('rest');
      await showsInTheEnd('second piece');
      expect(server.requests).toHaveLength(1);
    });

    test('a window that is closed lets go of it', async ({ host, parley, server }) => {
      const { closed } = await server.request('/held');
      await host.closeWindow(parley);
      await closed;
      const again = await host.reopen();
      await expect(again.url).toHaveValue(server.url('/held', { gate: 'rest' }));
      await expect(again.cancel).toBeHidden();
    });
  });
});

test.describe('a reload', () => {
  test.use({ sharedApp: true });

  test('right after a keystroke loses nothing', async ({ parley }) => {
    await parley.url.fill('http://127.0.0.1/edited');
    await parley.page.reload();
    await expect(parley.url).toHaveValue('http://127.0.0.1/edited');
  });
});

test('a window that has crashed says so when it is back', async ({ host, parley }) => {
  test.skip(
    host.kind === 'web',
    'the browser says by itself that a tab has crashed, and the person loads it again',
  );
  await parley.url.fill('http://127.0.0.1/edited');
  await parley.waitUntilSaved();
  const window = await host.crashWindow(parley);
  await expect(async () => {
    expect(await window.evaluate('document.body.innerText')).toContain('This window had crashed');
    expect(await window.evaluate('document.querySelector("input[aria-label=URL]").value')).toBe(
      'http://127.0.0.1/edited',
    );
  }).toPass();
});

test('a window that is closed right after a keystroke loses nothing', async ({ host, parley }) => {
  await parley.url.fill('http://127.0.0.1/last-words');
  await host.closeWindow(parley);
  const again = await host.reopen();
  await expect(again.url).toHaveValue('http://127.0.0.1/last-words');
});

test('what was edited before a kill is there in a new window', async ({ host, parley }) => {
  await parley.url.fill('http://127.0.0.1/journalled');
  await parley.typeBody('JSON', '{"kept": true}');
  await parley.waitUntilSaved();
  await host.kill();

  const later = await host.start();
  await expect(later.url).toHaveValue('http://127.0.0.1/journalled');
  await later.tab(later.request, 'Body');
  await expect(later.requestBody).toContainText('"kept": true');
});

test('after a kill each window has its tabs, and shows the one that it showed last', async ({
  host,
  parley,
}) => {
  await parley.url.fill('http://127.0.0.1/before');
  const second = await host.newWindow();
  await second.url.fill('http://127.0.0.1/second');
  await second.waitUntilSaved();
  await parley.newRequest.click();
  await expect(parley.url).toHaveValue('');
  await parley.url.fill('http://127.0.0.1/shown-last');
  await parley.waitUntilSaved();
  await host.kill();

  await host.start();
  const windows = await host.reopenAll(2);
  const urls = await Promise.all(windows.map(({ url }) => url.inputValue()));
  expect(urls.toSorted()).toEqual(['http://127.0.0.1/second', 'http://127.0.0.1/shown-last']);
  const counts = await Promise.all(windows.map(({ openTabs }) => openTabs.count()));
  expect(counts.toSorted((a, b) => a - b)).toEqual([1, 2]);
});

test('quitting waits for the edits of each window', async ({ host, parley }) => {
  const second = await host.newWindow();
  await parley.url.fill('http://127.0.0.1/one');
  await second.url.fill('http://127.0.0.1/two');
  expect(await host.quit()).toBe(0);

  await host.start();
  const windows = await host.reopenAll(2);
  const urls = await Promise.all(windows.map(({ url }) => url.inputValue()));
  expect(urls.toSorted()).toEqual(['http://127.0.0.1/one', 'http://127.0.0.1/two']);
});

test.describe('the desktop app', () => {
  test.skip(({ hostKind }) => hostKind === 'web', 'what the system tells an app comes through Electron');

  const endings = {
    'Linux or macOS goes down': (desktop: ElectronHost) =>
      desktop.app.evaluate(({ powerMonitor }) => {
        // Electron's types leave this event out.
        const monitor: NodeJS.EventEmitter = powerMonitor;
        setImmediate(() => monitor.emit('shutdown', { preventDefault: () => undefined }));
      }),
    'a session of Windows ends': (desktop: ElectronHost) =>
      desktop.app.evaluate(({ BrowserWindow }) => {
        // Each window is told. The one that came with the app is enough.
        const first: NodeJS.EventEmitter | null = BrowserWindow.fromId(1);
        setImmediate(() => {
          for (const event of ['query-session-end', 'session-end'])
            first?.emit(event, { preventDefault: () => undefined });
        });
      }),
  };
  for (const [what, end] of Object.entries(endings)) {
    test(`puts everything away when ${what}, and asks nobody about a window that hangs`, async ({
      desktop,
      parley,
    }) => {
      const second = await desktop.newWindow();
      await second.url.fill('http://127.0.0.1/hangs');
      await second.waitUntilSaved();
      await second.page.evaluate(() => {
        setTimeout(() => {
          for (;;);
        });
      });
      await parley.url.fill('http://127.0.0.1/last-words');
      await end(desktop);
      expect(await desktop.ended()).toBe(0);

      await desktop.start();
      const windows = await desktop.reopenAll(2);
      const urls = await Promise.all(windows.map(({ url }) => url.inputValue()));
      expect(urls.toSorted()).toEqual(['http://127.0.0.1/hangs', 'http://127.0.0.1/last-words']);
    });
  }

  test('asks after an exception in main that nobody caught, tells of the next one, and goes on', async ({
    desktop,
    parley,
    server,
  }) => {
    const questions = await desktop.takeOverMessageBoxes();
    await desktop.app.evaluate(throwSoon);
    expect(await questions.press('Go on')).toBe('Something broke inside Parley.');
    await desktop.app.evaluate(throwSoon);
    await expect(parley.page.getByText(/Something went wrong inside Parley\..* under \w+/)).toBeVisible();
    await parley.sendTo(server.url('/echo'));
    await expect(parley.status).toHaveText('200 OK');
  });

  test('restarts as the AppImage that it runs from, with its arguments, when nothing holds its data', async ({
    desktop,
    folder,
    parley,
  }) => {
    test.skip(process.platform !== 'linux', 'AppImages are of Linux');
    const image = join(folder, 'Parley.AppImage');
    const started = join(folder, 'started');
    const lock = join(desktop.dataFolder, 'parley.sock');
    await writeFile(
      image,
      `#!/bin/sh\n{ test -e '${lock}' && echo locked; printf '%s\\n' "$@"; } > '${started}.part'; mv '${started}.part' '${started}'\n`,
      { mode: 0o755 },
    );
    const args = await desktop.app.evaluate((_electron, path) => {
      process.env['APPIMAGE'] = path;
      // Where it is mounted: the executable's folder. A path is all there is here.
      process.env['APPDIR'] = process.execPath.slice(0, process.execPath.lastIndexOf('/'));
      return process.argv.slice(1);
    }, image);
    await parley.url.fill('http://127.0.0.1/kept');
    const questions = await desktop.takeOverMessageBoxes();
    await desktop.app.evaluate(throwSoon);
    await questions.press('Restart');
    expect(await desktop.ended()).toBe(0);
    await expect(async () => {
      expect((await readFile(started, 'utf8')).trimEnd().split('\n')).toEqual(args);
    }).toPass();
    await expect((await desktop.start()).url).toHaveValue('http://127.0.0.1/kept');
  });
});

/** In main: an exception that nobody can catch. */
function throwSoon(): void {
  setImmediate(() => {
    throw new Error('broken by a test');
  });
}
