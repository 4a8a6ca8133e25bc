import { act, renderHook, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { startMain, type TestMain } from '#test/harness/main.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { MainProcessError } from '../../trpc/main-process-error.ts';
import { emptyRequest } from '../request/empty-request.ts';
import { type SendMemory, useSend } from './use-send.ts';

const get = (url: string) => ({ ...emptyRequest(), url });

/** What a tab keeps in mind of its send. */
function memory(first: string | null = null) {
  const kept = { first, keep: (id: string | null) => void (kept.first = id) };
  return kept;
}

/** A window with the hook, strict as the app is. */
function open(main: Pick<TestMain, 'openWindow'>, kept: SendMemory = memory()) {
  return renderHook(() => useSend(kept), { wrapper: inWindow(main.openWindow()), reactStrictMode: true });
}
type Window = ReturnType<typeof open>;

const stage = ({ result }: Window) => result.current.state?.stage;
const reaches = (window: Window, wanted: string) => waitFor(() => expect(stage(window)).toBe(wanted));

test('a send is followed from its start to its end', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  const window = open(main);
  expect(window.result.current).toMatchObject({ state: null, running: false });

  act(() => window.result.current.start(get(server.url('/respond', { status: 201, body: 'made it' }))));
  expect(window.result.current.running).toBe(true);
  await reaches(window, 'done');
  expect(window.result.current).toMatchObject({
    running: false,
    state: { head: { status: 201 }, bodyBytes: 7, done: { outcome: 'complete' }, error: null },
  });
  expect(server.requests).toHaveLength(1);
});

test('a cancel ends the exchange at the server, and keeps what had arrived', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  const window = open(main);
  act(() => window.result.current.start(get(server.url('/held', { gate: 'never' }))));
  await reaches(window, 'receiving');

  act(() => window.result.current.cancel());
  await reaches(window, 'cancelled');
  await (await server.request('/held')).closed;
  expect(window.result.current.state?.bodyBytes).toBeGreaterThan(0);
});

test('a cancel right after the start is not lost', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  const window = open(main);
  act(() => window.result.current.start(get(server.url('/respond'))));
  await reaches(window, 'done');
  act(() => window.result.current.start(get(server.url('/never'))));
  expect(stage(window)).toBe('connecting');
  act(() => window.result.current.cancel());
  await reaches(window, 'cancelled');
  expect(window.result.current.state?.done?.outcome).toBe('cancelled');
});

test('a failure has its facts, and what had arrived', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  const window = open(main);
  act(() => window.result.current.start(get(server.url('/reset', { gate: 'now' }))));
  await reaches(window, 'receiving');
  server.open('now');
  await reaches(window, 'failed');
  const { state } = window.result.current;
  expect(state?.error).toBeInstanceOf(MainProcessError);
  expect(state?.error?.details).toMatchObject({ phase: 'response', host: '127.0.0.1', port: server.port });
  expect(state?.head?.status).toBe(200);
});

test('a request that main refuses is a failure too', async () => {
  await using main = await startMain();
  const window = open(main);
  act(() => window.result.current.start(get('http://exa mple/')));
  await reaches(window, 'failed');
  expect(window.result.current.state?.error?.message).toMatch(/URL|address|host/i);
});

test('after a reload the window finds its send again, and sends nothing twice', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  const kept = memory();
  const before = open(main, kept);
  act(() => before.result.current.start(get(server.url('/held', { gate: 'rest' }))));
  await reaches(before, 'receiving');
  before.unmount();

  const after = open(main, kept);
  expect(stage(after)).toBe('resuming');
  await reaches(after, 'receiving');
  server.open('rest');
  await reaches(after, 'done');
  expect(server.requests).toHaveLength(1);
});

test('a lost connection is resumed, and nothing is sent twice', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  const window = open(main);
  act(() => window.result.current.start(get(server.url('/held', { gate: 'rest' }))));
  await reaches(window, 'receiving');
  main.cut();
  server.open('rest');
  await reaches(window, 'done');
  expect(window.result.current.state?.done?.outcome).toBe('complete');
  expect(server.requests).toHaveLength(1);
});

