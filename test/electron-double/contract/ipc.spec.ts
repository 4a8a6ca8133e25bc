import { expect, test } from './contract-test.ts';

test.describe('messages to main', () => {
  // docs/api/ipc-renderer.md, "ipcRenderer.send"
  test('arrive in the order in which they were sent, with their arguments', async ({ window, events }) => {
    await window.evaluate(() => {
      for (let index = 0; index < 50; index += 1) contract.send('note', index, 'of', '50');
    });
    await events.expect(...Array.from({ length: 50 }, (_item, index) => `note ${index} of 50`));
  });

  // docs/api/ipc-main.md, "ipcMain.handle"
  test('that invoke a handler are answered with its result, or what its promise resolves to', async ({
    window,
  }) => {
    const answers = await window.evaluate(() =>
      Promise.all([contract.invoke('echo', 1, 'two', { three: [3] }), contract.invoke('later')]),
    );
    expect(answers).toEqual([[1, 'two', { three: [3] }], 'later']);
  });

  // docs/api/ipc-renderer.md, "ipcRenderer.invoke": of an error only its text is handed on
  test('that invoke a handler which throws are rejected with its text and channel', async ({ window }) => {
    const error = await window.evaluate(() => contract.invoke('fail').catch(String));
    expect(error).toBe("Error: Error invoking remote method 'fail': RangeError: out of range");
  });

  // docs/api/ipc-main.md, "ipcMain.removeHandler"
  test('that invoke what nobody handles are rejected', async ({ app, window }) => {
    await app.evaluate(({ ipcMain }) => ipcMain.removeHandler('later'));
    const error = await window.evaluate(() => contract.invoke('later').catch(String));
    expect(error).toBe(
      "Error: Error invoking remote method 'later': Error: No handler registered for 'later'",
    );
  });

  // docs/api/ipc-main.md, "ipcMain.handle"
  test('have one handler a channel', async ({ app }) => {
    const second = app.evaluate(({ ipcMain }) => ipcMain.handle('echo', () => 'another'));
    await expect(second).rejects.toThrow("Attempted to register a second handler for 'echo'");
  });

  // docs/api/ipc-main.md, "ipcMain.handleOnce"
  test('find a handler of one time once', async ({ app, window }) => {
    await app.evaluate(({ ipcMain }) => ipcMain.handleOnce('single', () => 'answered'));
    const answers = await window.evaluate(async () => [
      await contract.invoke('single'),
      await contract.invoke('single').catch(String),
    ]);
    expect(answers[0]).toBe('answered');
    expect(answers[1]).toContain("No handler registered for 'single'");
  });
});

test.describe('messages from main', () => {
  // docs/api/structures/ipc-main-event.md, "reply"; docs/api/web-contents.md, "contents.send"; docs/api/web-frame-main.md
  test('reach the document by event, by sender and by frame', async ({ window }) => {
    await window.evaluate(() => contract.send('reply-please', 7));
    await expect
      .poll(() => window.evaluate(() => contract.received()))
      .toEqual([
        ['by event', 7],
        ['by sender', 7],
        ['by frame', 7],
      ]);
  });

  // docs/api/ipc-renderer.md, "ipcRenderer.once"
  test('reach a listener of one time once', async ({ app, window }) => {
    await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      contents?.send('once', 1);
      contents?.send('once', 2);
      contents?.send('reply', 'after both');
    });
    await expect.poll(() => window.evaluate(() => contract.received())).toEqual([['once'], ['after both']]);
    expect(await window.evaluate(() => contract.listenersOf('once'))).toBe(0);
  });

  // docs/api/web-contents.md, "contents.send": what can't be cloned throws, which send of Electron writes to the console
  test('with a function in them are not sent, and those after them are', async ({ window }) => {
    await window.evaluate(() => contract.send('send-function'));
    await expect.poll(() => window.evaluate(() => contract.received())).toEqual([['after the function']]);
  });
});

test.describe('structured clone', () => {
  // docs/api/ipc-renderer.md, "ipcRenderer.invoke": arguments are serialized with the structured clone algorithm
  test('keeps on the way to main what it keeps anywhere', async ({ window }) => {
    expect(await window.evaluate(() => contract.sendEveryKind())).toEqual({
      bytes: ['[object Uint8Array]', '1,2'],
      date: 9,
      map: 'value',
      set: true,
      error: [true, 'of the preload', undefined],
      pattern: '/a/gi',
      absent: true,
      large: true,
      notANumber: true,
      negativeZero: true,
      hole: [3, false],
      isCyclic: true,
      isShared: true,
      isOneBuffer: true,
      instance: [true, ['kept']],
    });
  });

  // docs/api/web-contents.md, "contents.send"
  test('keeps it on the way from main, where a Buffer becomes a Uint8Array', async ({ window }) => {
    expect(await window.evaluate(() => contract.receiveEveryKind())).toEqual({
      bytes: ['[object Uint8Array]', '1,2,3'],
      date: 5,
      map: true,
      error: [true, 'of main'],
      absent: true,
      large: true,
      pattern: '/a/gi',
      rest: [],
    });
  });

  for (const kind of ['function', 'symbol', 'promise', 'blob']) {
    // docs/api/ipc-renderer.md, "ipcRenderer.send": functions, promises, symbols and DOM objects throw
    test(`refuses a ${kind}, where it is sent`, async ({ window, events }) => {
      const outcome = await window.evaluate((name) => {
        const words = contract.sendUnclonable(name);
        contract.send('note', 'after it');
        return words;
      }, kind);
      expect(outcome).toBe('Error: An object could not be cloned.');
      await events.expect('note after it');
    });
  }

  // docs/api/ipc-renderer.md, "ipcRenderer.invoke"
  test('refuses by rejecting, where something is invoked', async ({ window }) => {
    const errors = await window.evaluate(() =>
      Promise.all([contract.invokeUnclonable().catch(String), contract.invoke('unclonable').catch(String)]),
    );
    expect(errors).toEqual([
      'Error: An object could not be cloned.',
      "Error: Error invoking remote method 'unclonable': Error: An object could not be cloned.",
    ]);
  });
});

test.describe('the frame that sends', () => {
  // docs/api/structures/ipc-main-invoke-event.md, "senderFrame"; docs/api/web-frame-main.md, "frame.origin"
  test('is known by its address and origin, and is the main frame of its window', async ({ window }) => {
    expect(await window.evaluate(() => contract.invoke('who-am-i'))).toEqual({
      url: 'app://contract/index.html',
      origin: 'app://contract',
      isMainFrame: true,
      isOfWindow: true,
    });
  });

  // docs/api/web-frame-main.md, "frame.url"
  test('has the address that the page has given itself', async ({ window }) => {
    await window.evaluate(() => history.pushState(null, '', '/pushed?query=1'));
    await expect
      .poll(() => window.evaluate(() => contract.invoke('who-am-i')))
      .toMatchObject({ url: 'app://contract/pushed?query=1', origin: 'app://contract' });
  });
});
