import type { Browser } from '@playwright/test';
import { BrowserHost } from '#test/e2e/browser-host.ts';
import { watchPage } from './probe/page-times.ts';
import { now, type Start, startSince } from './start.ts';

/**
 * Starts the browser host and opens its page in a browser that runs already.
 * @param dataFolder where the host keeps everything
 */
export async function startBrowserHost(browser: Browser, dataFolder: string): Promise<Start> {
  const context = await browser.newContext();
  try {
    const tab = await context.newPage();
    const began = now();
    await using host = await BrowserHost.start(dataFolder, ['--port', '0']);
    const listening = now() - began;
    await tab.goto(host.address, { waitUntil: 'commit' });
    const start = startSince(began, { page: await tab.evaluate(watchPage, 'URL') });
    await host.stop();
    return { ...start, main: { listening } };
  } finally {
    await context.close();
  }
}
