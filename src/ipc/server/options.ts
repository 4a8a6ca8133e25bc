import type { AnyTRPCRouter, inferRouterContext } from '@trpc/server';
import type { ErrorOptions } from './errors.ts';

/** A session as `createContext` sees it: who is at the other end, and until when. */
export interface SessionInfo<TSender> {
  readonly id: string;
  readonly sender: TSender;
  /** Aborts when the session ends, however it ends. */
  readonly signal: AbortSignal;
}

export interface CallInfo {
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly path: string;
  /** Aborts when this call is stopped, or with its session. */
  readonly signal: AbortSignal;
}

export interface ServeOptions<TRouter extends AnyTRPCRouter, TSender> extends ErrorOptions<TRouter> {
  /** Made for each call. Where it throws, that call alone fails. */
  readonly createContext: (
    session: SessionInfo<TSender>,
    call: CallInfo,
  ) => inferRouterContext<TRouter> | Promise<inferRouterContext<TRouter>>;
  /** Characters and bytes of a message, its long lists included, in either direction. Default 64 Mi. */
  readonly maxFrameSize?: number;
  /** Calls in flight at once in one session. Default 10,000; one more is refused. */
  readonly maxCalls?: number;
  /** Credits that a subscription can have outstanding. Default 1,024. */
  readonly maxCredit?: number;
  /** When to send the messages that have gathered. Default `setImmediate`: once what has arrived is worked off. */
  readonly schedule?: (flush: () => void) => void;
}
