import '@mantine/core/styles.layer.css';
import './app.css';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { IpcClient } from '#ipc/client/index.ts';
import { App } from './app.tsx';
import { TabsGate } from './features/shell/tabs-gate.tsx';
import { NoToken } from './features/shell/no-token.tsx';
import { connectToMain } from './trpc/connect.ts';
import { forwardLog, type LogForwarder } from './trpc/log-forwarder.ts';
import { createMainClient, createQueryClient, MainProvider } from './trpc/provider.tsx';

const connect = connectToMain({
  onTokenRefused() {
    // Asking again and again would change nothing.
    ipc?.close();
    show(<NoToken refused />);
  },
});
// A file that is dropped beside its field would take the page's place.
for (const type of ['dragover', 'drop']) addEventListener(type, (event) => event.preventDefault());

const ipc = connect && new IpcClient({ connect });
let log: LogForwarder | undefined;
const root = createRoot(rootElement(), {
  // React's own report of what an error boundary caught goes to the console alone.
  onCaughtError: (error, { componentStack }) => {
    const stack = error instanceof Error ? error.stack : undefined;
    log?.add({
      level: 'error',
      source: 'react',
      message: String(error),
      stack: `${stack ?? ''}\n${componentStack ?? ''}`.slice(0, 65_536),
    });
  },
});

if (ipc) {
  const client = createMainClient(ipc);
  log = forwardLog((entries) => client.log.write.mutate({ entries }));
  show(
    <MainProvider client={client} queryClient={createQueryClient()}>
      <TabsGate />
    </MainProvider>,
  );
} else {
  show(<NoToken />);
}

function show(screen: ReactNode) {
  root.render(
    <StrictMode>
      <App>{screen}</App>
    </StrictMode>,
  );
}

function rootElement(): HTMLElement {
  const element = document.getElementById('root');
  if (!element) throw new Error('index.html has no element with the id "root"');
  return element;
}
