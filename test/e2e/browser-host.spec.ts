import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { BrowserHost } from './browser-host.ts';
import { expect, test } from './test.ts';

test.skip(
  ({ hostKind }) => hostKind !== 'web',
  'the desktop app has no address, and its windows end with it',
);

test.describe('the address', () => {
  test.use({ sharedApp: true });

  /** The status that answers an attempt to open a window's socket; 101 where it is opened. */
  async function openSocket(
    address: URL,
    protocols: string[],
    origin: string,
    headers: Record<string, string> = {},
  ) {
    const socket = new WebSocket(`ws://${address.host}/ipc`, protocols, { origin, headers });
    return new Promise<number>((resolve) => {
      socket.on('open', () => {
        socket.close();
        resolve(101);
      });
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.on('error', () => undefined);
    });
  }

  /** The status that answers a request which says it is for `name`. */
  async function ask(port: string, method: string, name: string): Promise<number | undefined> {
    const request = httpRequest({ host: '127.0.0.1', port, method, path: '/', headers: { Host: name } });
    request.end();
    const [response] = await once(request, 'response');
    response.resume();
    return response.statusCode;
  }

  test.beforeEach(async ({ browserHost }) => {
    if (!browserHost.isRunning) await browserHost.start();
  });

  test('opens a socket for who has the token and the right origin', async ({ browserHost }) => {
    const address = new URL(browserHost.address);
    const token = address.hash.slice(1);
    expect(await openSocket(address, ['parley', token], address.origin)).toBe(101);
    expect(await openSocket(address, ['parley', 'guess'.padEnd(43, 'x')], address.origin)).toBe(403);
    expect(await openSocket(address, ['parley'], address.origin)).toBe(403);
    expect(await openSocket(address, ['parley', token], 'http://evil.example')).toBe(403);
    const rebound = { Host: `evil.example:${address.port}` };
    const origin = `http://evil.example:${address.port}`;
    expect(await openSocket(address, ['parley', token], origin, rebound)).toBe(403);
  });

  test('gives a page of another name that resolves to this machine nothing', async ({ browserHost }) => {
    const { port } = new URL(browserHost.address);
    expect(await ask(port, 'GET', `rebound.example:${port}`)).toBe(403);
  });

  test("refuses a method or a Host that is none of the page's, and lives", async ({ browserHost }) => {
    const { port } = new URL(browserHost.address);
    expect(await ask(port, 'TRACE', `127.0.0.1:${port}`)).toBe(405);
    expect(await ask(port, 'POST', `127.0.0.1:${port}`)).toBe(405);
    expect(await ask(port, 'GET', 'a@127.0.0.1')).toBe(403);
    expect(await ask(port, 'GET', '127.0.0.1/elsewhere')).toBe(403);
    expect(await ask(port, 'GET', `127.0.0.1:${port}`)).toBe(200);
  });

  test('without the token leads to a page that says what to do', async ({ browserHost }) => {
    const page = await browserHost.newTab();
    await page.goto(new URL(browserHost.address).origin);
    await expect(page.getByText(/open the whole address/i)).toBeVisible();
  });

  test('with a token that is no longer good leads to a page that says so', async ({ browserHost }) => {
    const page = await browserHost.newTab();
    await page.goto(`${new URL(browserHost.address).origin}/#${'old'.padEnd(43, 'x')}`);
    await expect(page.getByText('This address is no longer good')).toBeVisible();
  });
});

test.describe('a host that goes on', () => {
  test.use({ sharedApp: true });

  test('the token does not stay in the address', async ({ parley }) => {
    expect(parley.page.url()).not.toContain('#');
  });

  test('a second host on the same folder says where the first one is', async ({ browserHost, parley }) => {
    await expect(parley.url).toBeEditable();
    const { code, said } = await BrowserHost.startInVain(browserHost.dataFolder);
    expect(code).toBe(1);
    expect(said.trim()).toBe(`Parley already runs on this data folder: ${browserHost.address}`);
  });
});

test('a tab that is open when its host is killed goes on with the next one, edits included', async ({
  browserHost,
  parley,
}) => {
  const { address } = browserHost;
  await parley.url.fill('http://127.0.0.1/before');
  await parley.waitUntilSaved();
  await browserHost.killBehindItsTabs();
  await expect(parley.page.getByText('Connection to Parley lost')).toBeVisible();
  await parley.url.fill('http://127.0.0.1/while-it-was-away');

  await browserHost.startBehindItsTabs();
  expect(browserHost.address).toBe(address);
  await expect(parley.page.getByText('Connection to Parley lost')).toBeHidden();
  await parley.waitUntilSaved();
  await parley.page.reload();
  await expect(parley.url).toHaveValue('http://127.0.0.1/while-it-was-away');
});

test('what is sent while the host is away can be cancelled, and does not go out when it is back', async ({
  browserHost,
  parley,
  server,
}) => {
  await parley.sendTo(server.url('/respond', { body: 'before' }));
  await expect(parley.responseBody).toContainText('before');
  await browserHost.killBehindItsTabs();
  await expect(parley.page.getByText('Connection to Parley lost')).toBeVisible();

  await parley.sendTo(server.url('/echo'));
  await expect(parley.response.getByText('Waiting for Parley')).toBeVisible();
  await parley.cancel.click();
  await expect(parley.response.getByText('Nothing was sent.')).toBeVisible();

  await browserHost.startBehindItsTabs();
  await expect(parley.page.getByText('Connection to Parley lost')).toBeHidden();
  await parley.sendTo(server.url('/respond', { body: 'after' }));
  await expect(parley.responseBody).toContainText('after');
  expect(server.requests.map(({ url }) => url)).toEqual(['/respond?body=before', '/respond?body=after']);
});

test('a tab that asks as soon as anybody listens is answered', async ({ browserHost }) => {
  await browserHost.start();
  const { port, hash, origin } = new URL(browserHost.address);
  const protocols = ['parley', hash.slice(1)];
  await browserHost.killBehindItsTabs();

  const opened = openWhenListening(`ws://127.0.0.1:${port}/ipc`, protocols, origin);
  await browserHost.startBehindItsTabs();
  // What nobody has answered by then, nobody will.
  const ended = await Promise.race([opened, delay(5000)]);
  expect(ended).toBe('open');
});

/** Tries to open a socket until somebody listens. Resolves with what became of the first one that was accepted. */
async function openWhenListening(url: string, protocols: string[], origin: string): Promise<string> {
  for (;;) {
    const socket = new WebSocket(url, protocols, { origin });
    try {
      await once(socket, 'open');
      return 'open';
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED')) return String(cause);
    } finally {
      socket.terminate();
    }
  }
}

test('a tab that has come back keeps its requests to itself: one that is opened later gets its own', async ({
  browserHost,
  parley,
}) => {
  await parley.url.fill('http://127.0.0.1/mine');
  await parley.waitUntilSaved();
  await browserHost.killBehindItsTabs();
  await expect(parley.page.getByText('Connection to Parley lost')).toBeVisible();
  await browserHost.startBehindItsTabs();
  await expect(parley.page.getByText('Connection to Parley lost')).toBeHidden();

  const second = await browserHost.newWindow();
  await expect(second.url).toHaveValue('');
  await second.url.fill('http://127.0.0.1/theirs');
  await second.waitUntilSaved();
  await parley.url.fill('http://127.0.0.1/mine/still');
  await parley.waitUntilSaved();
  await second.page.reload();
  await expect(second.url).toHaveValue('http://127.0.0.1/theirs');
});
