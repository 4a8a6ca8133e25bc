import { createTRPCClient, type TRPCClientError, type TRPCLink } from '@trpc/client';
import { callTRPCProcedure } from '@trpc/server';
import { type Observer, observable } from '@trpc/server/observable';
import type { OperationResultEnvelope } from '@trpc/client';
import type { WindowSide } from '../contender.ts';
import { ipcMain, type LookAlikeWindow } from '../electron/main.ts';
import { ipcRenderer } from '../electron/window.ts';
import { createBenchRouter, type BenchRouter } from './trpc-11-router.ts';
import { trpcWindow } from './trpc-window.ts';

/**
 * The least that carries a tRPC 11 call: its own client and its own caller, one message there and one back. No errors,
 * no cancelling, no checks, no subscriptions.
 */

export function startMain({ webContents: { mainFrame: frame } }: LookAlikeWindow): void {
  const router = createBenchRouter();
  ipcMain.on('least:call', (_event, id: unknown, path: unknown, input: unknown) => {
    const { signal } = new AbortController();
    const call = callTRPCProcedure({
      router,
      path: String(path),
      getRawInput: () => Promise.resolve(input),
      ctx: {},
      type: 'query',
      signal,
      batchIndex: 0,
    });
    void call.then((data: unknown) => frame.send('least:reply', id, data));
  });
}

type CallObserver = Observer<
  OperationResultEnvelope<unknown, TRPCClientError<BenchRouter>>,
  TRPCClientError<BenchRouter>
>;

export function openWindow(): WindowSide {
  const pending = new Map<unknown, CallObserver>();
  ipcRenderer.on('least:reply', (_event, id, data) => {
    const observer = pending.get(id);
    pending.delete(id);
    observer?.next({ result: { type: 'data', data } });
    observer?.complete();
  });
  const link: TRPCLink<BenchRouter> =
    () =>
    ({ op }) =>
      observable((observer) => {
        pending.set(op.id, observer);
        ipcRenderer.send('least:call', op.id, op.path, op.input);
      });
  const { empty, echo, list } = trpcWindow(createTRPCClient<BenchRouter>({ links: [link] }));
  return { ...(empty && { empty }), ...(echo && { echo }), ...(list && { list }) };
}
