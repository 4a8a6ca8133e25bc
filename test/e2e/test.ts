import { type Browser, expect, test as base } from '@playwright/test';
import { startTestServer, type TestServer } from '#test/harness/servers/index.ts';
import { makeTemporaryFolder } from '#test/harness/temporary-folder.ts';
import { ElectronHost } from './hosts/electron-host.ts';
import type { Host, HostKind } from './hosts/host.ts';
import { WebHost } from './hosts/web-host.ts';
import type { ParleyPage } from './parley-page.ts';

/** How long main gives a send that nobody watches, in milliseconds: long enough for a reload on a busy machine. */
const unwatchedMs = 3000;
/** How long it may take from then until nothing is left of the test, in milliseconds. */
const settlingMs = 7000;

/** The environment variables that name the executables, as scripts/e2e.mjs sets them. */
const executableVariables = { double: 'PARLEY_DOUBLE', electron: 'PARLEY_ELECTRON' } as const;

export interface WorkerFixtures {
  /** What the tests run on; each of Playwright's projects has its own. */
  readonly hostKind: HostKind;
  /** For the tabs of the browser host; null where the app brings its own windows. */
  readonly tabBrowser: Browser | null;
  /** The app of all tests that share one. */
  readonly workerHost: Host;
}

export interface Fixtures {
  /**
   * Whether the app of the test before goes on, with a fresh window: for tests that neither end it nor change anything in
   * main. It is much faster.
   */
  readonly sharedApp: boolean;
  /** A folder of this test's own. */
  readonly folder: string;
  /** The server that requests go to. */
  readonly server: TestServer;
  /** Parley, on `folder` and not started yet, where it is not shared. Whatever the test does with it, main holds nothing of that a moment later. */
  readonly host: Host;
  /** `host`, for tests of what only the browser host has. They skip the others. */
  readonly browserHost: WebHost;
  /** `host`, for tests of what only the desktop app has. They skip the others. */
  readonly desktop: ElectronHost;
  /** A window of `host` that nothing was done in yet. */
  readonly parley: ParleyPage;
}

/** Playwright's test with the built app, a server to talk to, and a window. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  hostKind: ['web', { option: true, scope: 'worker' }],
  tabBrowser: [
    async ({ hostKind, playwright, launchOptions }, use) => {
      if (hostKind !== 'web') return use(null);
      const browser = await playwright.chromium.launch(launchOptions);
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  workerHost: [
    async ({ hostKind, tabBrowser }, use) => {
      await using folder = await makeTemporaryFolder('e2e');
      await using host = createHost(hostKind, tabBrowser, folder.path);
      await use(host);
    },
    { scope: 'worker' },
  ],
  sharedApp: [false, { option: true }],
  folder: async ({}, use) => {
    await using folder = await makeTemporaryFolder('e2e');
    await use(folder.path);
  },
  server: async ({}, use) => {
    await using server = await startTestServer();
    await use(server);
  },
  host: async ({ sharedApp, workerHost, hostKind, tabBrowser, folder, server }, use, testInfo) => {
    await using ownHost = createHost(hostKind, tabBrowser, folder);
    const host = sharedApp ? workerHost : ownHost;
    await use(host);
    // After a failure Playwright ends the worker, and the app with it.
    if (testInfo.status !== testInfo.expectedStatus || !host.isRunning) return;
    await (sharedApp ? host.clearWindows() : host.closeWindows());
    await expectNothingLeft(host, server);
  },
  browserHost: async ({ host }, use) => {
    if (!(host instanceof WebHost)) throw new Error(`This test has to skip ${host.kind}`);
    await use(host);
  },
  desktop: async ({ host }, use) => {
    if (!(host instanceof ElectronHost)) throw new Error(`This test has to skip ${host.kind}`);
    await use(host);
  },
  parley: async ({ host }, use) => {
    await use(host.isRunning ? await host.freshWindow() : await host.start());
  },
});

function createHost(kind: HostKind, tabBrowser: Browser | null, folder: string): Host {
  const env = { PARLEY_UNWATCHED_MS: String(unwatchedMs) };
  if (kind === 'web') {
    if (!tabBrowser) throw new Error('The browser host has no browser');
    return new WebHost(tabBrowser, folder, env);
  }
  const variable = executableVariables[kind];
  const executable = process.env[variable];
  if (!executable)
    throw new Error(
      `${variable} names no executable: start these tests by npm run test:e2e -- --host ${kind}`,
    );
  return new ElectronHost({ kind, executable, folder, env });
}

/** Nobody watches any more: main brings to an end what the test has begun, and lets go of all that it held for it. */
async function expectNothingLeft(host: Host, server: TestServer): Promise<void> {
  const left = async () => [...(await host.leftovers()), ...(await runningRequests(server))];
  await expect.poll(left, { timeout: unwatchedMs + settlingMs }).toEqual([]);
}

/** The requests whose connection is open, a line each. Parley keeps none open after its response. */
async function runningRequests(server: TestServer): Promise<string[]> {
  const lines = server.requests.map(async ({ method, url, closed }) => {
    const closedAt = await Promise.race([closed, Promise.resolve(null)]);
    return closedAt === null ? [`a request that runs: ${method} ${url}`] : [];
  });
  return (await Promise.all(lines)).flat();
}

export { expect } from '@playwright/test';
