import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { Changes } from './changes.ts';

test('an announcement wakes everybody who waits', async () => {
  const changes = new Changes();
  const { signal } = new AbortController();
  const waiting = Promise.all([changes.next(signal), changes.next(signal)]);
  changes.announce();
  await waiting;
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('whoever waits again inside a wake-up waits for the next announcement', async () => {
  const changes = new Changes();
  const { signal } = new AbortController();
  let wakeUps = 0;
  const waiter = async () => {
    await changes.next(signal);
    wakeUps += 1;
    await changes.next(signal);
    wakeUps += 1;
  };
  const done = waiter();
  changes.announce();
  await Promise.resolve();
  expect(wakeUps).toBe(1);
  changes.announce();
  await done;
  expect(wakeUps).toBe(2);
});

test('an abort ends the wait with the reason of the signal, also one that came before', async () => {
  const changes = new Changes();
  const controller = new AbortController();
  const reason = new Error('the window is gone');
  const waiting = changes.next(controller.signal);
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(changes.next(controller.signal)).rejects.toBe(reason);
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
});
