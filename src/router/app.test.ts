import { expect, test } from 'vitest';
import { startRouter, testPlatform } from '#test/harness/services/callers.ts';

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

test('a window asks for another one, which its host opens', async () => {
  let opened = 0;
  const openWindow = () => {
    opened += 1;
    return Promise.resolve();
  };
  const { caller } = await startRouter({ platform: { ...testPlatform, openWindow } });
  await caller().app.openWindow();
  expect(opened).toBe(1);
});

test('where the host has no windows of its own, the page is told to open a tab instead', async () => {
  const { caller } = await startRouter();
  await expect(caller().app.openWindow()).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    message: 'Parley runs in a browser here. Open another tab there.',
  });
});
