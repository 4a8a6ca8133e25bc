import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient, type TRPCClient } from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import type { ReactNode } from 'react';
import { type IpcClient, ipcLink } from '#ipc/client/index.ts';
import type { AppRouter } from '#router/index.ts';
import { mainProcessErrorLink } from './main-process-error.ts';
import { refuseLateLink } from './refuse-late.ts';

const context = createTRPCContext<AppRouter>();

/** `useTRPC().app.info.queryOptions()` and the like: every procedure as options for react-query's hooks. */
export const { useTRPC, useTRPCClient } = context;

/** Main says what it means by returning it; the codec carries it as it is. The same as the router's. */
const transformer = { serialize: (value: unknown) => value, deserialize: (value: unknown) => value };

/** A client for main's router whose failures are `MainProcessError`s, and which does nothing late that a person would be surprised by. */
export function createMainClient(ipc: IpcClient): TRPCClient<AppRouter> {
  return createTRPCClient<AppRouter>({
    links: [mainProcessErrorLink, refuseLateLink(ipc), ipcLink({ client: ipc, transformer })],
  });
}

/** Main is on this machine: a failure is an answer, not a hiccup, and what it said stays true until it is asked again. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: false, staleTime: Number.POSITIVE_INFINITY, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

export interface MainProviderProps {
  readonly client: TRPCClient<AppRouter>;
  readonly queryClient: QueryClient;
  readonly children: ReactNode;
}

/** Makes main's procedures available to the hooks below. Queries with `trpc: { abortOnUnmount: true }` stop in main with their component. */
export function MainProvider({ client, queryClient, children }: MainProviderProps) {
  return (
    <QueryClientProvider client={queryClient}>
      <context.TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  );
}
