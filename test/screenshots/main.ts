import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { chromium, type Page } from '@playwright/test';
import { BrowserHost } from '#test/e2e/browser-host.ts';
import { ParleyPage } from '#test/e2e/parley-page.ts';
import { listen, stop } from '#test/harness/servers/test-server.ts';
import { chromiumFlags, ensureChromium } from '../../scripts/chromium.mjs';

/** Takes pictures of the real page: a request that anybody could have, in each colour scheme, and a gigabyte. */
const folder = 'docs/images';

const gibibyte = 1024 * 1024 * 1024;
/** About 90 bytes a line. */
const linesAtOnce = 10_000;

/** A gigabyte of what a shop's servers have to say, a JSON value a line. */
function* logLines(): Generator<string> {
  const levels = ['info', 'info', 'debug', 'info', 'warn'];
  const paths = ['/v2/orders', '/v2/basket', '/v2/customers/7', '/v2/search?q=tea'];
  let bytes = 0;
  for (let line = 0; bytes < gibibyte; line += linesAtOnce) {
    let text = '';
    for (let n = line; n < line + linesAtOnce; n++) {
      const failed = n % 911_003 === 600_000;
      const level = failed ? 'error' : levels[n % 5];
      const ms = failed ? 30_000 : 3 + ((n * 7919) % 212);
      text += `{"seq":${n},"level":"${level}","path":"${paths[n % paths.length]}","status":${failed ? 504 : 200},"ms":${ms},"host":"shop-${n % 9}"}\n`;
    }
    bytes += text.length;
    yield text;
  }
}

function startShop(): Server {
  const orders = Array.from({ length: 25 }, (_, i) => ({
    id: 100_200 + i,
    customer: ['Ada Lovelace', 'Grace Hopper', 'Alan Turing', 'Katherine Johnson', 'Edsger Dijkstra'][i % 5],
    placed: `2026-11-${String(22 - (i % 20)).padStart(2, '0')}T09:${String(10 + i)}:00Z`,
    total: { amount: (19.9 + i * 3.5).toFixed(2), currency: 'EUR' },
    items: [{ sku: 'TEA-EARL-GREY', quantity: 1 + (i % 3) }],
    shipped: i % 3 === 0,
  }));
  return createServer((request, response) => {
    if (request.url?.startsWith('/v2/logs')) {
      response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
      pipeline(Readable.from(logLines()), response).catch((error: unknown) => {
        console.error('The log was not sent to its end:', error);
      });
      return;
    }
    response.writeHead(200, {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'private, max-age=30',
      'X-Request-Id': '01JDB4V9K3',
    });
    response.end(JSON.stringify({ page: 1, orders }, null, 2));
  });
}

const request = (seq: number, name: string, method: string, path: string, more = '') => `info:
  name: ${name}
  type: http
  seq: ${seq}

http:
  method: ${method}
  url: "{{shop}}${path}"
${more}`;

const headers = `  headers:
    - name: Accept-Language
      value: en-GB
    - name: X-Debug
      value: timings
      disabled: true
`;

