import { isTrackedEnvelope } from '@trpc/server';
import { onTestFinished } from 'vitest';
import { exchange } from '#main/services/http/exchange.ts';
import { createServices, type ServicesOptions } from '#main/services/index.ts';
import type { Platform } from '#main/services/platform.ts';
import { type SendEvent, sendEventSchema } from '#router/contracts/send.ts';
import { createAppRouter } from '#router/index.ts';
import { bodyWorker } from './body-engine.ts';
import { collectionsWorker } from './collections.ts';
import { saving } from './saving.ts';
import { startSession, temporaryFolder } from './support.ts';

export const testPlatform: Platform = {
  host: 'browser',
  version: '1.2.3',
  saveBody: saving(({ fileName }) => ({ kind: 'saved', fileName })),
};

/**
 * The router over the real services on a folder of its own, to be called without a transport. All of it ends with the
 * test.
 */
export async function startRouter(options: Partial<ServicesOptions> = {}) {
  const dataFolder = options.dataFolder ?? (await temporaryFolder());
  const services = await createServices({
    platform: testPlatform,
    bodyWorker: bodyWorker(),
    collectionsWorker: collectionsWorker(),
    exchange,
    ...options,
    dataFolder,
  });
  onTestFinished(() => services.close());
  const router = createAppRouter({ isDev: false });
  return {
    services,
    dataFolder,
    router,
    /** What a document can call. With a signal, its calls are given up when that aborts. */
    caller: (session = startSession(), signal?: AbortSignal) =>
      router.createCaller({ services, session }, signal === undefined ? {} : { signal }),
  };
}

export type Caller = ReturnType<Awaited<ReturnType<typeof startRouter>>['caller']>;

/**
 * The events of a send. A caller's types promise what a client gets; without a transport, each value is still tRPC's
 * envelope around it.
 */
export async function* watch(
  window: Caller,
  input: { id: string; lastEventId?: string | undefined },
): AsyncGenerator<{ id: string; event: SendEvent }> {
  const stream: AsyncIterable<unknown> = await window.requests.events(input);
  for await (const envelope of stream) {
    if (!isTrackedEnvelope(envelope)) throw new TypeError('an event came without its id');
    yield { id: envelope[0], event: sendEventSchema.parse(envelope[1]) };
  }
}
