import { expect, test } from './contract-test.ts';

// Throughout: docs/api/protocol.md, "protocol.handle" and "protocol.registerSchemesAsPrivileged"

test('a page of the scheme has its address and origin, as main sees them', async ({ app }) => {
  const seen = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    return [contents?.getURL(), contents?.mainFrame.url, contents?.mainFrame.origin];
  });
  expect(seen).toEqual(['app://contract/index.html', 'app://contract/index.html', 'app://contract']);
});

test('a standard, secure scheme has relative addresses, storage and a secure context', async ({ window }) => {
  const facts = await window.evaluate(() => {
    localStorage.setItem('key', 'value');
    return [isSecureContext, localStorage.getItem('key'), new URL('second.html', location.href).pathname];
  });
  expect(facts).toEqual([true, 'value', '/second.html']);
});

test('the handler gets the method, the headers and the body of a request', async ({ window }) => {
  const request = await window.evaluate(async () => {
    const response = await fetch('/request?a=1', {
      method: 'POST',
      headers: { 'X-Contract': 'kept' },
      body: 'a body',
    });
    return response.json();
  });
  expect(request).toEqual({
    method: 'POST',
    url: 'app://contract/request?a=1',
    header: 'kept',
    body: 'a body',
  });
});

test('the page gets the status, the headers and the body of the answer', async ({ window }) => {
  const answer = await window.evaluate(async () => {
    const response = await fetch('/teapot');
    return [response.status, response.ok, response.headers.get('X-Answer'), await response.text()];
  });
  expect(answer).toEqual([418, false, 'tea', 'short and stout']);
});

test('a body that comes in pieces arrives whole', async ({ window }) => {
  expect(await window.evaluate(async () => (await fetch('/stream')).text())).toBe('one two three');
});

test('what the handler does not find is a status like any other', async ({ window }) => {
  const answer = await window.evaluate(async () => {
    const response = await fetch('/no-such-page.html');
    return [response.status, await response.text()];
  });
  expect(answer).toEqual([404, 'Not found']);
});

test('the handler is asked for every host of its scheme', async ({ app, window }) => {
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.loadURL('app://other/page'));
  await expect(window.getByText('the handler was asked for other')).toBeVisible();
  expect(
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL()),
  ).toBe('app://other/page');
});

// docs/tutorial/security.md, "Define a Content Security Policy": by header, from the handler
test('the content security policy of the answer holds', async ({ window }) => {
  expect(await window.evaluate(() => 'inlineScriptRan' in globalThis)).toBe(false);
  const evaluated = window.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.inlineScriptRan = true';
    document.body.append(script);
    return 'inlineScriptRan' in globalThis;
  });
  expect(await evaluated).toBe(false);
});
