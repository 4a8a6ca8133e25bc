import { act, renderHook, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { startMain } from '#test/harness/main.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { useNewWindow } from './use-new-window.ts';
import { savesNothing } from '#test/harness/services/saving.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('in a browser it is a tab of its own, with the token and tabs that are new', async () => {
  await using main = await startMain();
  sessionStorage.setItem('parley.token', '"s3cret"');
  const open = vi.spyOn(window, 'open').mockReturnValue(null);
  const { result } = renderHook(() => useNewWindow(), { wrapper: inWindow(main.openWindow()) });
  act(() => result.current.open());
  act(() => result.current.open());
  const addresses = open.mock.calls.map(([address]) => new URL(String(address)));
  for (const { origin, pathname, hash } of addresses) {
    expect({ origin, pathname, hash }).toEqual({ origin: location.origin, pathname: '/', hash: '#s3cret' });
  }
  const strips = addresses.map(({ searchParams }) => searchParams.get('tabs'));
  expect(strips).toEqual([expect.stringMatching(/^[\w-]{22}$/), expect.stringMatching(/^[\w-]{22}$/)]);
  expect(new Set(strips).size).toBe(2);
  // With an opener the tab would begin with a copy of this one's session, its tabs included.
  expect(open.mock.calls[0]?.slice(1)).toEqual(['_blank', 'noopener']);
});

test('in the desktop app main opens it', async () => {
  let opened = 0;
  const platform = {
    host: 'electron' as const,
    version: '1.2.3',
    saveBody: savesNothing,
    openWindow: () => {
      opened += 1;
      return Promise.resolve();
    },
  };
  await using main = await startMain({ platform });
  vi.stubGlobal('electronTRPC', {});
  const { result } = renderHook(() => useNewWindow(), { wrapper: inWindow(main.openWindow()) });
  act(() => result.current.open());
  await waitFor(() => expect(opened).toBe(1));
  expect(result.current.problem).toBeNull();
});

test('where main can not open one, it says why', async () => {
  await using main = await startMain();
  vi.stubGlobal('electronTRPC', {});
  const { result } = renderHook(() => useNewWindow(), { wrapper: inWindow(main.openWindow()) });
  act(() => result.current.open());
  await waitFor(() =>
    expect(result.current.problem).toBe('Parley runs in a browser here. Open another tab there.'),
  );
  act(() => result.current.dismissProblem());
  await waitFor(() => expect(result.current.problem).toBeNull());
});
