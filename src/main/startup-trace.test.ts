import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { StartupTrace, traceEvents } from './startup-trace.ts';

test('each step has the moment at which it was first reached, since the process began', () => {
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
});

test('whoever writes the trace waits for the steps that count', async () => {
  const trace = new StartupTrace();
  const reached = trace.reached('page-loaded');
  trace.mark('page-loaded');
  await reached;
  await trace.reached('page-loaded');
  expect(Object.keys(trace.marks)).toEqual(['page-loaded']);
});

test('a trace shows how long each step took since the one before, in microseconds, in the order of time', () => {
  expect(traceEvents('main', { 'page-loaded': 30.5, 'main-runs': 12, 'window-asked-for': 20 })).toEqual([
    { name: 'thread_name', ph: 'M', pid: 1, tid: 1, args: { name: 'main' } },
    { name: 'main-runs', ph: 'X', pid: 1, tid: 1, ts: 0, dur: 12_000 },
    { name: 'window-asked-for', ph: 'X', pid: 1, tid: 1, ts: 12_000, dur: 8000 },
    { name: 'page-loaded', ph: 'X', pid: 1, tid: 1, ts: 20_000, dur: 10_500 },
  ]);
  const [, first] = traceEvents('page', { painted: 120 }, 2, 100);
  expect(first).toMatchObject({ tid: 2, ts: 100_000, dur: 20_000 });
});

test('it is written as a file that trace viewers open', async () => {
  const trace = new StartupTrace();
  trace.mark('main-runs');
  const file = join(await temporaryFolder(), 'trace.json');
  await trace.write(file);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ traceEvents: traceEvents('main', trace.marks) });
});
