import { type Operation, type OperationResultEnvelope, TRPCClientError } from '@trpc/client';
import type { AnyTRPCRouter, TRPCCombinedDataTransformer } from '@trpc/server';
import type { Observer } from '@trpc/server/observable';
import type { CallMessage, parseServerMessage } from '../protocol/messages.ts';
import { callUser } from './errors.ts';
import { AutomaticFlow, type IpcCallContext, type ManualFlow, readIpcContext } from './flow.ts';

export type CallError = TRPCClientError<AnyTRPCRouter>;
export type CallObserver = Observer<OperationResultEnvelope<unknown, CallError>, CallError>;
type Reply = NonNullable<ReturnType<typeof parseServerMessage>>;

/** One call on the client, from `subscribe` to its last callback. The client owns its id and its place in the map. */
export class PendingCall {
  /** On the wire; a new one each time that it is sent. */
  id = 0;
  /** Whether the present connection has it. */
  sent = false;
  readonly type: Operation['type'];
  readonly path: string;
  readonly #input: unknown;
  readonly #options: IpcCallContext;
  /** Of a subscription; nothing else sends more than one value. */
  readonly #flow: ManualFlow | null;
  #lastEventId: string | undefined;

  constructor(
    op: Operation,
    private readonly transformer: TRPCCombinedDataTransformer,
    private readonly observer: CallObserver,
  ) {
    this.type = op.type;
    this.path = op.path;
    this.#input = op.input;
    this.#options = readIpcContext(op.context);
    this.#flow = op.type === 'subscription' ? (this.#options.flow ?? new AutomaticFlow()) : null;
  }

  /** Whether it may be sent again on the next connection, where this one is lost. */
  get resumes(): boolean {
    return !this.sent || (this.type === 'subscription' && this.#options.resume !== false);
  }

  /** What crosses: path, input, id and last event id, nothing else of the operation. */
  toMessage(): CallMessage {
    const input: unknown = this.transformer.input.serialize(this.#input);
    const lastEventId = this.#lastEventId;
    return {
      id: this.id,
      method: this.type,
      params: {
        path: this.path,
        ...(input !== undefined && { input }),
        ...(lastEventId !== undefined && { lastEventId }),
      },
      ...(this.#flow && { credit: this.#flow.credit }),
    };
  }

  /**
   * A connection has it.
   * @param grant sends credit for this call.
   */
  started(grant: (count: number) => void): void {
    this.#flow?.start(grant);
    const { onSent } = this.#options;
    if (onSent) callUser(onSent);
  }

  /** Whether a reply is the call's last. */
  isLast(reply: Reply): boolean {
    return 'error' in reply || reply.type === 'stopped' || this.type !== 'subscription';
  }

  /** Hands a reply on. A reply that can't be decoded fails this call alone. */
  receive(reply: Reply): void {
    if ('error' in reply) {
      this.#receiveError(reply.error);
    } else if (reply.type === 'data') {
      this.#receiveData(reply.data, reply.eventId);
    } else if (this.type !== 'subscription') {
      this.fail(new TypeError(`The answer to ${this.path} was not one`));
    } else if (reply.type === 'stopped') {
      this.#next({ type: 'stopped' });
      callUser(() => this.observer.complete());
    } else {
      // Also when it resumes after a reconnect: whoever shows that it is connecting hears that it is over.
      this.#next({ type: 'started' });
    }
  }

  fail(cause: Error): void {
    callUser(() => this.observer.error(TRPCClientError.from(cause)));
  }

  #receiveData(raw: unknown, eventId: string | undefined): void {
    let data: unknown;
    try {
      data = this.transformer.output.deserialize(raw);
    } catch (cause) {
      this.fail(new TypeError(`The answer to ${this.path} could not be decoded`, { cause }));
      return;
    }
    if (eventId !== undefined) this.#lastEventId = eventId;
    this.#next({ type: 'data', data, ...(eventId !== undefined && { id: eventId }) });
    if (this.type !== 'subscription') callUser(() => this.observer.complete());
    else if (this.#flow instanceof AutomaticFlow) this.#flow.taken();
  }

  #receiveError(raw: unknown): void {
    let error: unknown;
    try {
      error = this.transformer.output.deserialize(raw);
    } catch (cause) {
      error = new TypeError(`The failure of ${this.path} could not be decoded`, { cause });
    }
    callUser(() => this.observer.error(TRPCClientError.from(error instanceof Error ? error : { error })));
  }

  #next(result: OperationResultEnvelope<unknown, CallError>['result']): void {
    callUser(() => this.observer.next({ result }));
  }
}
