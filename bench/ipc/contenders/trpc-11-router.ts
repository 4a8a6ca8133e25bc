import { initTRPC } from '@trpc/server';
import {
  createEvent,
  createList,
  enterSubscription,
  parseBytesRequest,
  parseCount,
  readPieces,
} from '../payload.ts';

const identity = {
  serialize: (value: unknown) => value,
  deserialize: (value: unknown) => value,
};

/** tRPC's types turn bytes into an object unless a transformer is declared; this one changes nothing. */
export const transformer = identity;

/** What the bench asks of tRPC 11: Parley's router, and the WebSocket's. */
export function createBenchRouter() {
  const { procedure, router } = initTRPC.create({ transformer });
  return router({
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
}
export type BenchRouter = ReturnType<typeof createBenchRouter>;
