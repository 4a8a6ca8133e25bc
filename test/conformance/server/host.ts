import { TRPCError } from '@trpc/server';
import type { Pipe } from '#ipc/protocol/pipe.ts';
import { serve, type ServedSession, type SessionInfo } from '#ipc/server/index.ts';
import type { ServerConfig } from './config.ts';
import { createControlRouter } from './control.ts';
import { Probe } from './probe.ts';
import { type ConformanceContext, createConformanceRouter } from './router.ts';
import { TappedPipe } from './tap.ts';

export interface HostedSession {
  readonly sender: string;
  readonly pipe: TappedPipe;
  readonly served: ServedSession;
  ended: boolean;
}

/** A conformance server: the router, what it tells of itself, and the sessions that it serves. */
export class ConformanceHost {
  readonly probe = new Probe();
  readonly sessions: HostedSession[] = [];
  readonly #router;
  readonly #controls: ServedSession[] = [];

  constructor(readonly config: ServerConfig) {
    this.#router = createConformanceRouter(config);
  }

  /** Serves one session, for whom the pipe's transport says that it is. */
  serve(pipe: Pipe, sender: string): ServedSession {
    const { probe, config } = this;
    const tapped = new TappedPipe(pipe, config.tap);
    const served = serve(tapped, sender, {
      router: this.#router,
      isDev: config.isDev,
      ...(config.maxFrameSize !== undefined && { maxFrameSize: config.maxFrameSize }),
      ...(config.maxCalls !== undefined && { maxCalls: config.maxCalls }),
      createContext: (session, call) => this.#createContext(session, call),
      onError({ error, path, type, input, ctx }) {
        const { code, message } = error;
        probe.errors.push({ code, message, path, type, input, sender: ctx?.sender });
        if (config.onErrorThrows) throw new Error('onError failed');
      },
    });
    const session: HostedSession = { sender, pipe: tapped, served, ended: false };
    this.sessions.push(session);
    void served.ended.then(() => {
      session.ended = true;
    });
    return served;
  }

  /** Serves the test's own channel to this server. */
  serveControl(pipe: Pipe): void {
    const router = createControlRouter();
    this.#controls.push(serve(pipe, undefined, { router, createContext: () => this, isDev: true }));
  }

  close(): void {
    for (const { served } of this.sessions) served.close();
    for (const control of this.#controls) control.close();
  }

  #createContext(
    session: SessionInfo<string>,
    { path, type, signal }: { path: string; type: string; signal: AbortSignal },
  ): ConformanceContext | Promise<ConformanceContext> {
    const { probe } = this;
    const { sender } = session;
    probe.contexts.push({ sender, path, type });
    const context = { probe, sender };
    if (path === 'contextFails') throw new TRPCError({ code: 'UNAUTHORIZED', message: 'no context for you' });
    if (path.startsWith('contextWaits')) {
      probe.note('context pending');
      signal.addEventListener('abort', () => probe.note('context told'), { once: true });
      return probe.gate('context').then(() => context);
    }
    return this.config.context === 'async' ? Promise.resolve(context) : context;
  }
}
