import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from '@playwright/test';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createPageHandler, type PageHandler } from '#main/services/page/page-handler.ts';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { chromiumFlags, ensureChromium } from '../../scripts/chromium.mjs';
import { type MediaServer, serveMedia } from './media-server.ts';
import { makePdf } from '#test/harness/pdf-file.ts';

// pdf.js under the window's policy, with its worker, from the handlers that the window is served by, in a real browser.

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const MiB = 1024 * 1024;

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumFlags() });
});
afterAll(() => browser.close());

/** A window that shows PDFs and nothing else, built as Parley's is. */
async function buildWindow(): Promise<PageHandler> {
  const outDir = await temporaryFolder();
  await build({
    configFile: false,
    root: fileURLToPath(new URL('./pdf-window', import.meta.url)),
    logLevel: 'error',
    html: { cspNonce: '__CSP_NONCE__' },
    build: { outDir, target: 'es2023', assetsInlineLimit: 0, chunkSizeWarningLimit: 5000 },
  });
  return createPageHandler({ root: outDir });
}

interface Shown extends AsyncDisposable {
  readonly page: Page;
  /** What the window asked of the body, as Range fields. */
  readonly ranges: readonly string[];
  /** What the policy kept it from, and what went wrong. */
  readonly complaints: readonly string[];
}

/** Opens a page of a PDF. */
async function show(media: MediaServer, path: string, size: number, number: number): Promise<Shown> {
  const page = await browser.newPage();
  const ranges: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === path) ranges.push(request.headers()['range'] ?? 'all of it');
  });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(`${media.origin}/?${new URLSearchParams({ path, size: `${size}`, page: `${number}` })}`);
  return { page, ranges, complaints, [Symbol.asyncDispose]: () => page.close() };
}

test('a page of a large PDF is drawn, and only what it needs is read', async () => {
  await using media = await serveMedia(await buildWindow());
  const pdf = makePdf(5, 20 * MiB);
  const path = await media.issue('application/pdf', pdf);
  await using shown = await show(media, path, pdf.length, 4);
  await shown.page.getByRole('img', { name: 'Page 4 of the response' }).waitFor();
  await shown.page.locator('canvas[data-drawn="4"]').waitFor();
  expect(await shown.page.getByText('5 pages').isVisible()).toBe(true);
  // A red bar along its lower edge, and white above.
  const colours = await shown.page.locator('canvas').evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('no canvas');
    const context = canvas.getContext('2d');
    const at = (y: number) => context?.getImageData(2, y, 1, 1).data.join(' ');
    return [at(canvas.height - 4), at(2)];
  });
  expect(colours).toEqual(['255 0 0 255', '255 255 255 255']);

  const bytes = shown.ranges.map((range) => {
    const [, first = '', last = ''] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
    return Number(last) - Number(first) + 1;
  });
  expect(bytes.length).toBeGreaterThan(0);
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(1 * MiB);
  // The policy kept it from nothing.
  expect(shown.complaints).toEqual([]);
});

test('what is no PDF, and what is gone, says so', async () => {
  await using media = await serveMedia(await buildWindow());
  const broken = Buffer.from('%PDF-1.4 and nothing else');
  const path = await media.issue('application/pdf', broken);
  await using damaged = await show(media, path, broken.length, 1);
  expect(await damaged.page.getByRole('alert').textContent()).toBe('it is damaged, or no PDF.');
  await using gone = await show(media, '/media/gone', MiB, 1);
  expect(await gone.page.getByRole('alert').textContent()).toContain('no longer kept');
});
