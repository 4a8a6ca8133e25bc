import { MantineProvider } from '@mantine/core';
import { configure } from '@testing-library/react';
import type { TRPCClient } from '@trpc/client';
import type { ReactNode } from 'react';
import type { AppRouter } from '#router/index.ts';
import { theme } from '../theme.ts';
import { createQueryClient, MainProvider } from '../trpc/provider.tsx';

// What is waited for comes; on a busy machine it may take longer than Testing Library's one second.
configure({ asyncUtilTimeout: 10_000 });

/** What a component stands in when it is tested: the app's own providers around a window's client. */
export function inWindow({ client }: { readonly client: TRPCClient<AppRouter> }) {
  const queryClient = createQueryClient();
  return function Window({ children }: { readonly children: ReactNode }) {
    return (
      // `test` leaves out animations and portals, which happy-dom knows nothing of.
      <MantineProvider theme={theme} env="test">
        <MainProvider client={client} queryClient={queryClient}>
          {children}
        </MainProvider>
      </MantineProvider>
    );
  };
}
