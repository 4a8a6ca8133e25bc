import { join } from 'node:path';
import { appFolder, expect, test } from './contract-test.ts';

// docs/tutorial/sandbox.md, "Preload scripts"
test('a sandboxed preload can require these modules and no other', async ({ window }) => {
  const found = await window.evaluate(() =>
    ['electron', 'events', 'node:events', 'timers', 'url', 'fs', 'node:path', './other.cjs'].map((name) =>
      contract.require(name),
    ),
  );
  expect(found).toEqual([
    'object',
    'function',
    'function',
    'object',
    'object',
    'module not found: fs',
    'module not found: node:path',
    'module not found: ./other.cjs',
  ]);
});

// docs/tutorial/process-model.md, "Preload scripts"; docs/api/process.md; docs/api/structures/web-preferences.md
test('a preload runs first, in a world of its own that shares the document', async ({ window }) => {
  const surroundings = await window.evaluate(() => contract.surroundings());
  expect(surroundings).toEqual({
    page: 'undefined',
    readyState: 'loading',
    hasLoaded: true,
    sandboxed: true,
    contextIsolated: true,
    type: 'renderer',
    platform: process.platform,
    hasArgument: true,
    base64: 'w6k=',
    immediate: 'function',
    title: 'Contract',
  });
});

// docs/tutorial/context-isolation.md
test('a page has nothing of Node, and nothing that the preload did not expose', async ({ window }) => {
  const found = await window.evaluate(() => {
    const names = Object.getOwnPropertyNames(globalThis).filter((name) => /electron|bridge/i.test(name));
    return [...names, ...['require', 'process', 'Buffer', 'module'].filter((name) => name in globalThis)];
  });
  expect(found).toEqual([]);
});

// docs/api/structures/web-preferences.md, "nodeIntegrationInSubFrames"
test('a preload does not run in sub-frames', async ({ window }) => {
  const frame = window.frame({ url: /frame\.html$/ });
  expect(await frame?.evaluate(() => globalThis.contractAtStart)).toBe('undefined');
});

// docs/tutorial/process-model.md, "Preload scripts": once a document
test('a new document has a new preload', async ({ window }) => {
  await window.evaluate(() => contract.send('reply-please', 1));
  await expect.poll(() => window.evaluate(() => contract.received().length)).toBe(3);
  await window.reload();
  expect(await window.evaluate(() => [contract.received(), globalThis.contractAtStart])).toEqual([
    [],
    'object',
  ]);
});

// docs/api/web-contents.md, "Event: 'preload-error'"
test('a preload that throws is told of, and its page loads without it', async ({ app, events }) => {
  const opened = app.waitForEvent('window');
  await app.evaluate(
    ({ BrowserWindow }, preload) =>
      new BrowserWindow({ webPreferences: { preload } }).loadURL('app://contract/second.html'),
    join(appFolder, 'broken-preload.cjs'),
  );
  const second = await opened;
  await events.expect('preload-error broken-preload.cjs the preload is broken');
  expect(await second.evaluate(() => globalThis.contractAtStart)).toBe('undefined');
});
