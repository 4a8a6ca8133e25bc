import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { startTestServer, type TestServer } from '#test/harness/servers/index.ts';
import { BrowserHost } from './browser-host.ts';
import { ParleyPage } from './parley-page.ts';

interface Fixtures {
  /** A folder of this test's own. */
  readonly dataFolder: string;
  readonly host: BrowserHost;
  /** The server that requests go to. */
  readonly server: TestServer;
  /** A window that is open on the host. */
  readonly parley: ParleyPage;
}

/** Playwright's test with the built app, a server to talk to, and a window. */
export const test = base.extend<Fixtures>({
  dataFolder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'parley-e2e-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  host: async ({ dataFolder }, use) => {
    await using host = await BrowserHost.start(dataFolder);
    await use(host);
  },
  server: async ({}, use) => {
    await using server = await startTestServer();
    await use(server);
  },
  parley: async ({ page, host }, use) => {
    const parley = new ParleyPage(page);
    await parley.open(host.address);
    await use(parley);
  },
});

export { expect } from '@playwright/test';
