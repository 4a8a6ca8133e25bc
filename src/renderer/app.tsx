import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { CrashScreen } from './features/shell/crash-screen.tsx';
import { theme } from './theme.ts';
import { cspNonce } from './ui/csp-nonce.ts';

/** What every screen stands in: Parley's look, light or dark as the system is, and a net below. */
export function App({ children }: { readonly children: ReactNode }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={cspNonce}>
      <ErrorBoundary FallbackComponent={CrashScreen}>{children}</ErrorBoundary>
    </MantineProvider>
  );
}