/** A collection as somebody may have it. */
async function writeShop(into: string, port: number): Promise<void> {
  const token = 'auth:\n    type: bearer\n    token: "{{token}}"\n';
  const files: Record<string, string> = {
    'opencollection.yml': `opencollection: 1.0.0\n\ninfo:\n  name: Tea shop\n\nrequest:\n  ${token}`,
    'environments/Staging.yml': `name: Staging\nvariables:\n  - name: shop\n    value: http://127.0.0.1:${port}\n  - name: token\n    value: 3f1c9a\n`,
    'environments/Live.yml': 'name: Live\nvariables:\n  - name: shop\n    value: https://shop.example\n',
    'orders/folder.yml': 'info:\n  name: Orders\n  type: folder\n  seq: 1\n',
    'orders/list.yml': request(1, 'List orders', 'GET', '/v2/orders?status=open&limit=25', headers),
    'orders/get.yml': request(2, 'Get an order', 'GET', '/v2/orders/:id'),
    'orders/place.yml': request(3, 'Place an order', 'POST', '/v2/orders'),
    'orders/cancel.yml': request(4, 'Cancel an order', 'DELETE', '/v2/orders/:id'),
    'customers/folder.yml': 'info:\n  name: Customers\n  type: folder\n  seq: 2\n',
    'customers/find.yml': request(1, 'Find a customer', 'GET', '/v2/customers?name=Ada'),
    'customers/change.yml': request(2, 'Change an address', 'PATCH', '/v2/customers/:id'),
    'logs.yml': request(3, 'Logs of a day', 'GET', '/v2/logs?day=2026-11-22'),
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(into, path)), { recursive: true });
    await writeFile(join(into, path), text);
  }
}

const row = (page: Page, name: string) =>
  page.getByRole('treeitem').filter({ has: page.getByText(name, { exact: true }) });

/** Opens it, with its folders and one of its requests. */
async function openShop({ page }: ParleyPage): Promise<void> {
  await page.getByRole('button', { name: 'Open collection', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'tea-shop' }).click();
  await row(page, 'Orders').click();
  await row(page, 'Customers').click();
  await row(page, 'List orders').click();
  await page.getByLabel('Environment of Tea shop', { exact: true }).first().click();
  await page.getByRole('option', { name: 'Staging' }).click();
}

/** In the middle of a gigabyte, with hits of a search through all of it. */
async function takeGigabyte(parley: ParleyPage): Promise<void> {
  await row(parley.page, 'Logs of a day').click();
  await parley.page.getByRole('tab', { name: /Logs of a day/, selected: true }).waitFor();
  await parley.send.click();
  await parley.response
    .getByText(/^1(\.\d+)? GiB/)
    .first()
    .waitFor({ timeout: 60_000 });
  await parley.send.waitFor();
  await parley.responseBody.focus();
  await parley.page.keyboard.press('ControlOrMeta+f');
  await parley.response.getByRole('textbox', { name: 'Search in the body' }).fill('"status":504');
  const hits = parley.response.getByRole('status', { name: 'Hits' });
  await hits.filter({ hasText: /^1 of \d+$/ }).waitFor({ timeout: 60_000 });
  for (let hit = 1; hit < 6; hit++) await parley.page.keyboard.press('Enter');
  await hits.filter({ hasText: /^6 of/ }).waitFor();
  // The lines around the hit come a moment after its number.
  await parley.responseBody.getByText('504').first().waitFor();
  await parley.page.screenshot({ path: join(folder, 'parley-gigabyte.png') });
}

const dataFolder = await mkdtemp(join(tmpdir(), 'parley-screenshots-'));
const shop = startShop();
const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumFlags() });
try {
  const port = await listen(shop);
  await mkdir(folder, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    const collections = join(dataFolder, `${colorScheme}-collections`);
    await writeShop(join(collections, 'tea-shop'), port);
    await using host = await BrowserHost.start(join(dataFolder, colorScheme), [
      ...['--port', '0', '--collections', collections],
    ]);
    const page = await browser.newPage({ colorScheme, viewport: { width: 1440, height: 860 } });
    const parley = new ParleyPage(page);
    await parley.open(host.address);
    await openShop(parley);
    await parley.tab(parley.request, 'Headers');
    await parley.send.click();
    await parley.status.getByText('200 OK').waitFor();
    await parley.responseBody.getByText('Ada Lovelace').first().waitFor();
    await parley.waitUntilSaved();
    await page.screenshot({ path: join(folder, `parley-${colorScheme}.png`) });
    if (colorScheme === 'light') await takeGigabyte(parley);
    await page.close();
  }
} finally {
  await browser.close();
  await stop(shop);
  await rm(dataFolder, { recursive: true, force: true });
}
