import { TRPCClientError } from '@trpc/client';
import type { AnyTRPCRouter } from '@trpc/server';
import { type BehaviorSubject, behaviorSubject } from '@trpc/server/observable';
import type { DecodedMessage } from '../protocol/frame.ts';
import { messageId, parseServerMessage } from '../protocol/messages.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { callUser, IpcClosedError, IpcConnectionError, IpcRefusedError } from './errors.ts';
import type { PendingCall } from './pending-call.ts';

/**
 * tRPC's own states: `idle` while nothing is connected or asked for, `connecting` (with why, after a loss), and
 * `pending`, which says that the connection stands.
 */
export type ConnectionState =
  | { readonly type: 'state'; readonly state: 'idle'; readonly error: null }
  | {
      readonly type: 'state';
      readonly state: 'connecting';
      readonly error: TRPCClientError<AnyTRPCRouter> | null;
    }
  | { readonly type: 'state'; readonly state: 'pending'; readonly error: null };

export interface IpcClientOptions extends ConnectionOptions {
  /**
   * Milliseconds to wait before the nth attempt (from 0) to connect again. Default: none, then 100 doubling to 5,000.
   * `null`: a lost connection fails what was pending, and the next call connects.
   */
  readonly reconnectDelayMs?: ((attempt: number) => number) | null;
}

function defaultReconnectDelay(attempt: number): number {
  return attempt === 0 ? 0 : Math.min(100 * 2 ** (attempt - 1), 5000);
}

const idle: ConnectionState = { type: 'state', state: 'idle', error: null };
const connected: ConnectionState = { type: 'state', state: 'pending', error: null };

/**
 * The client half of the adapter: one connection, the calls over it, and what becomes of them when it is lost.
 * Connects when there is something to say. Made for `ipcLink`.
 */
export class IpcClient {
  /** Every subscription is told of its changes; `useSubscription` shows them. */
  readonly connectionState: BehaviorSubject<ConnectionState> = behaviorSubject(idle);
  /** In the order of their ids, which is the order in which they were made. */
  readonly #calls = new Map<number, PendingCall>();
  #connection: Connection | null = null;
  #lastId = 0;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #closed = false;

  constructor(private readonly options: IpcClientOptions) {}

  /** Calls that have not settled, subscriptions included. */
  get pendingCount(): number {
    return this.#calls.size;
  }

  /** Sends a call, as soon as there is a connection. */
  start(call: PendingCall): void {
    if (this.#closed) {
      call.fail(new IpcClosedError());
      return;
    }
    this.#register(call);
    if (this.#connection?.outbox) this.#send(call);
    else this.#connect(null);
  }

  /** Forgets a call, and has the server stop it. Does nothing where it has settled. */
  stop(call: PendingCall): void {
    if (!this.#forget(call)) return;
    if (call.sent) this.#connection?.outbox?.write({ id: call.id, method: 'stop' });
  }

  /** Fails what is pending, says goodbye and disconnects. The client can't be used again. */
  close(): void {
    this.#closed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
    this.#connection?.close();
    this.#connection = null;
    this.#failAll(new IpcClosedError());
    this.#setState(idle);
  }

  #register(call: PendingCall): void {
    this.#lastId += 1;
    call.id = this.#lastId;
    call.sent = false;
    this.#calls.set(call.id, call);
  }

  #forget(call: PendingCall): boolean {
    if (this.#calls.get(call.id) !== call) return false;
    this.#calls.delete(call.id);
    return true;
  }

  #send(call: PendingCall): void {
    const connection = this.#connection;
    const { id } = call;
    // What was sent before it may have ended the connection, or had this call stopped.
    if (!connection?.outbox || this.#calls.get(id) !== call) return;
    try {
      const message = call.toMessage();
      // The transformer is the user's: it may have aborted the call.
      if (this.#calls.get(id) !== call) return;
      // Before it is: a pipe may end in the very sending, and then nobody knows how much of it has arrived.
      call.sent = true;
      connection.outbox.write(message);
    } catch (cause) {
      this.#forget(call);
      call.fail(cause instanceof Error ? cause : new TypeError(String(cause)));
      return;
    }
    if (this.#calls.get(id) !== call) {
      // Aborted by a getter of its own input: the stop went ahead of it.
      connection.outbox?.write({ id, method: 'stop' });
      return;
    }
    call.started((credit) => {
      // A consumer may grant after its call has settled, or has been sent again under another id.
      if (this.#calls.has(id)) connection.outbox?.write({ id, method: 'credit', credit });
    });
  }

  #connect(error: Error | null): void {
    if (this.#connection !== null || this.#retry !== null) return;
    const connection = new Connection(this.options, {
      messages: (messages) => this.#receive(messages),
      end: (cause) => {
        if (this.#connection === connection) this.#lost(cause);
      },
    });
    // Whoever is told may make a call or close the client: it finds this connection in place.
    this.#connection = connection;
    this.#setState({ type: 'state', state: 'connecting', error: error && TRPCClientError.from(error) });
    void connection.open().then((open) => {
      if (!open || this.#connection !== connection) return;
      this.#setState(connected);
      for (const call of [...this.#calls.values()]) if (!call.sent) this.#send(call);
    });
  }

  /** Fails the calls whose fate is unknown, and connects again for those that can go on. */
  #lost(cause: Error | undefined): void {
    this.#connection = null;
    const isRefused = cause instanceof IpcRefusedError;
    const error = isRefused
      ? cause
      : new IpcConnectionError('The connection to the main process was lost', { cause });
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    const delayMs =
      this.options.reconnectDelayMs === undefined ? defaultReconnectDelay : this.options.reconnectDelayMs;
    const goesOn = (call: PendingCall) => !isRefused && delayMs !== null && call.resumes;
    const kept = calls.filter(goesOn);
    const failed = calls.filter((call) => !goesOn(call));
    for (const call of kept) this.#register(call);
    for (const call of failed) call.fail(error);

    // A failed call's observer may have closed the client, or made a call that connects by itself.
    if (this.#closed || this.#connection !== null) return;
    if (delayMs === null || this.#calls.size === 0) {
      this.#setState(idle);
      return;
    }
    this.#retry = setTimeout(() => {
      this.#retry = null;
      this.#connect(error);
    }, delayMs(this.#attempt));
    this.#attempt += 1;
    this.#setState({ type: 'state', state: 'connecting', error: TRPCClientError.from(error) });
  }

  #receive(messages: readonly DecodedMessage[]): void {
    this.#attempt = 0;
    for (const message of messages) this.#handle(message);
  }

  #handle(message: DecodedMessage): void {
    if ('error' in message) {
      const call = this.#calls.get(messageId(message.json) ?? -1);
      if (!call) return;
      // The server goes on sending to a subscription whose value could not be read.
      this.stop(call);
      call.fail(message.error);
      return;
    }
    const reply = parseServerMessage(message.value);
    const call = reply && this.#calls.get(reply.id);
    if (!call) return;
    if (call.isLast(reply)) this.#forget(call);
    call.receive(reply);
  }

  #failAll(error: Error): void {
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const call of calls) call.fail(error);
  }

  #setState(state: ConnectionState): void {
    callUser(() => this.connectionState.next(state));
  }
}
