import { initTRPC } from '@trpc/server';
import { z } from 'zod';
import { collectGarbage, heapAfterGc } from './garbage.ts';
import type { ConformanceHost } from './host.ts';

/** What a test asks a server, in whichever thread or process it runs, on a session of its own. */
export function createControlRouter() {
  const { procedure, router } = initTRPC.context<ConformanceHost>().create({
    // Says to the types that values cross as they are.
    transformer: { serialize: (value: unknown) => value, deserialize: (value: unknown) => value },
  });

  return router({
    probe: procedure.query(({ ctx: { probe, sessions } }) => ({
      events: probe.events,
      contexts: probe.contexts,
      errors: probe.errors,
      live: probe.live,
      produced: probe.produced,
      listeners: probe.topic.listenerCount('value'),
      sessions: sessions.map(({ sender, pipe, served, ended }) => ({
        id: pipe.sessionId,
        sender,
        calls: served.callCount,
        ended,
      })),
    })),
    /** What has crossed, of every session or of those of one sender. */
    wire: procedure.input(z.string().optional()).query(({ ctx, input }) => {
      const taps = ctx.sessions.filter(({ sender }) => input === undefined || sender === input);
      return {
        messages: taps.flatMap(({ pipe }) => pipe.messages),
        maxOutstanding: Math.max(0, ...taps.map(({ pipe }) => pipe.maxOutstanding)),
      };
    }),
    open: procedure.input(z.string()).mutation(({ ctx, input }) => ctx.probe.open(input)),
    emit: procedure.input(z.unknown()).mutation(({ ctx, input }) => {
      ctx.probe.topic.emit('value', input);
    }),
    emitStray: procedure.mutation(({ ctx }) => ctx.probe.stray()),
    /** Sends a frame to the last session's client as if the server had. */
    inject: procedure.input(z.string()).mutation(({ ctx, input }) => ctx.sessions.at(-1)?.pipe.inject(input)),
    /** Ends every connection without a word, as a lost network would. */
    cut: procedure.mutation(({ ctx }) => {
      for (const { pipe } of ctx.sessions) pipe.close();
    }),
    /** Closes every session, as a host does that shuts down: twice, which must be harmless. */
    closeSessions: procedure.mutation(({ ctx }) => {
      for (const { served } of ctx.sessions) served.close();
      for (const { served } of ctx.sessions) served.close();
    }),
    heap: procedure.mutation(() => heapAfterGc()),
    /** How many of the values sent are still there after a collection. */
    uncollected: procedure.mutation(async ({ ctx }) => {
      await collectGarbage();
      return ctx.probe.sent.filter((reference) => reference.deref() !== undefined).length;
    }),
  });
}

export type ControlRouter = ReturnType<typeof createControlRouter>;
