import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import type { SendEvent } from '#router/contracts/send.ts';
import { all, noSignal } from '#test/harness/services/support.ts';
import { EventLog } from './event-log.ts';

const connected: SendEvent = {
  type: 'connected',
  url: 'http://example.com/',
  remoteAddress: '192.0.2.1',
  remotePort: 80,
  tls: null,
  certificateTrusted: null,
};

function progress(wireBytes: number): SendEvent {
  return { type: 'progress', sent: 0, wireBytes, bodyBytes: 0, elapsedMs: 0 };
}

const redirected: SendEvent = { type: 'redirected', status: 302, from: 'a', to: 'b', method: 'GET' };

function logOf(...events: readonly SendEvent[]): EventLog {
  const log = new EventLog();
  for (const event of events) log.add(event);
  return log;
}

test('a watcher gets all so far, what comes, and the end', async () => {
  const log = logOf(connected);
  const watched = all(log.after(0, noSignal()));
  log.add(redirected);
  log.end();
  expect(await watched).toEqual([
    { id: '1', event: connected },
    { id: '2', event: redirected },
  ]);
});

test('of the progress only the newest is kept, and the ids go on rising', async () => {
  const log = logOf(connected, progress(1), progress(2), redirected, progress(3), progress(4));
  log.end();
  expect(await all(log.after(0, noSignal()))).toEqual([
    { id: '1', event: connected },
    { id: '4', event: redirected },
    { id: '6', event: progress(4) },
  ]);
});

test('a watcher that comes back gets what it has not seen', async () => {
  const log = logOf(connected, progress(1), redirected);
  log.end();
  const idsAfter = async (id: number) => (await all(log.after(id, noSignal()))).map((item) => item.id);
  expect(await idsAfter(1)).toEqual(['2', '3']);
  expect(await idsAfter(2)).toEqual(['3']);
  expect(await idsAfter(3)).toEqual([]);
});

test('many watch at once, and a slow one skips the progress that it was too late for', async () => {
  const log = logOf(connected);
  const slow = log.after(0, noSignal());
  const others = [1, 2, 3].map(() => all(log.after(0, noSignal())));
  await slow.next();
  for (const bytes of [1, 2, 3]) log.add(progress(bytes));
  log.end();
  expect((await slow.next()).value).toEqual({ id: '4', event: progress(3) });
  expect((await slow.next()).done).toBe(true);
  for (const events of await Promise.all(others)) expect(events.at(-1)?.event).toEqual(progress(3));
});

test('the error of the end comes after the last event, for everybody', async () => {
  const log = logOf(connected);
  const error = new Error('refused');
  log.end({ error });
  for (const watcher of [log.after(0, noSignal()), log.after(0, noSignal())]) {
    expect((await watcher.next()).value?.event).toEqual(connected);
    await expect(watcher.next()).rejects.toBe(error);
  }
});

test('an abort ends a watching with the reason of its signal, and leaves no listener', async () => {
  const call = new AbortController();
  const watcher = logOf(connected).after(1, call.signal);
  const waiting = watcher.next();
  expect(getEventListeners(call.signal, 'abort')).toHaveLength(1);
  call.abort();
  await expect(waiting).rejects.toBe(call.signal.reason);
  expect(getEventListeners(call.signal, 'abort')).toHaveLength(0);
});
