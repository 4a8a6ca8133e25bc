import { createTRPCProxyClient } from '@trpc/client';
import { initTRPC } from '@trpc/server';
import { observable } from '@trpc/server/observable';
import { createIPCHandler, exposeElectronTRPC } from 'electron-trpc/main';
import { ipcLink } from 'electron-trpc/renderer';
import { pushedBytes, trpcWindow } from '../../ipc/contenders/trpc-window.ts';
import {
  createEvent,
  createList,
  enterSubscription,
  parseBytesRequest,
  parseCount,
  readPieces,
} from '../../ipc/payload.ts';

/** electron-trpc 0.7.1 on tRPC 10, set up as its README says. tRPC 10's subscriptions are observables. */

const { procedure, router } = initTRPC.create();

const benchRouter = router({
  empty: procedure.query(() => undefined),
  echo: procedure.input(parseCount).query(({ input }) => input),
  list: procedure.input(parseCount).query(({ input }) => createList(input)),
  events: procedure.input(parseCount).subscription(({ input }) =>
    observable((emit) => {
      for (let i = 0; i < input; i += 1) emit.next(createEvent(i));
      emit.complete();
    }),
  ),
  forever: procedure.subscription(() =>
    observable((emit) => {
      const leave = enterSubscription();
      emit.next(0);
      return leave;
    }),
  ),
  bytes: procedure.input(parseBytesRequest).subscription(({ input }) =>
    observable((emit) => {
      const pieces = readPieces(input);
      void emitAll(pieces, emit);
      return () => void pieces.return();
    }),
  ),
});

/**
 * @param {AsyncIterable<Uint8Array>} pieces
 * @param {{ next(piece: Uint8Array): void, complete(): void }} emit
 */
async function emitAll(pieces, emit) {
  for await (const piece of pieces) emit.next(piece);
  emit.complete();
}

/** @param {import('../../ipc/electron/main.ts').LookAlikeWindow} window */
export function startMain(window) {
  createIPCHandler({ router: benchRouter, windows: [window] });
}

/** @returns {import('../../ipc/contender.ts').WindowSide} */
export function openWindow() {
  exposeElectronTRPC();
  const client = createTRPCProxyClient({ links: [ipcLink()] });
  return { ...trpcWindow(client), ...pushedBytes(client) };
}
