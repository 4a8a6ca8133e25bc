import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { BrowserHost } from '#test/e2e/browser-host.ts';
import { chromiumFlags, ensureChromium } from '../../scripts/chromium.mjs';

/** A browser as people have it, and the built browser host, each with a folder of its own. */
export interface Attacked extends AsyncDisposable {
  readonly host: BrowserHost;
  readonly browser: BrowserContext;
  /** Opens Parley in a page and waits until it can be typed into. */
  openParley(): Promise<Page>;
}

/**
 * Starts both. The browser has an ordinary profile: in a private one, which is what Playwright opens by default,
 * Chromium leaves out what it does ahead of time, such as connecting to what a page names.
 */
export async function startAttacked(browserArgs: readonly string[] = []): Promise<Attacked> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-security-'));
  const host = await BrowserHost.start(join(folder, 'data'));
  const browser = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: await ensureChromium(),
    args: [...chromiumFlags().filter((flag) => flag !== '--disable-background-networking'), ...browserArgs],
    ignoreDefaultArgs: ['--disable-background-networking'],
  });
  return {
    host,
    browser,
    async openParley() {
      const page = await browser.newPage();
      await page.goto(host.address);
      await page.getByRole('textbox', { name: 'URL', exact: true }).waitFor();
      return page;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await host[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
