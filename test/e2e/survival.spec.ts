import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronHost } from './hosts/electron-host.ts';
import type { ParleyPage } from './parley-page.ts';
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

  test('a window that crashes comes back as it was, says so, and goes on with it', async ({
    host,
    parley,
    server,
  }) => {
    await parley.url.fill('http://127.0.0.1/edited');
    await parley.waitUntilSaved();
    const window = await host.crashWindow(parley);
    const showsInTheEnd = (text: string) =>
      expect(async () => {
        expect(await window.evaluate('document.body.innerText')).toContain(text);
      }).toPass();
    await showsInTheEnd('first piece');
    // A browser says by itself that a tab has crashed, and the person loads it again.
    if (host.kind !== 'web') await showsInTheEnd('This window had crashed');
    const url = await window.evaluate('document.querySelector("input[aria-label=URL]").value');
    expect(url).toBe('http://127.0.0.1/edited');
    server.open('rest');
    await showsInTheEnd('second piece');
    expect(server.requests).toHaveLength(1);
  });

  test.describe('in an app of its own', () => {
    test.use({ sharedApp: false });

    test('a window that is closed right after a keystroke lets go of it, and loses nothing', async ({
      host,
      parley,
      server,
    }) => {
      const { closed } = await server.request('/held');
      await parley.url.fill('http://127.0.0.1/last-words');
      await host.closeWindow(parley);
      await closed;
      const again = await host.reopen();
      await expect(again.url).toHaveValue('http://127.0.0.1/last-words');
      await expect(again.cancel).toBeHidden();
    });
  });
});

test.describe('a reload', () => {
  test.use({ sharedApp: true });

  test('right after a keystroke loses nothing in any tab', async ({ parley }) => {
    await parley.url.fill('http://127.0.0.1/first');
    await parley.openTab('http://127.0.0.1/second');
    await parley.page.reload();
    await expect(parley.url).toHaveValue('http://127.0.0.1/second');
    await parley.openTabs.first().click();
    await expect(parley.url).toHaveValue('http://127.0.0.1/first');
  });
});

test('after a kill each window has its tabs with their edits, and shows the one that it showed last', async ({
  host,
  parley,
}) => {
  await parley.url.fill('http://127.0.0.1/first');
  await parley.openTab('http://127.0.0.1/shown-last');
  await parley.typeBody('JSON', '{"kept": true}');
  await parley.openTab('http://127.0.0.1/third');
  await parley.openTabs.nth(1).click();
  await expect(parley.url).toHaveValue('http://127.0.0.1/shown-last');
  await parley.waitUntilSaved();
  const second = await host.newWindow();
  await second.url.fill('http://127.0.0.1/second-window');
  await second.waitUntilSaved();
  await host.kill();

  await host.start();
  const windows = await host.reopenAll(2);
  const other = await windowShowing(windows, 'http://127.0.0.1/second-window');
  expect(await other.tabTitles()).toEqual(['127.0.0.1/second-window']);
  const later = await windowShowing(windows, 'http://127.0.0.1/shown-last');
  expect(await later.tabTitles()).toEqual(['127.0.0.1/first', '127.0.0.1/shown-last', '127.0.0.1/third']);
  await later.tab(later.request, 'Body');
  await expect(later.requestBody).toContainText('"kept": true');
  await later.openTabs.last().click();
  await expect(later.url).toHaveValue('http://127.0.0.1/third');
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
  test('puts everything away when the system ends it, and asks nobody about a window that hangs', async ({
    desktop,
    parley,
  }) => {
    let answering = parley;
    let hanging = await desktop.newWindow();
    await hanging.url.fill('http://127.0.0.1/hangs');
    await hanging.waitUntilSaved();
    for (const [what, end] of Object.entries(endings)) {
      await test.step(what, async () => {
        await hanging.hang();
        const lastWords = `http://127.0.0.1/${what.replaceAll(' ', '-')}`;
        await answering.url.fill(lastWords);
        await end(desktop);
        expect(await desktop.ended()).toBe(0);

        await desktop.start();
        const windows = await desktop.reopenAll(2);
        hanging = await windowShowing(windows, 'http://127.0.0.1/hangs');
        answering = await windowShowing(windows, lastWords);
      });
    }
  });

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

async function windowShowing(windows: readonly ParleyPage[], url: string): Promise<ParleyPage> {
  for (const window of windows) if ((await window.url.inputValue()) === url) return window;
  throw new Error(`No window shows ${url}`);
}

/** In main: an exception that nobody can catch. */
function throwSoon(): void {
  setImmediate(() => {
    throw new Error('broken by a test');
  });
}
