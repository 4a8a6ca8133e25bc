import { expect, test } from './contract-test.ts';

// docs/api/browser-window.md, "Event: 'close'"
test('closing can be prevented, and then nothing else happens', async ({ app, window, events }) => {
  await app.evaluate(({ BrowserWindow }) => {
    const [first] = BrowserWindow.getAllWindows();
    first?.once('close', (event) => event.preventDefault());
    first?.close();
  });
  await window.evaluate(() => contract.send('note', 'still here'));
  await events.expect('close', 'note still here');
  expect(await events.of('closed', 'window-all-closed')).toEqual([]);
});

// docs/api/browser-window.md, "win.close": the same as the person's click; first close, then closed
test('closing tells of close, then closed', async ({ app, window, events }) => {
  const closed = window.waitForEvent('close');
  // Another window, so that the app goes on.
  await app.evaluate(async ({ BrowserWindow }) => {
    const [first] = BrowserWindow.getAllWindows();
    await new BrowserWindow().loadURL('app://contract/second.html');
    first?.close();
  });
  await closed;
  await events.expect('close', 'closed');
});

// docs/api/browser-window.md, "win.destroy": close is not emitted, closed is; the window's unload is not asked either
test('destroying skips close', async ({ app, window, events }) => {
  await window.getByRole('heading').click();
  await window.evaluate(() => addEventListener('beforeunload', (event) => event.preventDefault()));
  const left = await app.evaluate(async ({ BrowserWindow }) => {
    const [first] = BrowserWindow.getAllWindows();
    await new BrowserWindow().loadURL('app://contract/second.html');
    first?.destroy();
    return [first?.isDestroyed(), BrowserWindow.getAllWindows().length];
  });
  expect(left).toEqual([true, 1]);
  await events.expect('closed');
  expect(await events.of('close', 'will-prevent-unload')).toEqual([]);
});

// docs/api/browser-window.md, "Event: 'close'"; docs/api/web-contents.md, "Event: 'will-prevent-unload'"
test('a page that the person has used can keep its window by beforeunload', async ({
  app,
  window,
  events,
}) => {
  await window.getByRole('heading').click();
  await window.evaluate(() => addEventListener('beforeunload', (event) => event.preventDefault()));
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await events.expect('close', 'will-prevent-unload');
  await window.evaluate(() => contract.send('note', 'still here'));
  await events.expect('note still here');
  expect(await events.of('closed')).toEqual([]);
});

// docs/api/web-contents.md, "contents.forcefullyCrashRenderer" and "Event: 'render-process-gone'"
test('a crash is told of, the window stays, and a reload brings its page back', async ({ app, events }) => {
  const isCrashed = await app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const gone = new Promise((resolve) => contents?.once('render-process-gone', resolve));
    contents?.forcefullyCrashRenderer();
    await gone;
    return contents?.isCrashed();
  });
  expect(isCrashed).toBe(true);
  expect(await events.of('render-process-gone')).toEqual([
    expect.stringMatching(/^render-process-gone (crashed|killed)$/),
  ]);
  expect(await events.of('closed')).toEqual([]);

  const answer = await app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const loaded = new Promise<void>((resolve) => contents?.once('did-finish-load', () => resolve()));
    contents?.reload();
    await loaded;
    return contents?.executeJavaScript("contract.echo('back')");
  });
  expect(answer).toBe('back');
});

// docs/api/browser-window.md, "win.show", "win.hide", "win.getSize", "win.setTitle", "Event: 'page-title-updated'"
test('a window knows how it stands, and has the title of its page', async ({ app, window }) => {
  const titleOf = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle());
  await expect.poll(titleOf).toBe('Contract');
  await window.evaluate(() => {
    document.title = 'By the page';
  });
  await expect.poll(titleOf).toBe('By the page');
  const state = await app.evaluate(({ BrowserWindow }) => {
    const [first] = BrowserWindow.getAllWindows();
    const atFirst = [first?.isVisible(), first?.getSize()];
    first?.hide();
    first?.setTitle('By main');
    return [...atFirst, first?.isVisible(), first?.getTitle()];
  });
  expect(state).toEqual([true, [640, 480], false, 'By main']);
});
