import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator, Page } from '@playwright/test';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { listen, stop } from '#test/harness/servers/test-server.ts';
import { hostileLinks, hostilePage } from './hostile-page.ts';
import { startTrap, type Trap } from './trap.ts';
import { type Attacked, startAttacked } from './window.ts';

// A browser and a host, on a machine that may have more to do.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let attacked: Attacked;
/** One window for all tests: what a page did to it, the next would see. */
let parley: Page;
/** What the browser writes of all that it does on the network. */
const netLog = join(tmpdir(), `parley-net-log-${process.pid}.json`);
/** Where Parley, by the person's own wish, gets the hostile page from. */
let pages: {
  serve(html: string, contentType?: string): string;
  /** What stands beside the 200 of the page that is served now, and of no other. */
  readonly reason: string;
};
let stopPages: () => Promise<void>;

beforeAll(async () => {
  attacked = await startAttacked([`--log-net-log=${netLog}`]);
  parley = await attacked.openParley();
  let body = '';
  let type = '';
  let served = 0;
  const server = createServer((_request, response) =>
    response.writeHead(200, pages.reason, { 'Content-Type': type }).end(body),
  );
  const origin = `http://127.0.0.1:${await listen(server)}`;
  pages = {
    serve(html, contentType = 'text/html; charset=utf-8') {
      body = html;
      type = contentType;
      served += 1;
      return `${origin}/page`;
    },
    get reason() {
      return `Page ${served}.`;
    },
  };
  stopPages = () => stop(server);
});
afterAll(async () => {
  await attacked[Symbol.asyncDispose]();
  await stopPages();
  await rm(netLog, { force: true });
});

let trap: Trap;
beforeEach(async () => {
  trap = await startTrap();
  return () => trap[Symbol.asyncDispose]();
});

/** Sends for a page in Parley and opens its preview. */
async function preview(url: string): Promise<FrameLocator> {
  const previewing = parley.getByRole('button', { name: 'Preview', pressed: true });
  if (await previewing.isVisible()) await previewing.click();
  await parley.getByRole('textbox', { name: 'URL', exact: true }).fill(url);
  await parley.getByRole('textbox', { name: 'URL', exact: true }).press('Enter');
  await parley.getByRole('status', { name: 'Response status' }).filter({ hasText: pages.reason }).waitFor();
  await parley.getByRole('button', { name: 'Preview', pressed: false }).click();
  return parley.frameLocator('iframe[title="Preview of the response"]');
}

/** What the browser had begun before has reached its server when this has: it comes last, and goes all the way. */
async function goElsewhere(): Promise<void> {
  await using elsewhere = await startTrap();
  const page = await attacked.browser.newPage();
  await page.goto(`${elsewhere.origin}/`);
  await page.close();
}

test('a page that tries everything reaches nothing, runs nothing, and leaves the window alone', async () => {
  const frame = await preview(pages.serve(hostilePage(trap.origin, 'preview-lookup.example')));
  await frame.getByRole('heading', { name: 'Read me' }).waitFor();
  await goElsewhere();
  expect(trap.requests).toEqual([]);
  expect(trap.connections).toBe(0);
  expect(await parley.title()).toBe('Parley');
  expect(new URL(parley.url()).origin).toBe(new URL(attacked.host.address).origin);
});

test('the same page does all of that where nothing holds it back: the trap is one', async () => {
  // It would be gone at once otherwise.
  const url = pages.serve(
    hostilePage(trap.origin, 'loose-lookup.example')
      .replace(/<meta http-equiv="refresh"[^>]*>/, '')
      .replaceAll(/top\.location = '[^']*'/g, ''),
  );
  const loose = await attacked.browser.newPage();
  await loose.goto(url, { waitUntil: 'load' });
  const caught = () => trap.requests.map((request) => request.replace('GET /', ''));
  await expect
    .poll(caught, { timeout: 10_000 })
    .toEqual(
      expect.arrayContaining([
        ...[
          'stylesheet',
          'css-import',
          'css-background',
          'css-font',
          'css-content',
          'css-list',
          'style-attribute',
        ],
        ...['code', 'script', 'module', 'svg-script', 'preload', 'prefetch', 'manifest'],
        ...['image', 'srcset', 'picture', 'poster', 'input', 'svg-image', 'math-image', 'shadow-image'],
        ...['frame', 'object', 'embed', 'srcdoc-image', 'table', 'cell', 'video', 'audio'],
      ]),
    );
  await loose.close();
});

test('a click in a preview leads nowhere', async () => {
  const links = hostileLinks(trap.origin);
  const frame = await preview(
    pages.serve(`<!doctype html><h1>Links</h1>${links.map(([, html]) => `<p>${html}`).join('')}`),
  );
  const opened: string[] = [];
  attacked.browser.on('page', (page) => opened.push(page.url()));
  for (const [name] of links) {
    const target = frame.getByText(name, { exact: true });
    await target.click();
    await target.click({ modifiers: ['ControlOrMeta'] });
    await target.click({ button: 'middle' });
    await parley.keyboard.press('Enter');
  }
  // Still there, the first as well as the last.
  await frame.getByText('file', { exact: true }).waitFor();
  await frame.getByRole('heading', { name: 'Links' }).waitFor();
  await goElsewhere();
  expect(trap.connections).toBe(0);
  // `goElsewhere` opened it.
  expect(opened).toEqual([expect.anything()]);
  expect(new URL(parley.url()).origin).toBe(new URL(attacked.host.address).origin);
});

test('a preview that is opened outside of its frame has no origin and runs nothing either', async () => {
  // So that the ticket is still good.
  await parley.route('**/preview/**', (route) => route.abort(), { times: 1 });
  const asked = parley.waitForRequest('**/preview/**');
  await preview(pages.serve(hostilePage(trap.origin, 'preview-lookup.example')));
  const url = (await asked).url();
  const alone = await attacked.browser.newPage();
  await alone.goto(url);
  await alone.getByRole('heading', { name: 'Read me' }).waitFor();
  expect(await alone.evaluate(() => self.origin)).toBe('null');
  await goElsewhere();
  expect(await alone.title()).toBe('An innocent page');
  expect(trap.connections).toBe(0);
  expect((await alone.goto(url))?.status(), 'the second time').toBe(404);
  await alone.close();
});

test('a page keeps its looks, and is read in its own encoding', async () => {
  const html =
    '<style>p { color: rgb(4, 5, 6) }</style><h1 style="color: rgb(1, 2, 3)">Gr\u00fc\u00dfe</h1><p>text';
  const url = pages.serve(html, 'text/html; charset=utf-8');
  const frame = await preview(url);
  const colourOf = (text: string) =>
    frame.getByText(text).evaluate((element) => getComputedStyle(element).color);
  expect(await colourOf('Gr\u00fc\u00dfe')).toBe('rgb(1, 2, 3)');
  expect(await colourOf('text')).toBe('rgb(4, 5, 6)');
});

test('a long page is shown up to the limit of what a window shows', async () => {
  const line = `<p>${'x'.repeat(1020)}\n`;
  const frame = await preview(pages.serve(`${line.repeat(6 * 1024)}<p>the end`));
  await frame.locator('p').nth(5000).waitFor();
  expect(await frame.locator('p').count()).toBe(5 * 1024);
  await parley.getByText('Showing the first 5 MiB of 6 MiB').waitFor();
});

test('no name in a preview was ever looked up', async () => {
  await attacked.browser.close();
  const log = await readFile(netLog, 'utf8');
  expect(log, 'the page that nothing held back').toContain('loose-lookup.example');
  expect(log).not.toContain('preview-lookup.example');
});
