import { workerData } from 'node:worker_threads';
import type { AnyTRPCRouter, inferRouterContext } from '@trpc/server';
import { serve } from '#ipc/server/index.ts';
import { messagePortPipe } from '#ipc/transports/index.ts';
import { Bodies } from './bodies.ts';
import { Jobs } from './jobs.ts';
import { startDataSchema } from './start-data.ts';
import type { WorkerContext } from './trpc.ts';

/** Makes this thread a body worker, until its port is closed. */
export function serveWorker<TRouter extends AnyTRPCRouter>(
  router: WorkerContext extends inferRouterContext<TRouter> ? TRouter : never,
): void {
  const { role, port, bodies } = startDataSchema.parse(workerData);
  const context: WorkerContext = { bodies: new Bodies(role === 'viewer', bodies), jobs: new Jobs() };
  serve(messagePortPipe(port), undefined, { router, createContext: () => context });
}
