import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { StartupTrace } from './startup-trace.ts';

test('each step has the moment at which it was first reached, since the process began', async () => {
  const trace = new StartupTrace();
  const before = performance.now();
  trace.mark('main-runs');
  const after = performance.now();
  trace.mark('ready-and-locked');
  const first = trace.marks;
  trace.mark('main-runs');
  expect(trace.marks).toEqual(first);
  expect(Object.keys(first)).toEqual(['main-runs', 'ready-and-locked']);
  expect(first['main-runs']).toBeGreaterThanOrEqual(before);
  expect(first['main-runs']).toBeLessThanOrEqual(after);

  const file = join(await temporaryFolder(), 'trace.json');
  await trace.write(file);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
    timeOrigin: performance.timeOrigin,
    marks: first,
  });
});

test('whoever writes the trace waits for the steps that count', async () => {
  const trace = new StartupTrace();
  const reached = trace.reached('page-loaded');
  trace.mark('page-loaded');
  await reached;
  await trace.reached('page-loaded');
  expect(Object.keys(trace.marks)).toEqual(['page-loaded']);
});
