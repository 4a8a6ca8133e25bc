// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { act, cleanup, renderHook } from '@testing-library/react';
import { createTRPCContext, useSubscription } from '@trpc/tanstack-react-query';
import { createElement, type PropsWithChildren } from 'react';
import { afterEach, expect, vi } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import { openClient, type OpenClient } from './client.ts';
import type { ConformanceRouter } from './server/router.ts';
import { row } from './suite.ts';

const { TRPCProvider, useTRPC } = createTRPCContext<ConformanceRouter>();
afterEach(cleanup);
vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

function wrapperFor({ client }: OpenClient) {
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false, gcTime: 0 } } });
  return ({ children }: PropsWithChildren) =>
    createElement(
      QueryClientProvider,
      { client: queryClient },
      // oxlint-disable-next-line react/no-children-prop -- its type wants it there
      createElement(TRPCProvider, { trpcClient: client, queryClient, children }),
    );
}

row(
  16,
  async (rig) => {
    using page = openClient(rig);
    const { unmount } = renderHook(
      () => useQuery(useTRPC().hang.queryOptions(undefined, { trpc: { abortOnUnmount: true } })),
      { wrapper: wrapperFor(page) },
    );
    await eventually(async () => expect((await rig.control.probe.query()).events).toEqual(['hanging']));
    unmount();
    await eventually(async () =>
      expect((await rig.control.probe.query()).events).toEqual(['hanging', 'aborted']),
    );
    expect(page.ipc.pendingCount).toBe(0);
  },
  { also: 'a hook that unmounts' },
);

row(
  29,
  async (rig) => {
    using page = openClient(rig);
    const { result } = renderHook(() => useSubscription(useTRPC().feed.subscriptionOptions()), {
      wrapper: wrapperFor(page),
    });
    // Reading it makes the hook render when it changes.
    expect(result.current.status).toBe('connecting');
    expect(result.current.error).toBeNull();
    await eventually(() => act(() => expect(result.current.status).toBe('pending')));
    await eventually(async () => expect((await rig.control.probe.query()).listeners).toBe(1));
    await act(() => rig.control.emit.mutate('a value'));
    await eventually(() => act(() => expect(result.current.data).toBe('a value')));

    const seen: string[] = [];
    const watching = page.ipc.connectionState.subscribe({
      next: ({ state, error }) => seen.push(error ? `${state}: ${error.message}` : state),
    });
    await act(() => rig.cut());
    await eventually(() => expect(seen).toContain('connecting: The connection to the main process was lost'));
    await eventually(() => expect(seen.at(-1)).toBe('pending'));
    watching.unsubscribe();
    // Without a value that says so: the hook knows that it is connected again.
    await eventually(() => act(() => expect(result.current.status).toBe('pending')));
    expect(result.current.error).toBeNull();

    act(() => page.ipc.close());
    await eventually(() => act(() => expect(result.current).toMatchObject({ status: 'error' })));
  },
  { also: 'useSubscription' },
);

row(30, async (rig) => {
  using page = openClient(rig);
  const { unmount, result } = renderHook(() => useSubscription(useTRPC().feed.subscriptionOptions()), {
    wrapper: wrapperFor(page),
    reactStrictMode: true,
  });
  await eventually(() => act(() => expect(result.current.status).toBe('pending')));
  await eventually(async () =>
    expect(await rig.control.probe.query()).toMatchObject({
      live: 1,
      listeners: 1,
      sessions: [{ calls: 1 }],
    }),
  );
  expect(page.ipc.pendingCount).toBe(1);
  unmount();
  await eventually(async () =>
    expect(await rig.control.probe.query()).toMatchObject({
      live: 0,
      listeners: 0,
      sessions: [{ calls: 0 }],
    }),
  );
  expect(page.ipc.pendingCount).toBe(0);
});
