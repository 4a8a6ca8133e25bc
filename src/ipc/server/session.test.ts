import { initTRPC } from '@trpc/server';
import { expect, it } from 'vitest';
import { createSessionId } from '../protocol/session-id.ts';
import { createMemoryPipe } from '../transports/index.ts';
import { serve, type ServedSession } from './session.ts';

it('runs nothing of a frame behind the message that had its session closed', async () => {
  const ran: unknown[] = [];
  const { procedure, router } = initTRPC.create();
  const [client, server] = createMemoryPipe();
  const isOver = new Promise<void>((resolve) =>
    client.start({ frame: () => undefined, end: () => resolve() }),
  );
  const served: ServedSession = serve(server, null, {
    router: router({ save: procedure.mutation(() => ran.push('saved')) }),
    createContext: () => ({}),
    // A host that sends away who calls what there is not.
    onError: () => served.close(),
  });
  const call = (id: number, path: string) => ({ id, method: 'mutation', params: { path } });
  const messages = [{ id: 1, method: 'nonsense' }, call(2, 'save'), call(3, 'save')];
  client.send(createSessionId() + JSON.stringify(messages));
  await isOver;
  await served.ended;
  expect(served.callCount).toBe(0);
  expect(ran).toEqual([]);
});
