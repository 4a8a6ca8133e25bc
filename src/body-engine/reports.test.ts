import { expect, test } from 'vitest';
import { all, noSignal } from '#test/harness/services/support.ts';
import { reportsOf } from './reports.ts';

/** What work waits for until the test opens it. */
function gate() {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

test('the newest report is told of, not those that it has overtaken, and the last one always', async () => {
  const { passed, open } = gate();
  const reports = reportsOf<number>(async (report) => {
    for (let each = 1; each <= 1000; each++) report(each);
    await passed;
    for (let each = 1001; each <= 2000; each++) report(each);
  }, noSignal());
  expect(await reports.next()).toEqual({ done: false, value: 1000 });
  open();
  expect(await all(reports)).toEqual([2000]);
});

test('work that fails is heard of behind its last report, even if nobody asked meanwhile', async () => {
  const { passed, open } = gate();
  const reports = reportsOf<string>(async (report) => {
    report('begun');
    await passed;
    report('half done');
    throw new Error('no more');
  }, noSignal());
  expect((await reports.next()).value).toBe('begun');
  open();
  await passed;
  await new Promise(setImmediate);
  expect((await reports.next()).value).toBe('half done');
  await expect(reports.next()).rejects.toThrow('no more');
});

test('who stops listening has the work aborted, and waits for its end', async () => {
  let hasEnded = false;
  const reports = reportsOf<string>(async (report, signal) => {
    report('begun');
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    await new Promise(setImmediate);
    hasEnded = true;
  }, noSignal());
  for await (const report of reports) {
    expect(report).toBe('begun');
    break;
  }
  expect(hasEnded).toBe(true);
});

test('the signal aborts the work, which says how it ends', async () => {
  const call = new AbortController();
  const reports = reportsOf<string>(async (report, signal) => {
    report('begun');
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    signal.throwIfAborted();
  }, call.signal);
  await reports.next();
  call.abort(new Error('not wanted any more'));
  await expect(reports.next()).rejects.toThrow('not wanted any more');
});
