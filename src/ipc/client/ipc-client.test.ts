import { createTRPCClient } from '@trpc/client';
import { initTRPC } from '@trpc/server';
import { expect, it } from 'vitest';
import { serve, type ServedSession } from '../server/index.ts';
import { createMemoryPipe } from '../transports/index.ts';
import { IpcClient, ipcContext, ipcLink } from './index.ts';

const plain = { serialize: (value: unknown) => value, deserialize: (value: unknown) => value };
/** Runs while an input is prepared for the wire. */
let whileSerializing = (): void => undefined;
const transformer = {
  input: {
    serialize(value: unknown) {
      whileSerializing();
      return value;
    },
    deserialize: plain.deserialize,
  },
  output: plain,
};

function createRouter(ran: string[]) {
  const { procedure, router } = initTRPC.create({ transformer });
  return router({
    echo: procedure.input((value: unknown) => value).query(({ input }) => input),
    save: procedure
      .input((value: unknown) => value)
      .mutation(({ signal }) => ran.push(signal?.aborted ? 'aborted' : 'saved')),
    forever: procedure
      .input((value: unknown) => value)
      .subscription(async function* ({ signal }) {
        yield 'started';
        await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
      }),
  });
}

function connect() {
  const ran: string[] = [];
  const sessions: ServedSession[] = [];
  const ipc = new IpcClient({
    connect() {
      const [client, server] = createMemoryPipe();
      sessions.push(serve(server, null, { router: createRouter(ran), createContext: () => ({}) }));
      return client;
    },
  });
  const links = [ipcLink<ReturnType<typeof createRouter>>({ client: ipc, transformer })];
  const client = createTRPCClient<ReturnType<typeof createRouter>>({ links });
  const inFlight = () => sessions.reduce((count, { callCount }) => count + callCount, 0);
  return { ran, client, inFlight, [Symbol.dispose]: () => ipc.close() };
}

it('sends nothing of a call that its own transformer aborts', async () => {
  using open = connect();
  await open.client.echo.query('connected');
  const controller = new AbortController();
  whileSerializing = () => controller.abort();
  const saved = open.client.save.mutate('x', { signal: controller.signal });
  await expect(saved).rejects.toThrow('aborted');
  whileSerializing = () => undefined;
  expect(await open.client.echo.query('still there')).toBe('still there');
  expect(open.ran).toEqual([]);
});

it('stops what a getter of its own input aborts, though the stop goes ahead of it', async () => {
  using open = connect();
  await open.client.echo.query('connected');
  const controller = new AbortController();
  const input = {
    get value() {
      controller.abort();
      return 1;
    },
  };
  open.client.forever.subscribe(input, { signal: controller.signal });
  await open.client.echo.query('after it');
  await expect.poll(open.inFlight).toBe(0);
});

it('says when a connection has a call, and not before', async () => {
  using open = connect();
  const told: string[] = [];
  const context = (name: string) => ipcContext({ onSent: () => told.push(name) });
  const first = open.client.save.mutate('x', { context: context('first') });
  expect(told).toEqual([]);
  await first;
  expect(told).toEqual(['first']);
  const aborted = new AbortController();
  aborted.abort();
  await expect(
    open.client.save.mutate('x', { context: context('aborted'), signal: aborted.signal }),
  ).rejects.toThrow('aborted');
  expect(told).toEqual(['first']);
});
