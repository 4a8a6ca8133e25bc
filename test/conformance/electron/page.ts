import { createTRPCClient } from '@trpc/client';
import { IpcClient, type IpcClientOptions, ipcLink } from '#ipc/client/index.ts';
import type { ConformanceRouter } from '../server/router.ts';
import { transformers } from '../server/transformers.ts';
import { connectDocument } from './electron-rig.ts';
import type { StandInFrame } from './stand-in.ts';

/** The code of a page, running in the document that a frame shows now. */
export function openPage(frame: StandInFrame, options: Partial<IpcClientOptions> = {}) {
  const ipc = new IpcClient({ connect: connectDocument(frame.document), ...options });
  const client = createTRPCClient<ConformanceRouter>({
    links: [ipcLink({ client: ipc, transformer: transformers.identity })],
  });
  const seen: unknown[] = [];
  return {
    ipc,
    client,
    /** What the feed has brought. */
    seen,
    /** Subscribes to the feed. */
    start: () =>
      client.feed.subscribe(undefined, { onData: (value) => seen.push(value), onError: () => undefined }),
    [Symbol.dispose]: () => ipc.close(),
  };
}
