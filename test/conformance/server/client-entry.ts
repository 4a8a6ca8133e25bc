// A client that runs by itself in another process, and calls whatever goes on for ever: to be killed in the midst.
import { createTRPCClient } from '@trpc/client';
import { IpcClient, ipcLink } from '#ipc/client/index.ts';
import { ProcessPipes } from '../pipes/process-pipes.ts';
import type { ConformanceRouter } from './router.ts';
import { transformers } from './transformers.ts';

const pipes = new ProcessPipes(process, () => undefined);
const ipc = new IpcClient({ connect: () => pipes.open('child') });
const client = createTRPCClient<ConformanceRouter>({
  links: [ipcLink({ client: ipc, transformer: transformers.identity })],
});
client.count.subscribe({ to: 1e9 }, { onData: () => undefined });
client.feed.subscribe(undefined, { onData: () => undefined });
client.hang.query().catch(() => undefined);
