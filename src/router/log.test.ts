import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startRouter } from '#test/harness/services/callers.ts';
import { startSession } from '#test/harness/services/support.ts';

const entry = { level: 'error', message: 'render failed', at: 0, source: 'react' } as const;

test("a window's entries are in the log, without secrets", async () => {
  const { caller, services, dataFolder } = await startRouter();
  const session = startSession();
  await caller(session).log.write({
    entries: [
      { ...entry, stack: 'at View' },
      { ...entry, message: 'GET http://u:hunter2@h/' },
    ],
  });
  await services.close();
  const text = await readFile(join(dataFolder, 'logs/parley.1.log'), 'utf8');
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    msg: 'render failed',
    stack: 'at View',
    window: { session: session.id, source: 'react' },
  });
  expect(text).not.toContain('hunter2');
});

test.each([
  ['too many entries', { entries: Array.from({ length: 201 }, () => entry) }, ['entries']],
  ['too long a message', { entries: [{ ...entry, message: 'x'.repeat(16_385) }] }, ['entries', 0, 'message']],
  ['a time that no date can be', { entries: [{ ...entry, at: 1e300 }] }, ['entries', 0, 'at']],
])('%s are refused with the place', async (_, batch, path) => {
  const { caller } = await startRouter();
  await expect(caller().log.write(batch)).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    cause: { issues: [{ path }] },
  });
});
