import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronHost } from './hosts/electron-host.ts';
import { expect, test } from './test.ts';

test.use({ sharedApp: true });

// Attacks from within a window's page. What each shows, and what it can't, stands in docs/security.md.

const hostilePage =
  '<title>x</title><h1>Read me</h1><img src="TRAP"><link rel="stylesheet" href="TRAP"><iframe src="TRAP"></iframe>' +
  '<script>parent.document.title = document.title = "taken"; fetch("TRAP")</script><meta http-equiv="refresh" content="0; url=TRAP">';

test('an HTML response is shown without its scripts, its network and an origin', async ({
  parley,
  server,
}) => {
  const body = hostilePage.replaceAll('TRAP', server.url('/echo'));
  await parley.sendTo(server.url('/respond', { body, header: 'Content-Type: text/html' }));
  await parley.response.getByRole('button', { name: 'Preview' }).click();
  const frame = parley.page.frameLocator('iframe[title="Preview of the response"]');
  await expect(frame.getByRole('heading', { name: 'Read me' })).toBeVisible();
  expect(await frame.locator('body').evaluate(() => self.origin)).toBe('null');
  expect(await frame.locator('body').evaluate(() => 'electronTRPC' in globalThis)).toBe(false);
  expect(await parley.page.title()).toBe('Parley');
  expect(server.requests.map(({ url }) => url.replace(/\?.*/, ''))).toEqual(['/respond']);
  await parley.response.getByRole('button', { name: 'Preview' }).click();
  await expect(parley.responseBody).toContainText('<h1>Read me</h1>');
});

test('the window runs under its policy, which has nothing unsafe', async ({ parley, server }) => {
  const errors: string[] = [];
  parley.page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  parley.page.on('pageerror', (error) => errors.push(error.message));
  const [reload] = await Promise.all([
    parley.page.waitForResponse((response) => response.request().isNavigationRequest()),
    parley.page.reload(),
  ]);
  const policy = (await reload.allHeaders())['content-security-policy'];
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  await parley.sendTo(server.url('/echo'));
  await expect(parley.status).toHaveText('200 OK');
  expect(errors).toEqual([]);
});

test('a page has nothing of Node and nothing of Electron but the one bridge', async ({ parley, host }) => {
  const found = await parley.page.evaluate(() => ({
    node: ['require', 'process', 'Buffer', 'module', 'global'].filter((name) => name in globalThis),
    electron: Object.getOwnPropertyNames(globalThis).filter((name) => /electron|ipc/i.test(name)),
    bridge: Object.keys(Reflect.get(globalThis, 'electronTRPC') ?? {}),
  }));
  const isDesktop = host.kind !== 'web';
  expect(found).toEqual({
    node: [],
    electron: isDesktop ? ['electronTRPC'] : [],
    bridge: isDesktop ? ['sendMessage', 'onMessage'] : [],
  });
});

