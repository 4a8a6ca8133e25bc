import { expect, test } from './contract-test.ts';

// docs/tutorial/message-ports.md, "MessagePorts in the main process"; docs/api/message-port-main.md
test('a port from a window carries messages both ways, other ports too, and its end', async ({
  window,
  events,
}) => {
  const messages = await window.evaluate(
    () =>
      new Promise((resolve) => {
        const got: unknown[] = [];
        const close = contract.openPort((data) => {
          got.push(data);
          if (got.length < 2) return;
          close();
          resolve(got);
        });
      }),
  );
  expect(messages).toEqual([
    { entry: 2, opened: 1 },
    { greeting: 'through a port that came through a port' },
  ]);
  await events.expect('port closed');
});

// docs/api/web-contents.md, "contents.postMessage"; docs/api/message-channel-main.md
test('a port from main keeps what was sent before anyone listened', async ({ window }) => {
  await window.evaluate(() => contract.send('give-port'));
  await expect
    .poll(() => window.evaluate(() => globalThis.portMessages))
    .toEqual(['waiting for you', ['main had', { from: 'page', bytes: expect.anything() }]]);
});

// docs/api/ipc-renderer.md, "ipcRenderer.postMessage": transfers MessagePorts
test('nothing but a port can be transferred', async ({ window }) => {
  expect(await window.evaluate(() => contract.transferNothing())).toMatch(/^TypeError: /);
});

// docs/api/message-port-main.md: a port that was transferred is of no more use
test('a port can be transferred once', async ({ app }) => {
  const outcome = await app.evaluate(({ BrowserWindow, MessageChannelMain }) => {
    const { port1 } = new MessageChannelMain();
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    contents?.postMessage('port', {}, [port1]);
    try {
      contents?.postMessage('port', {}, [port1]);
      return 'twice';
    } catch (error) {
      return String(error);
    }
  });
  expect(outcome).toMatch(/^TypeError: Port at index 0 is already neutered/);
});
