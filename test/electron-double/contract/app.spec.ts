import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { appFolder, executablePath, exitCodeOf, expect, test } from './contract-test.ts';

/** How long a second instance may take to see that it is one, in milliseconds. */
const secondInstanceMs = 15_000;
const ofQuitting = ['before-quit', 'close', 'closed', 'window-all-closed', 'will-quit', 'quit'];

// docs/api/app.md, "Event: 'window-all-closed'": not emitted where the app was told to quit
test('quitting closes the windows first, then ends', async ({ app, child, events }) => {
  await app.evaluate((electron) => electron.app.quit());
  expect(await exitCodeOf(child)).toBe(0);
  expect(await events.of(...ofQuitting)).toEqual(['before-quit', 'close', 'closed', 'will-quit', 'quit 0']);
});

// docs/api/app.md, "Event: 'window-all-closed'"
test('closing the last window is told of, and then the app may quit', async ({ app, child, events }) => {
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  expect(await exitCodeOf(child)).toBe(0);
  expect(await events.of(...ofQuitting)).toEqual([
    'close',
    'closed',
    'window-all-closed',
    'before-quit',
    'will-quit',
    'quit 0',
  ]);
});

// docs/api/app.md, "app.quit": a window that is not closed cancels the quitting
test('a window that does not close cancels quitting', async ({ app, window, events }) => {
  await app.evaluate(({ app: electronApp, BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.once('close', (event) => event.preventDefault());
    electronApp.quit();
  });
  await events.expect('before-quit', 'close');
  await window.evaluate(() => contract.send('note', 'still here'));
  await events.expect('note still here');
  expect(await events.of('will-quit')).toEqual([]);
});

// docs/api/app.md, "Event: 'before-quit'"
test('quitting can be prevented before any window is asked', async ({ app, window, events }) => {
  await app.evaluate(({ app: electronApp }) => {
    electronApp.once('before-quit', (event) => event.preventDefault());
    electronApp.quit();
  });
  await events.expect('before-quit');
  await window.evaluate(() => contract.send('note', 'still here'));
  await events.expect('note still here');
  expect(await events.of('close')).toEqual([]);
});

// docs/api/app.md, "Event: 'will-quit'"
test('quitting can be put off when the windows are closed, and taken up again', async ({
  app,
  child,
  events,
}) => {
  await app.evaluate(({ app: electronApp }) => {
    electronApp.once('will-quit', (event) => {
      event.preventDefault();
      setImmediate(() => electronApp.quit());
    });
    electronApp.quit();
  });
  expect(await exitCodeOf(child)).toBe(0);
  expect(await events.of('before-quit', 'will-quit', 'quit')).toEqual([
    'before-quit',
    'will-quit',
    'before-quit',
    'will-quit',
    'quit 0',
  ]);
});

// docs/api/app.md, "app.exit": at once, without asking; before-quit and will-quit are not emitted
test('exiting asks nobody, and ends with its code', async ({ app, child, events }) => {
  // The app may be gone before it has answered.
  const asked = app.evaluate((electron) => electron.app.exit(3)).catch((error: unknown) => error);
  expect(await exitCodeOf(child)).toBe(3);
  await asked;
  expect(await events.of('before-quit', 'will-quit', 'close', 'quit')).toEqual(['quit 3']);
});

// docs/api/app.md, "app.requestSingleInstanceLock" and "Event: 'second-instance'"
test('a second instance ends, and the first hears of it', async ({ appArguments, events }) => {
  const folder = tmpdir();
  const second = spawn(executablePath, [...appArguments, '--greeting=hello'], {
    cwd: folder,
    stdio: 'ignore',
    // One that does not end by itself must not outlive the test.
    timeout: secondInstanceMs,
    killSignal: 'SIGKILL',
  });
  expect(await exitCodeOf(second)).toBe(0);
  await events.expect(`second-instance --greeting=hello ${folder}`);
});

// docs/api/app.md, "app.getName", "app.getVersion", "app.getAppPath", "app.getPath", "app.isPackaged"
test('the app knows its name, version and folders', async ({ app, userData }) => {
  const facts = await app.evaluate(({ app: electronApp }) => [
    electronApp.getName(),
    electronApp.getVersion(),
    electronApp.getAppPath(),
    electronApp.getPath('userData'),
    electronApp.isPackaged,
    electronApp.isReady(),
    process.type,
  ]);
  expect(facts).toEqual(['Contract App', '1.2.3', appFolder, userData, false, true, 'browser']);
});
