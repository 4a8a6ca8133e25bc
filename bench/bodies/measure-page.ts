import { type Browser, chromium, type Page } from '@playwright/test';
import { ParleyPage } from '#test/e2e/parley-page.ts';
import { highestDuring, residentBytes } from '#test/harness/memory.ts';
import { chromiumFlags, ensureChromium } from '../../scripts/chromium.mjs';
import { quantile } from '../ipc/statistics.ts';
import { type Bench, eachRound } from './bench.ts';
import { firstRowsPainted, jump, scrollThrough } from './page-probes.ts';
import { ParleyHost } from './parley-host.ts';
import { mainThreadTasks, traceCategories } from './trace.ts';

const jumpsInARound = 40;
const MiB = 2 ** 20;

/**
 * What a person sees of a large body in Chromium, and what it takes in memory.
 * @returns the version of Chromium
 */
export async function measurePage(bench: Bench): Promise<{ Chromium: string }> {
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumFlags() });
  try {
    await using host = await ParleyHost.start(bench);
    const page = await browser.newPage();
    const parley = new ParleyPage(page);
    await parley.open(host.address);
    await measureOpenBody(bench, host, browser, parley);
    await measureFirstRows(bench, parley);
    return { Chromium: browser.version() };
  } finally {
    await browser.close();
  }
}

/** The first response that main and the page see at all is the large one, so that whatever it takes counts. */
async function measureOpenBody(
  { fixtures, server, recorder, rounds, scrollMs }: Bench,
  host: ParleyHost,
  browser: Browser,
  parley: ParleyPage,
): Promise<void> {
  const { page } = parley;
  const before = await residentBytes(host.pid);
  let heap = 0;
  const highest = await highestDuring(
    () => residentBytes(host.pid),
    async () => {
      await parley.url.fill(server.url(fixtures.ndjson.name));
      const shown = page.evaluate(firstRowsPainted);
      const firstByteAt = server.nextFirstByte();
      await parley.url.press('Enter');
      recorder.add('page.first-rows-cold', (await shown) - (await firstByteAt));
      await parley.send.waitFor({ timeout: 120_000 });
      await eachRound(rounds, async () => {
        const times: number[] = [];
        for (let done = 0; done < jumpsInARound; done += 1) {
          times.push(await page.evaluate(jump, Math.random()));
        }
        recorder.add('window.screen', quantile(times, 0.95));
        heap = Math.max(heap, await heapBytes(page));
      });
      await eachRound(Math.min(rounds, 3), async () => {
        await page.evaluate(jump, 0);
        await browser.startTracing(page, { categories: traceCategories });
        const { gaps, drawn } = await page.evaluate(scrollThrough, scrollMs);
        const tasks = mainThreadTasks((await browser.stopTracing()).toString());
        heap = Math.max(heap, await heapBytes(page));
        recorder.add('scroll.p99', quantile(tasks, 0.99));
        recorder.add('scroll.longest', Math.max(...tasks));
        recorder.add('scroll.frames-p99', quantile(gaps, 0.99));
        recorder.add('scroll.frames-longest', Math.max(...gaps));
        recorder.add('scroll.drawn', drawn);
      });
    },
  );
  recorder.add('memory.main', (highest - before) / MiB);
  recorder.add('memory.main-open', ((await residentBytes(host.pid)) - before) / MiB);
  recorder.add('memory.page', heap / MiB);
}

/** From the server's first byte to painted rows, while the rest arrives as fast as it can; then it is given up. */
async function measureFirstRows(
  { fixtures, server, recorder, rounds }: Bench,
  parley: ParleyPage,
): Promise<void> {
  await eachRound(2 * rounds, async () => {
    await parley.url.fill(server.url(fixtures.ndjson.name));
    const shown = parley.page.evaluate(firstRowsPainted);
    const firstByteAt = server.nextFirstByte();
    await parley.url.press('Enter');
    recorder.add('page.first-rows', (await shown) - (await firstByteAt));
    // With small files it may be over by now.
    if (await parley.cancel.isVisible()) await parley.cancel.click();
    await parley.send.waitFor();
  });
}

async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}