test.describe('in the desktop app', () => {
  test.skip(({ hostKind }) => hostKind === 'web', 'a browser guards its own windows');

  test('a page that sends itself elsewhere stays where it is', async ({ desktop, parley, server }) => {
    const address = parley.page.url();
    await parley.page.evaluate(() => Object.assign(globalThis, { stayed: true }));
    // The first of these main is asked about by Electron alone: the double knows `app:` by another name. The others
    // Chromium refuses by itself.
    for (const target of [
      'app://other/',
      'file:///etc/passwd',
      'data:text/html,x',
      'javascript:document.title=1',
    ])
      await parley.page.evaluate((url) => location.assign(url), target);
    // Those above have come to nothing when main has been asked about these.
    for (const target of [server.url('/echo'), 'https://evil.example/', '/preview/x', '/assets/x']) {
      const prevented = await nextNavigation(desktop);
      await parley.page.evaluate((url) => location.assign(url), target);
      expect(await prevented.value(), target).toBe(true);
    }
    await expect(parley.page).toHaveTitle('Parley');
    expect(await parley.page.evaluate(() => 'stayed' in globalThis)).toBe(true);
    expect(parley.page.url()).toBe(address);
    expect(server.requests).toEqual([]);
  });

  test('a page opens no window', async ({ desktop, parley, server }) => {
    const boxes = await desktop.takeOverMessageBoxes();
    await parley.page.evaluate((url) => void open(url), server.url('/echo'));
    expect(await boxes.press('Cancel')).toContain('outside of Parley');
    for (const target of ['app://parley/', 'about:blank', 'file:///etc/passwd', 'data:text/html,x', ''])
      await parley.page.evaluate((url) => void open(url), target);
    const windows = () => desktop.app.evaluate(({ webContents }) => webContents.getAllWebContents().length);
    await expect.poll(windows).toBe(1);
    expect(desktop.app.windows()).toHaveLength(1);
    expect(server.requests).toEqual([]);
  });

  test('a link leaves Parley only by http, https or mailto, and only if the person agrees', async ({
    desktop,
    parley,
  }) => {
    const handedOver = await desktop.app.evaluateHandle(({ shell }) => {
      const urls: string[] = [];
      shell.openExternal = (url) => Promise.resolve(void urls.push(url));
      return urls;
    });
    const boxes = await desktop.takeOverMessageBoxes();
    const follow = (url: string) => parley.page.evaluate((target) => void open(target), url);
    for (const url of [
      'file:///etc/passwd',
      'ssh://evil.example',
      'ms-msdt:/id PCWDiagnostic',
      'smb://evil.example/x',
      'https://parley.example@evil.example/',
      'mailto:x@example.com?attach=/etc/passwd',
    ])
      await follow(url);
    // Nobody was asked about those: the first question is about this one, and names it.
    await follow('https://declined.example/');
    expect(await boxes.detail()).toBe('https://declined.example/');
    await boxes.press('Cancel');
    await follow('https://agreed.example/');
    expect(await boxes.detail()).toBe('https://agreed.example/');
    await boxes.press('Open');
    await expect.poll(() => handedOver.evaluate((urls) => urls)).toEqual(['https://agreed.example/']);
  });

  test.describe('in an app of its own', () => {
    // Its window shows Parley no more.
    test.use({ sharedApp: false });

    test('a page of another origin that got into a window is answered nothing', async ({
      desktop,
      parley,
      server,
    }) => {
      const answers: string[] = [];
      await parley.page.exposeFunction('answered', (answer: string) => void answers.push(answer));
      // Main itself leads it there: whatever a page tries, it does not get this far.
      const url = server.url('/respond', {
        body: '<title>Another</title>',
        header: 'Content-Type: text/html',
      });
      await desktop.app.evaluate(
        ({ BrowserWindow: windows }, target) => windows.getAllWindows()[0]?.loadURL(target),
        url,
      );
      expect(await parley.page.title()).toBe('Another');
      await parley.page.evaluate(() => {
        const bridge = Reflect.get(globalThis, 'electronTRPC');
        bridge.onMessage((answer: unknown) => Reflect.get(globalThis, 'answered')(String(answer)));
        bridge.sendMessage('anything');
      });
      const log = () => readLog(desktop.dataFolder);
      await expect.poll(log).toContain('A frame was refused (not allowed)');
      expect((await log()).split('\n').find((line) => line.includes('A frame was refused'))).toContain(
        '/respond',
      );
      expect(answers.filter((answer) => answer.includes('result'))).toEqual([]);
    });
  });

  test('a page has no permission but to write to the clipboard', async ({ parley }) => {
    const states = await parley.page.evaluate(async () => {
      const names = [
        'geolocation',
        'notifications',
        'camera',
        'microphone',
        'clipboard-read',
        'midi',
        'clipboard-write',
      ] as const;
      const asked = names.map(async (name) => {
        // TypeScript does not know each of these names.
        const { state } = await navigator.permissions.query(JSON.parse(JSON.stringify({ name })));
        return [name, state] as const;
      });
      return Object.fromEntries(await Promise.all(asked));
    });
    const { 'clipboard-write': toWrite, ...others } = states;
    expect(toWrite).toBe('granted');
    expect(new Set(Object.values(others))).toEqual(new Set(['denied']));
    expect(await parley.page.evaluate(() => Notification.requestPermission())).toBe('denied');
    const located = parley.page.evaluate(
      () =>
        new Promise((resolve) =>
          navigator.geolocation.getCurrentPosition(resolve, ({ code }) => resolve(code)),
        ),
    );
    expect(await located).toBe(1);
  });

  test('a page downloads nothing', async ({ desktop, parley }) => {
    const asked = await desktop.app.evaluateHandle(({ session }) => ({
      prevented: new Promise<boolean>((resolve) => {
        session.defaultSession.once('will-download', (event) => resolve(event.defaultPrevented));
      }),
    }));
    await parley.page.evaluate(() => {
      const link = document.createElement('a');
      link.href = 'data:application/octet-stream,x';
      link.download = 'payload.desktop';
      link.click();
    });
    expect(await asked.evaluate(({ prevented }) => prevented)).toBe(true);
  });

  test('a page attaches no webview', async ({ desktop, parley }) => {
    const made = await parley.page.evaluate(() => document.createElement('webview').constructor.name);
    expect(made, 'an element without meaning').toBe('HTMLElement');
    // Even where the tag were switched on, by a setting of some later day.
    const prevented = await desktop.app.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((contents) => {
        let isPrevented = false;
        contents.emit('will-attach-webview', { preventDefault: () => void (isPrevented = true) }, {}, {});
        return isPrevented;
      }),
    );
    expect(prevented).toEqual([true]);
  });

  test('a page reads no file, and nothing of another host of its scheme', async ({ parley }) => {
    for (const url of [
      'file:///etc/passwd',
      'app://other/index.html',
      'app://parley/../../package.json',
      '/..%2f..%2fpackage.json',
      '/..%5c..%5cpackage.json',
      '/main/index.js',
      '/../main/index.js',
    ]) {
      const read = parley.page.evaluate(
        (target) =>
          fetch(target).then(
            (response) => response.status,
            () => 'refused',
          ),
        url,
      );
      expect(['refused', 404], url).toContain(await read);
    }
  });
});

/** All that main has logged. */
async function readLog(dataFolder: string): Promise<string> {
  const folder = join(dataFolder, 'logs');
  const files = (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8'));
  return (await Promise.all(files)).join('');
}

/** From now on; `value` resolves with whether main prevents the next navigation that it is asked about. */
async function nextNavigation(desktop: ElectronHost): Promise<{ value(): Promise<boolean> }> {
  const asked = await desktop.app.evaluateHandle(({ BrowserWindow: windows }) => ({
    prevented: new Promise<boolean>((resolve) => {
      for (const { webContents } of windows.getAllWindows())
        webContents.once('will-frame-navigate', (event) => resolve(event.defaultPrevented));
    }),
  }));
  return { value: () => asked.evaluate(({ prevented }) => prevented) };
}
