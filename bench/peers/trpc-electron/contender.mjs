import { createTRPCClient } from '@trpc/client';
import { initTRPC } from '@trpc/server';
import { createIPCHandler, exposeElectronTRPC } from 'trpc-electron/main';
import { ipcLink } from 'trpc-electron/renderer';
import { pushedBytes, trpcWindow } from '../../ipc/contenders/trpc-window.ts';
import {
  createEvent,
  createList,
  enterSubscription,
  parseBytesRequest,
  parseCount,
  readPieces,
} from '../../ipc/payload.ts';

/** trpc-electron 0.1.2 on tRPC 11, set up as electron-trpc's README says, of which it is a fork. */

const { procedure, router } = initTRPC.create();

const benchRouter = router({
  empty: procedure.query(() => undefined),
  echo: procedure.input(parseCount).query(({ input }) => input),
  list: procedure.input(parseCount).query(({ input }) => createList(input)),
  events: procedure.input(parseCount).subscription(async function* ({ input }) {
    for (let i = 0; i < input; i += 1) yield createEvent(i);
  }),
  forever: procedure.subscription(async function* ({ signal }) {
    const leave = enterSubscription();
    try {
      yield 0;
      await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
    } finally {
      leave();
    }
  }),
  bytes: procedure.input(parseBytesRequest).subscription(({ input }) => readPieces(input)),
});

/** @param {import('../../ipc/electron/main.ts').LookAlikeWindow} window */
export function startMain(window) {
  createIPCHandler({ router: benchRouter, windows: [window] });
}

/** @returns {import('../../ipc/contender.ts').WindowSide} */
export function openWindow() {
  exposeElectronTRPC();
  const client = createTRPCClient({ links: [ipcLink()] });
  return { ...trpcWindow(client), ...pushedBytes(client) };
}
