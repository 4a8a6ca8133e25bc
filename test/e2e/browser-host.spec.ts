import { request as httpRequest } from 'node:http';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { expect, test } from './test.ts';

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

test('a socket needs the token and the right origin', async ({ host }) => {
  const address = new URL(host.address);
  const token = address.hash.slice(1);
  expect(await openSocket(address, ['parley', token], address.origin)).toBe(101);
  expect(await openSocket(address, ['parley', 'guess'.padEnd(43, 'x')], address.origin)).toBe(403);
  expect(await openSocket(address, ['parley'], address.origin)).toBe(403);
  expect(await openSocket(address, ['parley', token], 'http://evil.example')).toBe(403);
  const rebound = { Host: `evil.example:${address.port}` };
  expect(await openSocket(address, ['parley', token], `http://evil.example:${address.port}`, rebound)).toBe(
    403,
  );
});

test('a page of another name that resolves to this machine gets nothing', async ({ host }) => {
  const { port } = new URL(host.address);
  const request = httpRequest({
    host: '127.0.0.1',
    port,
    path: '/',
    headers: { Host: `rebound.example:${port}` },
  });
  request.end();
  const [response] = await once(request, 'response');
  expect(response.statusCode).toBe(403);
  response.resume();
});

test('the page runs under its policy without a violation', async ({ page, host, server }) => {
  const violations: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') violations.push(message.text());
  });
  page.on('pageerror', (error) => violations.push(error.message));
  const response = await page.goto(host.address);
  expect(response?.headers()['content-security-policy']).not.toContain('unsafe');
  await page.getByRole('textbox', { name: 'URL' }).fill(server.url('/echo'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status', { name: 'Response status' })).toHaveText('200 OK');
  expect(violations).toEqual([]);
});

test('a page that was opened without the token says what to do', async ({ browser, host }) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(new URL(host.address).origin);
  await expect(page.getByText(/open the whole address/i)).toBeVisible();
});

test('a page whose token is no longer good says so, and stops trying', async ({ browser, host }) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${new URL(host.address).origin}/#${'old'.padEnd(43, 'x')}`);
  await expect(page.getByText('This address is no longer good')).toBeVisible();
});

test("a method or a Host that is none of the page's is refused, and the host lives", async ({ host }) => {
  const { port } = new URL(host.address);
  const ask = async (method: string, name: string) => {
    const request = httpRequest({ host: '127.0.0.1', port, method, path: '/', headers: { Host: name } });
    request.end();
    const [response] = await once(request, 'response');
    response.resume();
    return response.statusCode;
  };
  expect(await ask('TRACE', `127.0.0.1:${port}`)).toBe(405);
  expect(await ask('POST', `127.0.0.1:${port}`)).toBe(405);
  expect(await ask('GET', 'a@127.0.0.1')).toBe(403);
  expect(await ask('GET', '127.0.0.1/elsewhere')).toBe(403);
  expect(await ask('GET', `127.0.0.1:${port}`)).toBe(200);
});

test('the token does not stay in the address', async ({ parley }) => {
  expect(parley.page.url()).not.toContain('#');
});
