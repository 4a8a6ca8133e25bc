import { createServer } from 'node:http';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { listen, stop } from '#test/harness/servers/test-server.ts';
import { type Attacked, startAttacked } from './window.ts';

// Pages of other sites, in a real browser that also has Parley open.

// A browser and a host, on a machine that may have more to do.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let attacked: Attacked;
/** Where Parley is. */
let parley: URL;
/** A file that Parley's page loads. */
let asset: string;
let attackersPort: number;
let stopAttacker: () => Promise<void>;

beforeAll(async () => {
  const server = createServer((_request, response) =>
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Attacker</title>'),
  );
  attackersPort = await listen(server);
  stopAttacker = () => stop(server);
  attacked = await startAttacked(['--host-resolver-rules=MAP *.example 127.0.0.1']);
  parley = new URL(attacked.host.address);
  const [, file] = /src="\.?(\/assets\/[^"]+\.js)"/.exec(await (await fetch(parley.origin)).text()) ?? [];
  if (file === undefined) throw new Error("Parley's page loads no script");
  asset = parley.origin + file;
  if (!(await fetch(asset)).ok) throw new Error('Not even a program can load the script');
});
afterAll(async () => {
  await attacked[Symbol.asyncDispose]();
  await stopAttacker();
});

const sites = {
  'another site': () => `http://attacker.example:${attackersPort}`,
  'another port of the same machine': () => `http://127.0.0.1:${attackersPort}`,
};

describe.each(Object.entries(sites))('a page of %s', (_, siteOf) => {
  let page: Page;
  beforeAll(async () => {
    page = await attacked.browser.newPage();
    await page.goto(siteOf());
    return () => page.close();
  });

  it.each(['/', '/index.html', '/token', '/nope', 'the asset'])('reads nothing of %s', async (path) => {
    const target = path === 'the asset' ? asset : parley.origin + path;
    for (const tried of ['cors', 'no-cors'] as const) {
      const read = page.evaluate(([url, mode]) => fetch(url, { mode }).then(({ type }) => type), [
        target,
        tried,
      ] as const);
      await expect(read).rejects.toThrow('Failed to fetch');
    }
  });

  it('learns nothing of the token, not even whether it has the right one', async () => {
    const asked = page.evaluate(
      ([url, token]) => fetch(url, { headers: { Authorization: `Bearer ${token}` } }).then((r) => r.status),
      [`${parley.origin}/token`, parley.hash.slice(1)] as const,
    );
    await expect(asked).rejects.toThrow('Failed to fetch');
  });

  it.each(['script', 'img', 'link', 'video'])('loads nothing with <%s>', async (tag) => {
    const outcome = await page.evaluate(
      ([name, url]) =>
        new Promise((resolve) => {
          const element = document.createElement(name);
          for (const event of ['load', 'error', 'loadeddata'])
            element.addEventListener(event, () => resolve(event));
          element.setAttribute('rel', 'stylesheet');
          element.setAttribute(name === 'link' ? 'href' : 'src', url);
          document.body.append(element);
        }),
      [tag, asset] as const,
    );
    expect(outcome).toBe('error');
  });

  it('opens no socket, even with the token', async () => {
    const outcome = await page.evaluate(
      ([url, token]) =>
        new Promise((resolve) => {
          const socket = new WebSocket(url, ['parley', token]);
          for (const event of ['open', 'error']) socket.addEventListener(event, () => resolve(event));
        }),
      [`ws://${parley.host}/ipc`, parley.hash.slice(1)] as const,
    );
    expect(outcome).toBe('error');
  });

  it('frames nothing (clickjacking)', async () => {
    const framed = page.waitForEvent('framenavigated', (frame) => frame !== page.mainFrame());
    await page.evaluate((url) => {
      const frame = document.createElement('iframe');
      frame.src = url;
      document.body.append(frame);
    }, attacked.host.address);
    expect(await (await framed).content()).not.toContain('id="root"');
  });

  it('posts no form', async () => {
    const victim = await attacked.browser.newPage();
    await victim.goto(siteOf());
    const answer = victim.waitForResponse((response) => response.request().method() === 'POST');
    await victim.evaluate((url) => {
      const form = document.createElement('form');
      form.method = 'post';
      form.action = url;
      document.body.append(form);
      form.submit();
    }, parley.origin);
    expect((await answer).status()).toBe(405);
    await victim.close();
  });

  it('may lead to Parley, and then has no hold on it', async () => {
    const opened = attacked.browser.waitForEvent('page');
    await page.evaluate((url) => Object.assign(globalThis, { victim: open(url) }), attacked.host.address);
    const victim = await opened;
    await victim.getByRole('textbox', { name: 'URL', exact: true }).waitFor();
    expect(await page.evaluate(() => Reflect.get(globalThis, 'victim').closed)).toBe(true);
    expect(await victim.evaluate(() => opener)).toBeNull();
    await victim.close();
  });
});

it('a name that was bound to this machine after the fact shows nothing of Parley (DNS rebinding)', async () => {
  const page = await attacked.browser.newPage();
  expect((await page.goto(`http://rebound.example:${parley.port}/`))?.status()).toBe(403);
  expect(await page.content()).not.toContain('id="root"');
  expect(await page.evaluate(() => self.origin)).toBe('null');
  await page.close();
});
