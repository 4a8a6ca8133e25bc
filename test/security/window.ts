import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { chromiumFlags, ensureChromium } from '../../scripts/chromium.mjs';
import { type AttackedHost, startHost } from './attacked-host.ts';

/** A browser as people have it, and the built browser host, with a folder of their own. */
export interface Attacked extends AsyncDisposable {
  readonly host: AttackedHost;
  readonly browser: BrowserContext;
  /** Opens Parley in a page and waits until it can be typed into. */
  openParley(): Promise<Page>;
}

/**
 * Starts both. The browser has an ordinary profile: in a private one, which is what Playwright opens by default,
 * Chromium leaves out what it does ahead of time, such as connecting to what a page names.
 */
export async function startAttacked(browserArgs: readonly string[] = []): Promise<Attacked> {
  const host = await startHost();
  const browser = await chromium.launchPersistentContext(join(host.folder, 'profile'), {
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
    },
  };
}
