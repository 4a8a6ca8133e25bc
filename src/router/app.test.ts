import { expect, test } from 'vitest';
import { startRouter } from '#test/harness/services/callers.ts';

test('a window learns which version of Parley it belongs to', async () => {
  const { caller } = await startRouter();
  expect(await caller().app.getAppVersion()).toBe('1.2.3');
});

test('a window learns where it runs and how much text it shows', async () => {
  const { caller } = await startRouter();
  expect(await caller().app.info()).toEqual({
    version: '1.2.3',
    host: 'browser',
    platform: process.platform,
    textWindowBytes: 5 * 1024 * 1024,
  });
});
