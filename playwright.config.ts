import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';
import { chromiumFlags, ensureChromium } from './scripts/chromium.mjs';
import type { WorkerFixtures } from './test/e2e/test.ts';

const executablePath = await ensureChromium();
// Each worker reads this file again, and need not look again.
process.env['PARLEY_CHROMIUM'] = executablePath;

const isShort = process.env['PARLEY_E2E_SHORT'] !== undefined;

/**
 * What these show is the same on every host: of the page, and of what main does for it without asking its host. Of the carrier
 * between page and main send.spec.ts and the conformance suite show it. CI has no time for them twice: `npm test` runs them on the
 * browser host alone, `npm run test:full` and `npm run test:e2e` on each.
 */
const ofThePage = [
  ...['compare', 'errors', 'events', 'filter', 'history', 'json-tree', 'large-body', 'large-response'],
  ...['media', 'new-request', 'query-table', 'response', 'search', 'viewer'],
].map((name) => `**/${name}.spec.ts`);
/** The same of single tests, where others of their file have to be seen on each host. */
const tagOfThePage = /@anyHost/;

export default defineConfig<object, WorkerFixtures>({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  forbidOnly: process.env['CI'] !== undefined,
  // Twice as many as processors: most of a test is waiting.
  workers: Math.min(8, 2 * availableParallelism()),
  fullyParallel: true,
  retries: 0,
  // For machines that are busy with other things: a test waits for what happens, and not for a time.
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: process.env['PARLEY_E2E_REPORT'] ?? 'test-results/e2e.json' }]],
  use: {
    browserName: 'chromium',
    // Recording every test takes processor time, which is what these tests are short of. To look into a failure: npm run test:e2e -- --trace retain-on-failure
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath, args: chromiumFlags() },
  },
  // The same tests on each host; scripts/e2e.mjs chooses.
  projects: [
    { name: 'web', use: { hostKind: 'web' } },
    {
      name: 'double',
      use: { hostKind: 'double' },
      ...(isShort && { testIgnore: ofThePage, grepInvert: tagOfThePage }),
    },
    // One after the other: they share a screen, its focus and its clipboard.
    { name: 'electron', use: { hostKind: 'electron' }, workers: 1 },
  ],
});
