import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { BrowserHost } from '#test/e2e/browser-host.ts';
import { ParleyPage } from '#test/e2e/parley-page.ts';
import { listen, stop } from '#test/harness/servers/test-server.ts';
import { chromiumFlags, ensureChromium } from '../../scripts/chromium.mjs';

/** Takes a picture of the real page for each colour scheme, with a request that anybody could have. */
const folder = 'docs/images';

function startShop(): Server {
  const orders = Array.from({ length: 25 }, (_, i) => ({
    id: 100_200 + i,
    customer: ['Ada Lovelace', 'Grace Hopper', 'Alan Turing', 'Katherine Johnson', 'Edsger Dijkstra'][i % 5],
    placed: `2026-11-${String(22 - (i % 20)).padStart(2, '0')}T09:${String(10 + i)}:00Z`,
    total: { amount: (19.9 + i * 3.5).toFixed(2), currency: 'EUR' },
    items: [{ sku: 'TEA-EARL-GREY', quantity: 1 + (i % 3) }],
    shipped: i % 3 === 0,
  }));
  return createServer((_request, response) => {
    response.writeHead(200, {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'private, max-age=30',
      'X-Request-Id': '01JDB4V9K3',
    });
    response.end(JSON.stringify({ page: 1, orders }, null, 2));
  });
}

const dataFolder = await mkdtemp(join(tmpdir(), 'parley-screenshots-'));
const shop = startShop();
const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumFlags() });
try {
  const port = await listen(shop);
  await mkdir(folder, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await using host = await BrowserHost.start(join(dataFolder, colorScheme));
    const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 760 } });
    const parley = new ParleyPage(page);
    await parley.open(host.address);
    await parley.url.fill(`http://127.0.0.1:${port}/v2/orders?status=open&expand=items&limit=25`);
    await parley.tab(parley.request, 'Headers');
    await parley.fillRow('Header', 1, 'Authorization', 'Bearer 3f1c9a');
    await parley.fillRow('Header', 2, 'Accept-Language', 'en-GB');
    await parley.fillRow('Header', 3, 'X-Debug', 'timings');
    await parley.request.getByRole('checkbox', { name: 'Header 3 on' }).uncheck();
    await parley.send.click();
    await parley.status.getByText('200 OK').waitFor();
    await parley.responseBody.getByText('Ada Lovelace').first().waitFor();
    await parley.waitUntilSaved();
    await page.screenshot({ path: join(folder, `parley-${colorScheme}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
  await stop(shop);
  await rm(dataFolder, { recursive: true, force: true });
}
