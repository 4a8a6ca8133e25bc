import { defineConfig } from '@playwright/test';
import { chromiumFlags, ensureChromium } from './scripts/chromium.mjs';

const executablePath = await ensureChromium();
// Each worker reads this file again, and need not look again.
process.env['PARLEY_CHROMIUM'] = executablePath;

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  forbidOnly: process.env['CI'] !== undefined,
  workers: 2,
  retries: 0,
  timeout: 30_000,
  reporter: [['list'], ['json', { outputFile: process.env['PARLEY_E2E_REPORT'] ?? 'test-results/e2e.json' }]],
  use: {
    browserName: 'chromium',
    trace: 'retain-on-failure',
    launchOptions: { executablePath, args: chromiumFlags() },
  },
});
