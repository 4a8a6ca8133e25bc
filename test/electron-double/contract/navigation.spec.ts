import { expect, test } from './contract-test.ts';

const index = 'app://contract/index.html';
const second = 'app://contract/second.html';

// docs/api/web-contents.md, "Document Navigations"
test('a load by main tells of its start, its document and its end, and asks nobody', async ({ events }) => {
  await events.expect(
    `did-start-navigation ${index} to page`,
    `did-frame-navigate ${index}`,
    `did-navigate ${index}`,
    'dom-ready',
    'did-finish-load',
  );
  expect(await events.of('will-navigate')).toEqual([]);
});

// docs/api/web-contents.md, "Document Navigations": in this order
test('a link is told of, asked about, and followed', async ({ window, events }) => {
  await window.getByRole('link', { name: 'To the second page' }).click();
  await expect(window).toHaveTitle('Second');
  const told = async () =>
    (await events.all()).filter((line) => /navigat/.test(line) && line.includes(second));
  // The page may have its title before main has heard of it.
  await expect
    .poll(told)
    .toEqual([
      `did-start-navigation ${second} to page`,
      `will-navigate ${second}`,
      `did-frame-navigate ${second}`,
      `did-navigate ${second}`,
    ]);
});

// docs/api/web-contents.md, "Event: 'will-navigate'": event.preventDefault() prevents the navigation
test('a link that the app forbids leads nowhere', async ({ window, events }) => {
  await window.getByRole('link', { name: 'To the forbidden page' }).click();
  await events.expect('will-navigate app://contract/forbidden.html');
  await window.evaluate(() => contract.send('note', 'still here'));
  await events.expect('note still here');
  await expect(window).toHaveTitle('Contract');
  expect(await events.of('did-navigate')).toEqual([`did-navigate ${index}`]);
});

// docs/api/web-contents.md, "In-page Navigation": not cancellable, the document stays
test('a link within the page keeps the document', async ({ window, events }) => {
  await window.getByRole('link', { name: 'In the page' }).click();
  await events.expect(`did-navigate-in-page ${index}#part`);
  expect((await events.of('did-start-navigation')).at(-1)).toBe(`did-start-navigation ${index}#part in page`);
  expect(await events.of('will-navigate')).toEqual([]);
  expect(await window.evaluate(() => 'setByPage' in globalThis)).toBe(true);
});

// docs/api/web-contents.md, "contents.setWindowOpenHandler". What the page gets is not shown: `null` from Electron, from the
// double a window that is closed at once.
test('window.open is asked about, and what is denied opens no window', async ({ app, window, events }) => {
  await window.evaluate(() => void globalThis.open('forbidden.html', 'name', 'width=100'));
  await events.expect('window.open app://contract/forbidden.html name new-window');
  await window.evaluate(() => contract.send('note', 'after it'));
  await events.expect('note after it');
  await expect.poll(() => app.windows().length).toBe(1);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

// docs/api/web-contents.md, "contents.setWindowOpenHandler"; docs/api/window-open.md
test('window.open that is allowed opens a window with the same preload', async ({ app, window }) => {
  const opened = app.waitForEvent('window');
  await window.evaluate(() => void globalThis.open('second.html'));
  const popup = await opened;
  await expect(popup).toHaveTitle('Second');
  expect(await popup.evaluate(() => [globalThis.contractAtStart, contract.echo('from the popup')])).toEqual([
    'object',
    'from the popup',
  ]);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(2);
});

// docs/api/web-contents.md, "contents.loadURL": rejects if the page fails to load, see did-fail-load
test('a load that fails is rejected and told of', async ({ app, events }) => {
  const failure = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]
      ?.loadFile('no-such-page.html')
      .catch((error: unknown) => ({
        text: String(error),
        code: Reflect.get(Object(error), 'code'),
        errno: Reflect.get(Object(error), 'errno'),
      })),
  );
  expect(failure).toMatchObject({ code: 'ERR_FILE_NOT_FOUND', errno: -6 });
  expect(Reflect.get(Object(failure), 'text')).toMatch(/^Error: ERR_FILE_NOT_FOUND \(-6\) loading 'file:/);
  expect((await events.of('did-fail-load'))[0]).toMatch(/^did-fail-load -6 ERR_FILE_NOT_FOUND file:/);
});

// docs/api/web-contents.md, "contents.reload"
test('a reload brings a new document at the same address', async ({ app, window, events }) => {
  await window.evaluate(() => Reflect.set(globalThis, 'isOld', true));
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.reload());
  await events.expect(`did-navigate ${index}`, `did-navigate ${index}`);
  await expect.poll(() => window.evaluate(() => 'isOld' in globalThis)).toBe(false);
});
