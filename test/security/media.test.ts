import { type Browser, chromium, type Page } from '@playwright/test';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { Cleanup } from '#main/services/cleanup.ts';
import { contentSecurityPolicy } from '#main/services/page/content-security-policy.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { chromiumFlags, ensureChromium } from '../../scripts/chromium.mjs';
import { serveMedia } from './media-server.ts';
import { startTrap, type Trap } from './trap.ts';

// A response that is an image or a PDF is loaded from the window's own origin. Whatever is in it, it may be drawn and read,
// and never run: in a page under the window's policy, from the handlers that the window is served by, in a real browser.

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumFlags() });
});
afterAll(() => browser.close());

let trap: Trap;
beforeEach(async () => {
  trap = await startTrap();
  return () => trap[Symbol.asyncDispose]();
});

/** A page under the window's policy, and a response's body that it may load. */
async function openPage(contentType: string, content: string) {
  await using cleanup = new Cleanup();
  const headers = {
    'Content-Type': 'text/html',
    'Content-Security-Policy': contentSecurityPolicy('abc', []),
  };
  const media = await serveMedia(async () => new Response('<title>Parley</title>', { headers }));
  cleanup.defer(() => media[Symbol.asyncDispose]());
  const page = await browser.newPage();
  cleanup.defer(() => page.close());
  await page.goto(media.origin);
  const url = media.origin + (await media.issue(contentType, Buffer.from(content, 'latin1')));
  const resources = cleanup.move();
  return { page, url, [Symbol.asyncDispose]: () => resources[Symbol.asyncDispose]() };
}

/** An SVG that tries what an SVG can. */
function hostileSvg(origin: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48" onload="fetch('${origin}/onload')">
    <style>@import url(${origin}/import); rect { fill: url(${origin}/fill#a) }</style>
    <script>fetch('${origin}/script'); document.title = 'taken'; parent.document.title = 'taken'</script>
    <image href="${origin}/image" width="9" height="9"/><rect width="64" height="48"/>
    <foreignObject width="9" height="9"><iframe xmlns="http://www.w3.org/1999/xhtml" src="${origin}/frame"/></foreignObject>
  </svg>`;
}

/** Puts an element into the page; what came of it, and how large what it drew is. */
function draw(page: Page, url: string): Promise<string> {
  return page.evaluate(
    (src) =>
      new Promise((resolve) => {
        const image = new Image();
        image.addEventListener('load', () => resolve(`${image.naturalWidth} × ${image.naturalHeight}`));
        image.addEventListener('error', () => resolve('broken'));
        image.src = src;
        document.body.append(image);
      }),
    url,
  );
}

test('an SVG is drawn, runs nothing and loads nothing', async () => {
  await using open = await openPage('image/svg+xml', hostileSvg(trap.origin));
  expect(await draw(open.page, open.url)).toBe('64 × 48');
  // Painted, too: what it would load for that has been asked for.
  await open.page.screenshot();
  expect(trap.requests).toEqual([]);
  expect(await open.page.title()).toBe('Parley');
});

test('the same SVG does all of that where nothing holds it back: the trap is one', async () => {
  const page = await browser.newPage();
  await using server = await startTestServer();
  const body = hostileSvg(trap.origin);
  await page.goto(server.url('/respond', { header: 'Content-Type: image/svg+xml', body }));
  const caught = () => trap.requests.map((request) => request.replace('GET /', '')).toSorted();
  await expect
    .poll(caught, { timeout: 10_000 })
    .toEqual(expect.arrayContaining(['frame', 'image', 'import', 'onload', 'script']));
  await page.close();
});

test('an image is nothing for a tab, a frame or a plug-in, nor for code', async () => {
  await using open = await openPage('image/svg+xml', hostileSvg(trap.origin));
  const { page, url } = open;
  const answers: number[] = [];
  page.on('response', (response) => answers.push(response.status()));
  for (const name of ['iframe', 'embed', 'object', 'script']) {
    await page.evaluate(
      ([element, src]) =>
        new Promise((resolve) => {
          const added = document.createElement(element);
          for (const event of ['load', 'error']) added.addEventListener(event, resolve);
          addEventListener('securitypolicyviolation', resolve);
          added.setAttribute(element === 'object' ? 'data' : 'src', src);
          document.body.append(added);
        }),
      [name, url] as const,
    );
  }
  // The policy keeps the page from asking for the others.
  expect(answers).toEqual([404, 404]);
  const fetched = page.evaluate(async (src) => (await fetch(src)).status, url);
  expect(await fetched).toBe(404);
  expect((await page.goto(url))?.status()).toBe(404);
  expect(trap.requests).toEqual([]);
});

test('a PDF is read by range, and shown by nothing of the browser’s own', async () => {
  await using open = await openPage('application/pdf', '%PDF-1.7\nnot much of one');
  const { page, url } = open;
  const part = await page.evaluate(async (src) => {
    const response = await fetch(src, { headers: { Range: 'bytes=0-4' } });
    return `${response.status} ${response.headers.get('content-range')} ${await response.text()}`;
  }, url);
  expect(part).toBe('206 bytes 0-4/24 %PDF-');
  expect((await page.goto(url))?.status()).toBe(404);
});
