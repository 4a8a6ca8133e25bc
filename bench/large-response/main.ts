import { type Browser, chromium, type Page } from '@playwright/test';
import { highestDuring, residentBytes } from '#test/harness/memory.ts';
import { startTestServer, type TestServer } from '#test/harness/servers/index.ts';
import { makeTemporaryFolder } from '#test/harness/temporary-folder.ts';
import { BrowserHost } from '#test/e2e/browser-host.ts';
import { ParleyPage } from '#test/e2e/parley-page.ts';
import { chromiumFlags, ensureChromium } from '../../scripts/chromium.mjs';
import { describeMachine, spread } from '../machine.ts';

/**
 * One large response through the built app: from a local server through the browser host's process into a page. What
 * it costs in memory at either end, how often the page's progress moves, and how fast a cancel reaches the server.
 */
const mebibytes = 300;
const rounds = 3;

interface Round {
  readonly seconds: number;
  readonly mainGrowthMiB: number;
  readonly pageHeapMiB: number;
  readonly progressSteps: number;
  readonly cancelMs: number;
}

const mib = (bytes: number) => bytes / 2 ** 20;

async function measure(browser: Browser, server: TestServer): Promise<Round> {
  await using dataFolder = await makeTemporaryFolder('bench');
  await using host = await BrowserHost.start(dataFolder.path);
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const parley = new ParleyPage(page);
    await parley.open(host.address);
    // Everything that is loaded once is loaded before the figures begin.
    await parley.sendTo(server.url('/lines', { mib: 6 }));
    await parley.response.getByText(/first 5 MiB/).waitFor();

    const baseline = await residentBytes(host.pid);
    const progress = await watchProgress(page);
    let pageHeap = 0;
    const started = performance.now();
    const highest = await highestDuring(
      async () => {
        pageHeap = Math.max(pageHeap, await heapBytes(page));
        return residentBytes(host.pid);
      },
      async () => {
        await parley.sendTo(server.url('/lines', { mib: mebibytes }));
        await parley.cancel.waitFor();
        await parley.send.waitFor({ timeout: 120_000 });
      },
    );
    const seconds = (performance.now() - started) / 1000;
    const progressSteps = await progress();

    const cancelMs = await measureCancel(parley, server);
    return {
      seconds,
      mainGrowthMiB: mib(highest - baseline),
      pageHeapMiB: mib(pageHeap),
      progressSteps,
      cancelMs,
    };
  } finally {
    await context.close();
  }
}

async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

/** Counts the different texts that the progress shows. */
async function watchProgress(page: Page): Promise<() => Promise<number>> {
  const seen = await page.evaluateHandle(() => {
    const texts = new Set<string>();
    const observer = new MutationObserver(() => {
      const text = document.querySelector('[role=progressbar]')?.closest('section')?.textContent;
      const [received] = /[\d.,]+ [KM]iB/.exec(text ?? '') ?? [];
      if (received) texts.add(received);
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    return texts;
  });
  return () => seen.evaluate((texts) => texts.size);
}

/** Milliseconds from the click on Cancel, as the page gets it, until the server's socket is closed. */
async function measureCancel(parley: ParleyPage, server: TestServer): Promise<number> {
  const sent = server.requests.length;
  await parley.sendTo(server.url('/lines', { mib: 100_000, n: sent }));
  await parley.response.getByText(/first 5 MiB/).waitFor();
  const closed = server.requests[sent]?.closed ?? Promise.reject(new Error('nothing was sent'));
  // Both clocks are this machine's.
  const clicked = parley.cancel.evaluate(
    (button) => new Promise<number>((resolve) => button.addEventListener('click', () => resolve(Date.now()))),
  );
  await parley.cancel.click();
  return performance.timeOrigin + (await closed) - (await clicked);
}

const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumFlags() });
try {
  await using server = await startTestServer();
  const results: Round[] = [];
  for (let round = 0; round < rounds; round += 1) results.push(await measure(browser, server));

  const row = (label: string, pick: (round: Round) => number, digits: number, bound: string) => {
    const { min, median, max } = spread(results.map(pick));
    return `| ${label} | ${[min, median, max].map((value) => value.toFixed(digits)).join(' | ')} | ${bound} |`;
  };
  console.log(`${mebibytes} MiB, ${rounds} rounds, on ${describeMachine({ Chromium: browser.version() })}\n`);
  console.log('| figure | min | median | max | bound |\n| --- | --- | --- | --- | --- |');
  console.log(row("main's memory, growth (MiB)", (round) => round.mainGrowthMiB, 1, '< 80'));
  console.log(row("page's JS heap, highest (MiB)", (round) => round.pageHeapMiB, 1, '< 100'));
  console.log(row('different sizes shown as progress', (round) => round.progressSteps, 0, '> 1'));
  console.log(row('from Cancel to the closed socket (ms)', (round) => round.cancelMs, 0, '< 200'));
  console.log(row('whole response (s)', (round) => round.seconds, 2, ''));
} finally {
  await browser.close();
}
