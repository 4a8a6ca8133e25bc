import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { once } from 'node:events';
import { WebSocket, WebSocketServer } from 'ws';
import type { WindowSide } from '../contender.ts';
import { ipcMain } from '../electron/main.ts';
import { ipcRenderer } from '../electron/window.ts';
import { createBenchRouter, type BenchRouter, transformer } from './trpc-11-router.ts';
import { trpcWindow } from './trpc-window.ts';

/** tRPC's own WebSocket adapter on loopback. Not IPC: here to show what tRPC itself makes of two local processes. */

export async function startMain(): Promise<void> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  applyWSSHandler({ wss: server, router: createBenchRouter() });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  const { port } = address;
  ipcMain.on('web-socket:port', (event: { reply(channel: string, port: number): void }) =>
    event.reply('web-socket:port', port),
  );
}

export async function openWindow(): Promise<WindowSide> {
  const port = await new Promise<number>((resolve) => {
    ipcRenderer.on('web-socket:port', (_event, answer) => resolve(Number(answer)));
    ipcRenderer.send('web-socket:port');
  });
  // A page has one; Node 20 doesn't.
  Reflect.set(globalThis, 'WebSocket', WebSocket);
  const client = createTRPCClient<BenchRouter>({
    links: [wsLink({ client: createWSClient({ url: `ws://127.0.0.1:${port}` }), transformer })],
  });
  return trpcWindow(client);
}