test('a send waits for a main that is away, says so, and goes out once it is back', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  const window = open(main);
  const comeBack = await main.goAway();
  act(() => window.result.current.start(get(server.url('/echo'))));
  expect(stage(window)).toBe('unsent');
  expect(window.result.current.running).toBe(true);
  comeBack();
  await reaches(window, 'done');
  expect(server.requests).toHaveLength(1);
});

test('a cancel of what main does not have yet is done at once: nothing goes out, and the response before it is kept', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  const kept = memory();
  const window = open(main, kept);
  act(() => window.result.current.start(get(server.url('/echo'))));
  await reaches(window, 'done');
  const before = kept.first;

  const comeBack = await main.goAway();
  act(() => window.result.current.start(get(server.url('/echo'))));
  act(() => window.result.current.cancel());
  expect(window.result.current).toMatchObject({ running: false, state: { stage: 'cancelled', done: null } });
  expect(kept.first).toBe(before);

  comeBack();
  act(() => window.result.current.start(get(server.url('/respond'))));
  await reaches(window, 'done');
  expect(server.requests.map(({ url }) => url)).toEqual(['/echo', '/respond']);
});

test('what main has not taken in time is refused, and does not go out later', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  const opened = main.openWindow();
  const window = open({ openWindow: () => opened });
  const comeBack = await main.goAway();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    act(() => window.result.current.start(get(server.url('/echo'))));
    act(() => void vi.advanceTimersByTime(5000));
  } finally {
    vi.useRealTimers();
  }
  await reaches(window, 'failed');
  expect(window.result.current.state?.error?.message).toBe(
    'Parley does not answer, so nothing was done. Try again once it is back.',
  );
  comeBack();
  await opened.client.app.info.query();
  act(() => window.result.current.start(get(server.url('/respond'))));
  await reaches(window, 'done');
  expect(server.requests.map(({ url }) => url)).toEqual(['/respond']);
});

test('a tab that is closed takes with it what main does not have yet, and what is shown in its place stays kept', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  const kept = memory();
  const window = open(main, kept);
  const comeBack = await main.goAway();
  act(() => window.result.current.start(get(server.url('/echo'))));
  expect(kept.first).toBeNull();
  kept.keep('of-the-past');
  window.unmount();
  expect(kept.first).toBe('of-the-past');
  comeBack();
  const other = open(main);
  act(() => other.result.current.start(get(server.url('/respond'))));
  await reaches(other, 'done');
  expect(server.requests.map(({ url }) => url)).toEqual(['/respond']);
});

test('a send of before a reload that main has forgotten is dropped without a fuss', async () => {
  await using main = await startMain();
  const kept = memory('x'.repeat(22));
  const window = open(main, kept);
  await waitFor(() => expect(window.result.current.forgotten).toBe(true));
  expect(window.result.current.state).toBeNull();
  expect(kept.first).toBeNull();
  act(() => window.result.current.dismissForgotten());
  expect(window.result.current.forgotten).toBe(false);
});

/** The sends that main was told to be needed no more; their bodies may stay, for the history. */
function releasedIn(main: TestMain) {
  const release = vi.spyOn(main.services.requests, 'release');
  return () => release.mock.calls.map(([, id]) => id);
}

test('a new send keeps the response before it, and tells main that the one before that is needed no more', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  const released = releasedIn(main);
  const window = open(main);
  const sendOnce = async () => {
    act(() => window.result.current.start(get(server.url('/echo'))));
    await reaches(window, 'done');
    return window.result.current.state;
  };
  const first = await sendOnce();
  await sendOnce();
  expect(window.result.current.previousBodyId).toBe(first?.head?.bodyId);
  expect(released()).toEqual([]);
  await sendOnce();
  await waitFor(() => expect(released()).toEqual([first?.id]));
});

test('where nobody shows it any more, the response is kept, and the one before it is not', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  const released = releasedIn(main);
  const kept = memory();
  const window = open(main, kept);
  const ids: (string | undefined)[] = [];
  for (const _ of ['first', 'second']) {
    act(() => window.result.current.start(get(server.url('/echo'))));
    await reaches(window, 'done');
    ids.push(window.result.current.state?.id);
  }
  window.unmount();
  await waitFor(() => expect(released()).toEqual([ids[0]]));

  const later = open(main, kept);
  await reaches(later, 'done');
  expect(later.result.current.state?.id).toBe(ids[1]);
  expect(server.requests).toHaveLength(2);
});
