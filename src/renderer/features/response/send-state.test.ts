import { describe, expect, test } from 'vitest';
import type { SendEvent } from '#router/contracts/send.ts';
import { afterEvent, beginSend, isRunning, rateOf, type SendState } from './send-state.ts';

const id = 'A'.repeat(22);
const connected: SendEvent = {
  type: 'connected',
  url: 'http://a.test/',
  remoteAddress: '127.0.0.1',
  remotePort: 80,
  tls: null,
  certificateTrusted: null,
};
const redirected: SendEvent = {
  type: 'redirected',
  status: 302,
  from: 'http://a.test/',
  to: 'http://b.test/',
  method: 'GET',
};
const headers: SendEvent = {
  type: 'headers',
  url: 'http://b.test/',
  status: 200,
  statusText: 'OK',
  httpVersion: '1.1',
  headers: [['Content-Length', '100']],
  bodyId: 'B'.repeat(22),
  contentLength: 100,
};
const trailers: SendEvent = { type: 'trailers', trailers: [['X-Sum', '1']] };
const progress = (elapsedMs: number, wireBytes: number): SendEvent => ({
  type: 'progress',
  sent: 0,
  wireBytes,
  bodyBytes: wireBytes * 2,
  elapsedMs,
});
const done = (outcome: 'complete' | 'cancelled'): SendEvent => ({
  type: 'done',
  outcome,
  bodyId: 'B'.repeat(22),
  wireBytes: 100,
  bodyBytes: 200,
  elapsedMs: 50,
  phases: [],
});

const run = (events: readonly SendEvent[], from: SendState = beginSend(id)) =>
  events.reduce((state, event, index) => afterEvent(state, `e${index}`, event), from);

describe('an exchange', () => {
  test('goes through its stages', () => {
    const events = [connected, redirected, connected, headers, progress(10, 50), done('complete')];
    const stages = events.map((_, index) => run(events.slice(0, index + 1)).stage);
    expect(stages).toEqual(['waiting', 'connecting', 'waiting', 'receiving', 'receiving', 'done']);
  });

  test('runs until it is done, cancelled or has failed', () => {
    expect(isRunning(null)).toBe(false);
    expect(isRunning(beginSend(id))).toBe(true);
    expect(isRunning(run([connected, headers]))).toBe(true);
    expect(isRunning(run([connected, headers, done('cancelled')]))).toBe(false);
  });

  test('keeps what had arrived when it is cancelled', () => {
    const state = run([connected, headers, progress(10, 50), done('cancelled')]);
    expect(state).toMatchObject({
      stage: 'cancelled',
      wireBytes: 100,
      bodyBytes: 200,
      head: { status: 200 },
    });
  });

  test('keeps the fields that came behind the body', () => {
    expect(run([connected, headers, done('complete')]).trailers).toEqual([]);
    expect(run([connected, headers, trailers, done('complete')]).trailers).toEqual([['X-Sum', '1']]);
  });

  test('is the same after a replay of its events', () => {
    const events = [connected, redirected, connected, headers, done('complete')];
    expect(run(events, run(events))).toEqual(run(events));
  });
});

describe('the rate', () => {
  const after = (...samples: [number, number][]) =>
    rateOf(run(samples.map(([ms, bytes]) => progress(ms, bytes))));

  test('is not told from one sample, nor from two that lie close together', () => {
    expect(after()).toBeNull();
    expect(after([100, 1000])).toBeNull();
    expect(after([100, 1000], [150, 2000])).toBeNull();
  });

  test('is bytes on the wire a second', () => {
    expect(after([1000, 0], [1500, 512])).toBe(1024);
  });

  test('forgets what is older than about two seconds', () => {
    expect(after([0, 0], [1000, 1_000_000], [3000, 1_000_000], [5000, 1_000_000])).toBe(0);
  });

  test('ignores a sample that is repeated', () => {
    expect(after([1000, 0], [2000, 500], [2000, 500])).toBe(500);
  });
});
