import { exitCodeOf, expect, test } from './contract-test.ts';

// Throughout: Playwright's documentation of _electron, class-electron and class-electronapplication.

test('evaluate runs in main, with the electron module and an argument', async ({ app }) => {
  const result = await app.evaluate(
    async ({ app: electronApp }, suffix) => `${electronApp.getName()} ${suffix}`,
    'in main',
  );
  expect(result).toBe('Contract App in main');
});

test('evaluateHandle keeps an object of main', async ({ app }) => {
  const handle = await app.evaluateHandle(({ app: electronApp }) => electronApp);
  expect(await handle.evaluate((electronApp) => electronApp.getVersion())).toBe('1.2.3');
});

test('browserWindow is the window of a page', async ({ app, window }) => {
  const opened = app.waitForEvent('window');
  await app.evaluate(({ BrowserWindow }) => new BrowserWindow().loadURL('app://contract/second.html'));
  const second = await opened;
  const urls = await Promise.all(
    [window, second].map(async (page) =>
      (await app.browserWindow(page)).evaluate(({ webContents }) => webContents.getURL()),
    ),
  );
  expect(urls).toEqual(['app://contract/index.html', 'app://contract/second.html']);
  expect(app.windows()).toHaveLength(2);
});

test('a page is driven as any page: clicks, keys, pictures, its console', async ({ window }) => {
  const logged = window.waitForEvent('console', (message) => message.text() === 'from the page');
  await window.evaluate(() => console.log('from the page'));
  await logged;
  expect((await window.screenshot()).length).toBeGreaterThan(1000);
  await window.getByRole('link', { name: 'In the page' }).focus();
  await window.keyboard.press('Enter');
  await expect.poll(() => window.evaluate(() => location.hash)).toBe('#part');
});

test('what runs before a page by addInitScript runs in its next document', async ({ window }) => {
  await window.addInitScript(() => Reflect.set(globalThis, 'byInitScript', typeof globalThis.contract));
  await window.reload();
  expect(await window.evaluate(() => Reflect.get(globalThis, 'byInitScript'))).toMatch(/object|undefined/);
});

test('close ends the app', async ({ app, child }) => {
  await app.close();
  expect(await exitCodeOf(child)).toBe(0);
});
