import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';
import { ensureElectronDouble } from '../../scripts/lib/electron-double.mjs';

// Real Electron where it is named, else the double. Each worker reads this file again, and need not look again.
process.env['PARLEY_ELECTRON'] ??= await ensureElectronDouble();

/** The contract: what Electron does, as its documentation says, and the double reproduces. */
export default defineConfig({
  testDir: 'contract',
  outputDir: '../../test-results/electron-double',
  forbidOnly: process.env['CI'] !== undefined,
  fullyParallel: true,
  // Twice as many as processors: most of a test is waiting.
  workers: Math.min(8, 2 * availableParallelism()),
  retries: 0,
  timeout: 30_000,
  reporter: 'list',
});
