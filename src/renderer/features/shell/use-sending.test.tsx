import { act, renderHook, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { emptyRequest } from '../request/empty-request.ts';
import { useSending } from './use-sending.ts';

/** A tab whose request sends a file that is still on its way to main. */
function open() {
  const request = { ...emptyRequest(), url: 'http://a.test/' };
  const start = vi.fn<() => void>();
  let arrive = (_isStored: boolean): void => undefined;
  const upload = new Promise<boolean>((resolve) => (arrive = resolve));
  const view = renderHook(
    () =>
      useSending({
        request: { ...request, body: { ...request.body, kind: 'file' } },
        currentRequest: () => request,
        uploads: new Set([upload]),
        send: { running: false, start, cancel: () => undefined },
        onUrlMissing: () => undefined,
      }),
    { reactStrictMode: true },
  );
  act(() => view.result.current.trySend());
  expect(view.result.current.busy).toBe(true);
  return {
    ...view,
    start,
    arrive: () =>
      act(async () => {
        arrive(true);
        await upload;
      }),
  };
}

test('what waits for an upload is sent when that is complete', async () => {
  const { arrive, start, result } = open();
  await arrive();
  await waitFor(() => expect(start).toHaveBeenCalledOnce());
  expect(result.current.busy).toBe(false);
});

test('and not where it was cancelled, or its tab was closed meanwhile', async () => {
  const cancelled = open();
  act(() => cancelled.result.current.cancel());
  await cancelled.arrive();
  const closed = open();
  closed.unmount();
  await closed.arrive();
  const other = open();
  await other.arrive();
  await waitFor(() => expect(other.start).toHaveBeenCalled());
  expect(cancelled.start).not.toHaveBeenCalled();
  expect(closed.start).not.toHaveBeenCalled();
});
