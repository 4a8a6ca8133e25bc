import { type AnyTRPCRouter, TRPCError } from '@trpc/server';
import { type DecodedMessage, defaultMaxFrameSize, FrameReader, isByeFrame } from '../protocol/frame.ts';
import { field, isCredit, messageId } from '../protocol/messages.ts';
import { Outbox } from '../protocol/outbox.ts';
import type { Pipe, PipeReceiver } from '../protocol/pipe.ts';
import { sessionIdOf } from '../protocol/session-id.ts';
import { type CallScope, type ParsedCall, parseCall, refuseCall, runCall } from './call.ts';
import { Credit } from './credit.ts';
import { report, toTRPCError } from './errors.ts';
import type { ServeOptions, SessionInfo } from './options.ts';

/** One end of a pipe, being served. */
export interface ServedSession {
  /** Resolves when the session has ended; never rejects. */
  readonly ended: Promise<void>;
  /** Calls in flight. */
  readonly callCount: number;
  /** Tells the client, aborts everything in flight and closes the pipe. Twice is harmless. */
  close(): void;
}

/**
 * Serves a router over a pipe: the server half of the adapter. One session; it ends with the pipe, with the client's
 * `bye`, or with `close()`, and what is in flight then is aborted.
 * @param sender whatever the host knows of the other end; handed to `createContext`.
 */
export function serve<TRouter extends AnyTRPCRouter, TSender>(
  pipe: Pipe,
  sender: TSender,
  options: ServeOptions<TRouter, TSender>,
): ServedSession {
  const session = new Session(pipe, sender, options);
  pipe.start(session);
  return session;
}

interface RunningCall {
  readonly controller: AbortController;
  readonly credit: Credit;
}

class Session<TRouter extends AnyTRPCRouter, TSender> implements ServedSession, PipeReceiver {
  readonly ended: Promise<void>;
  readonly #controller = new AbortController();
  readonly #calls = new Map<number, RunningCall>();
  readonly #maxFrameSize: number;
  readonly #reader: FrameReader;
  #markEnded: () => void = () => undefined;
  /** Known with the session's first frame, which says its id. */
  #scope: CallScope<TRouter, TSender> | null = null;

  constructor(
    private readonly pipe: Pipe,
    private readonly sender: TSender,
    private readonly options: ServeOptions<TRouter, TSender>,
  ) {
    this.#maxFrameSize = options.maxFrameSize ?? defaultMaxFrameSize;
    this.#reader = new FrameReader(this.#maxFrameSize);
    this.ended = new Promise((resolve) => {
      this.#markEnded = resolve;
    });
  }

  get callCount(): number {
    return this.#calls.size;
  }

  frame(frame: unknown): void {
    if (this.#controller.signal.aborted) return;
    const id = sessionIdOf(frame);
    if (id === null || (this.#scope !== null && this.#scope.session.id !== id)) return;
    if (isByeFrame(frame)) {
      if (this.#scope !== null) this.pipe.close();
      return;
    }
    this.#scope ??= this.#open(id);
    let dropped = 0;
    for (const message of this.#decode(frame)) {
      // Ended by what an earlier one has led to: the rest is nobody's.
      if (this.#controller.signal.aborted) return;
      if (!this.#handle(message, this.#scope)) dropped += 1;
    }
    // Once a frame: junk must not cost more than it is worth.
    if (dropped > 0) this.#reportDropped(`${dropped} messages without an id were dropped`, undefined);
  }

  end(): void {
    if (this.#controller.signal.aborted) return;
    this.#controller.abort();
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const { controller } of calls) controller.abort();
    this.#markEnded();
  }

  close(): void {
    if (!this.#controller.signal.aborted) this.#scope?.outbox.bye();
    this.pipe.close();
    this.end();
  }

  #open(id: string): CallScope<TRouter, TSender> {
    const session: SessionInfo<TSender> = { id, sender: this.sender, signal: this.#controller.signal };
    const outbox = new Outbox(id, this.pipe, {
      maxFrameSize: this.#maxFrameSize,
      schedule: this.options.schedule ?? setImmediate,
    });
    return { options: this.options, session, outbox };
  }

  /** What can't be read, or is larger than a frame may be, is dropped: it names no call that could be answered. */
  #decode(frame: unknown): DecodedMessage[] {
    try {
      return this.#reader.read(frame);
    } catch (cause) {
      this.#reportDropped('A frame was dropped', cause);
      return [];
    }
  }

  /** @returns whether the message had an id: one without has to be dropped. */
  #handle(message: DecodedMessage, scope: CallScope<TRouter, TSender>): boolean {
    const value = 'error' in message ? message.json : message.value;
    const id = messageId(value);
    const method = field(value, 'method');
    if (id === null) return false;
    if (method === 'stop') {
      const call = this.#calls.get(id);
      this.#calls.delete(id);
      call?.controller.abort();
    } else if (method === 'credit') {
      const credit = field(value, 'credit');
      if (isCredit(credit)) this.#calls.get(id)?.credit.grant(credit);
    } else {
      this.#call(id, message, scope);
    }
    return true;
  }

  #call(id: number, message: DecodedMessage, scope: CallScope<TRouter, TSender>): void {
    let call: ParsedCall | null = null;
    try {
      if ('error' in message) throw new TRPCError({ code: 'PARSE_ERROR', cause: message.error });
      call = parseCall(message.value, this.options.router);
      this.#admit(id);
    } catch (cause) {
      refuseCall(scope, id, toTRPCError(cause), call);
      return;
    }
    const running: RunningCall = {
      controller: new AbortController(),
      credit: new Credit(call.credit, this.options.maxCredit ?? 1024),
    };
    // Registered before anything is awaited: a stop finds the call however early it comes.
    this.#calls.set(id, running);
    void runCall(scope, id, call, running, () => {
      if (this.#calls.get(id) === running) this.#calls.delete(id);
    }).then(() => {
      // Nothing else is under way that its answer could share a frame with.
      if (this.#calls.size === 0) scope.outbox.flush();
    });
  }

  #admit(id: number): void {
    const maxCalls = this.options.maxCalls ?? 10_000;
    if (this.#calls.has(id)) {
      throw new TRPCError({ code: 'BAD_REQUEST', message: `Call ${id} is in progress already` });
    }
    if (this.#calls.size >= maxCalls) {
      throw new TRPCError({
        code: 'TOO_MANY_REQUESTS',
        message: `${maxCalls} calls are in progress already`,
      });
    }
  }

  #reportDropped(message: string, cause: unknown): void {
    const error = new TRPCError({ code: 'PARSE_ERROR', message, cause });
    report(this.options, { error, type: 'unknown', path: undefined, input: undefined, ctx: undefined });
  }
}
