import { createTRPCClient } from '@trpc/client';
import { exposeElectronTRPC } from 'electron-trpc/preload';
import { IpcClient, ipcLink, subscriptionStream } from '#ipc/client/index.ts';
import { serve } from '#ipc/server/index.ts';
import { connectElectron, type ElectronTRPCBridge, listenElectron } from '#ipc/transports/index.ts';
import type { WindowSide } from '../contender.ts';
import { ipcMain, type LookAlikeContents, pageOrigin } from '../electron/main.ts';
import { addPageEvents } from '../electron/window.ts';
import { createBenchRouter, type BenchRouter, transformer } from './trpc-11-router.ts';
import { trpcWindow } from './trpc-window.ts';

/** Set up as `src/main/index.ts` and the window do it. */

export function startMain(): void {
  const router = createBenchRouter();
  listenElectron<LookAlikeContents>({
    ipcMain,
    allow: ({ frame }) => frame.origin === pageOrigin,
    onPipe: (pipe, sender) =>
      void serve(pipe, sender, { router, isDev: false, createContext: ({ id, signal }) => ({ id, signal }) }),
  });
}

export function openWindow(): WindowSide {
  addPageEvents();
  exposeElectronTRPC();
  const ipc = new IpcClient({ connect: connectElectron(exposedBridge()) });
  const client = createTRPCClient<BenchRouter>({ links: [ipcLink({ client: ipc, transformer })] });
  return {
    ...trpcWindow(client),
    async bytes(request, take, signal) {
      const stream = subscriptionStream<Uint8Array>((subscriber) =>
        client.bytes.subscribe(request, subscriber),
      );
      const reader = stream.getReader();
      signal.addEventListener('abort', () => void reader.cancel());
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return undefined;
        const ready = take(value);
        if (ready) await Promise.race([ready, aborted(signal)]);
      }
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function exposedBridge(): ElectronTRPCBridge {
  const bridge: unknown = Reflect.get(globalThis, 'electronTRPC');
  if (!isBridge(bridge)) throw new Error('The preload exposed no bridge');
  return bridge;
}

function isBridge(value: unknown): value is ElectronTRPCBridge {
  return typeof value === 'object' && value !== null && 'sendMessage' in value && 'onMessage' in value;
}
