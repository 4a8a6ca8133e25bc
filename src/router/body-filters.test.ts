import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startBodyServer } from '#test/harness/servers/body-server.ts';
import { bodyOf, factsOf, textOf } from '#test/harness/services/bodies.ts';
import { startRouter } from '#test/harness/services/callers.ts';

async function start() {
  const started = await startRouter();
  return { ...started, window: started.caller(), bodiesFolder: join(started.dataFolder, 'bodies') };
}

const jsonpath = (expression: string) => ({ kind: 'jsonpath' as const, expression });
const lines = (text: string, regex = false) => ({
  kind: 'lines' as const,
  query: { text, matchCase: false, wholeWord: false, regex },
});

test('by JSONPath makes a body of what it finds', async () => {
  await using server = await startBodyServer();
  const { window } = await start();
  const id = await bodyOf(window, server.body('{"items":[{"p":1.50,"p":2.00},{"p":3}]}'));
  const made = await window.bodies.filter({ id, filter: jsonpath(' $.items[?@.p < 3] ') });
  expect(await factsOf(window, made.id)).toMatchObject({
    kind: 'json',
    state: 'complete',
    derivation: { notes: [expect.stringContaining('the same name')] },
  });
  expect(await textOf(window, made.id)).toBe('[\n  {\n    "p": 1.50,\n    "p": 2.00\n  }\n]');
});

test('by JSONPath gives of lines of JSON a match a line, also while they arrive', async () => {
  await using server = await startBodyServer();
  const { window } = await start();
  const live = server.live('application/x-ndjson');
  const id = await bodyOf(window, live.url, 'headers');
  await live.write('{"a":1}\n{"b":2}\n{"a"');
  const made = await window.bodies.filter({ id, filter: jsonpath('$.a') });
  await factsOf(window, made.id, ({ size }) => size === 2);
  await live.write(':3.0}');
  live.end();
  expect(await textOf(window, made.id)).toBe('1\n3.0\n');
  expect(await factsOf(window, made.id)).toMatchObject({ kind: 'ndjson', state: 'complete' });
});

test('by JSONPath is refused with the place where the expression is none, and makes nothing', async () => {
  await using server = await startBodyServer();
  const { window, bodiesFolder } = await start();
  const id = await bodyOf(window, server.body('[]'));
  await expect(window.bodies.filter({ id, filter: jsonpath('$.a[') })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    message: 'This is not a JSONPath expression: unclosed bracketed selection, at character 5.',
    cause: { details: { position: 4 } },
  });
  await expect(window.bodies.filter({ id, filter: jsonpath(' ') })).rejects.toMatchObject({
    cause: {
      issues: [{ path: ['filter', 'expression'], message: 'type an expression, such as $.items[*]' }],
    },
  });
  expect(await readdir(bodiesFolder)).toEqual([id]);
});

test('by JSONPath needs a document that is there, and fits into memory', async () => {
  await using server = await startBodyServer();
  const { window } = await start();
  const live = server.live();
  const arriving = await bodyOf(window, live.url, 'headers');
  await live.write('[');
  await expect(window.bodies.filter({ id: arriving, filter: jsonpath('$') })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('still arriving'),
  });
  const id = await bodyOf(window, server.body(Buffer.alloc(64 * 1024 * 1024 + 1, '[')));
  await expect(window.bodies.filter({ id, filter: jsonpath('$') })).rejects.toMatchObject({
    code: 'PAYLOAD_TOO_LARGE',
    message: expect.stringContaining('64 MiB'),
  });
});

test('by lines keeps those that have a hit, also while they arrive', async () => {
  await using server = await startBodyServer();
  const { window } = await start();
  const live = server.live('text/plain');
  const id = await bodyOf(window, live.url, 'headers');
  await live.write('ERROR one\nfine\n');
  const made = await window.bodies.filter({ id, filter: lines('error') });
  await factsOf(window, made.id, ({ size }) => size === 10);
  await live.write('an error\nend');
  live.end();
  expect(await textOf(window, made.id)).toBe('ERROR one\nan error\n');
});

test('by lines is refused for an expression that is none', async () => {
  await using server = await startBodyServer();
  const { window } = await start();
  const id = await bodyOf(window, server.body('[]'));
  await expect(window.bodies.filter({ id, filter: lines('(', true) })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    message: expect.stringContaining('not a regular expression'),
  });
});
