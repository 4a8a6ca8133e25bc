import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { Deadline } from './deadline.ts';
import { timeoutFailure } from './failures.ts';

function start(timeoutMs: number) {
  const caller = new AbortController();
  const deadline = new Deadline(caller.signal, timeoutMs, () =>
    timeoutFailure(timeoutMs, 'prepare', undefined),
  );
  onTestFinished(() => deadline[Symbol.dispose]());
  return { caller, deadline, signal: deadline.signal };
}

test('the signal aborts with the failure of the time limit', async () => {
  const { signal } = start(10);
  await once(signal, 'abort');
  expect(signal.reason).toMatchObject({ code: 'GATEWAY_TIMEOUT', details: { errno: 'ETIMEDOUT' } });
});

test('the signal aborts with the reason of the caller, paused or not', () => {
  for (const isPaused of [false, true]) {
    const { caller, deadline, signal } = start(10_000);
    using _ = isPaused ? deadline.pause() : undefined;
    caller.abort('enough');
    expect(signal.reason).toBe('enough');
  }
});

// Timers of Node run in the order in which they are due, however late they are.
test('no time passes while it is paused, and then what was left of it does', async () => {
  const { deadline, signal } = start(400);
  await setTimeout(300);
  {
    using _ = deadline.pause();
    await setTimeout(200);
    expect(signal.aborted).toBe(false);
  }
  // Less than the limit, and more than what is left of it.
  await setTimeout(300);
  expect(signal.aborted).toBe(true);
});

test('where there is no limit, there is none after a pause', async () => {
  const { deadline, signal } = start(0);
  deadline.pause()[Symbol.dispose]();
  await setTimeout(10);
  expect(signal.aborted).toBe(false);
});

test('it leaves no timer behind, whether it was paused or not', () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  for (const isPaused of [false, true]) {
    const { deadline } = start(10_000);
    if (isPaused) deadline.pause()[Symbol.dispose]();
    deadline[Symbol.dispose]();
  }
  expect(timers()).toBe(before);
});
