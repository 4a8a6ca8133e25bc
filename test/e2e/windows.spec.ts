import type { BrowserWindow } from 'electron';
import { ParleyPage } from './parley-page.ts';
import { expect, test } from './test.ts';

test.describe('two windows', () => {
  test.use({ sharedApp: true });

  const waysToAnother = {
    'New window in the window': ({ page }: ParleyPage) =>
      page.getByRole('button', { name: 'New window' }).click(),
    'its key': ({ page }: ParleyPage) => page.keyboard.press('ControlOrMeta+Shift+N'),
  };
  for (const [way, open] of Object.entries(waysToAnother)) {
    test(`${way} opens another window, with a request of its own`, async ({ parley }) => {
      await parley.url.fill('http://127.0.0.1/first');
      await parley.waitUntilSaved();
      const opened = parley.page.context().waitForEvent('page');
      await open(parley);
      const second = new ParleyPage(await opened);
      await second.waitUntilReady();
      await expect(second.url).toHaveValue('');
      await second.url.fill('http://127.0.0.1/second');
      await expect(parley.url).toHaveValue('http://127.0.0.1/first');
    });
  }

  test('another window has a request of its own', async ({ host, parley, server }) => {
    await parley.url.fill(server.url('/first'));
    await parley.waitUntilSaved();
    const second = await host.newWindow();
    await expect(second.url).toHaveValue('');
    await second.sendTo(server.url('/echo', { window: 2 }));
    await expect(second.status).toHaveText('200 OK');
    await expect(parley.url).toHaveValue(server.url('/first'));
    await expect(parley.status).toBeHidden();
    await parley.sendTo(server.url('/echo', { window: 1 }));
    await expect(parley.responseBody).toContainText('window=1');
    await expect(second.responseBody).toContainText('window=2');
  });

  test('a window that is closed leaves the other one alone', async ({ host, parley, server }) => {
    const second = await host.newWindow();
    await parley.sendTo(server.url('/held', { gate: 'rest' }));
    await expect(parley.responseBody).toContainText('first piece');
    const closed = second.page.waitForEvent('close');
    await host.closeWindow(second);
    await closed;
    server.open('rest');
    await expect(parley.responseBody).toContainText('second piece');
  });
});

test.describe('quitting', () => {
  // Said here, where no app has been started yet.
  test.skip(({ hostKind }) => hostKind !== 'web', 'the desktop app asks, which the tests below show');

  test('does not wait without end for a window that hangs', async ({ host, parley }) => {
    await parley.url.fill('http://127.0.0.1/saved');
    await parley.waitUntilSaved();
    await parley.hang();
    expect(await host.quit()).toBe(0);
    const again = await host.start();
    await expect(again.url).toHaveValue('http://127.0.0.1/saved');
  });
});

test.describe('a window of the desktop app', () => {
  test.skip(({ hostKind }) => hostKind === 'web', 'a browser closes and finds its tabs by itself');

  test('that hangs at its close is asked about, and closes anyway', async ({ desktop, parley }) => {
    await parley.url.fill('http://127.0.0.1/saved');
    await parley.waitUntilSaved();
    const questions = await desktop.takeOverMessageBoxes();
    await parley.hang();
    await desktop.closeWindow(parley);
    expect(await questions.press('Close anyway')).toBe('This window does not answer.');
    const again = await desktop.reopen();
    await expect(again.url).toHaveValue('http://127.0.0.1/saved');
  });

  test('that was closed comes back with its request, after a restart too', async ({ desktop, parley }) => {
    const second = await desktop.newWindow();
    await second.url.fill('http://127.0.0.1/closed');
    const closed = second.page.waitForEvent('close');
    await desktop.closeWindow(second);
    await closed;
    await parley.url.fill('http://127.0.0.1/stays');
    expect(await desktop.quit()).toBe(0);
    await expect((await desktop.start()).url).toHaveValue('http://127.0.0.1/stays');

    const opened = desktop.app.waitForEvent('window');
    await desktop.pressMenuItem('Reopen Closed Window');
    await expect(new ParleyPage(await opened).url).toHaveValue('http://127.0.0.1/closed');
  });

  test.describe('in an app that goes on', () => {
    test.use({ sharedApp: true });

    test('that hangs when the app is quit is asked about, and can be kept', async ({ desktop, parley }) => {
      await parley.url.fill('http://127.0.0.1/kept');
      const second = await desktop.newWindow();
      const questions = await desktop.takeOverMessageBoxes();
      await second.hang();
      void desktop.quit();
      await questions.press('Keep open');
      await expect(parley.url).toHaveValue('http://127.0.0.1/kept');
      expect(desktop.isRunning).toBe(true);
    });

    test('that crashes while it loads loads again', async ({ desktop, parley }) => {
      await parley.waitUntilReady();
      await desktop.app.evaluate(({ app }) => {
        app.once('web-contents-created', (_event, contents) =>
          contents.once('dom-ready', () => contents.forcefullyCrashRenderer()),
        );
      });
      await desktop.pressMenuItem('New Window');
      const texts = () =>
        desktop.app.evaluate(({ BrowserWindow: windows }) =>
          Promise.all(
            windows.getAllWindows().map(({ webContents }) =>
              Promise.race([
                webContents.executeJavaScript('document.body.innerText'),
                // A page that crashes leaves it without an answer.
                new Promise<string>((resolve) => setTimeout(() => resolve(''), 1000)),
              ]),
            ),
          ),
        );
      await expect(async () => {
        expect((await texts()).filter((text) => text.includes('This window had crashed'))).toHaveLength(1);
      }).toPass();
    });

    test('comes to the front when the app is started again', async ({ desktop, parley }) => {
      const minimized = async (minimize: boolean) => {
        const window = await desktop.app.browserWindow(parley.page);
        return window.evaluate((target: BrowserWindow, now) => {
          if (now) target.minimize();
          return target.isMinimized();
        }, minimize);
      };
      await expect.poll(() => minimized(true)).toBe(true);
      expect(await desktop.startSecondInstance()).toBe(0);
      await expect.poll(() => minimized(false)).toBe(false);
      expect(desktop.app.windows()).toHaveLength(1);
    });
  });
});
