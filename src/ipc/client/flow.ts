/**
 * How a subscription's consumer takes its values. By default the link grants a credit for each value that the
 * observer's `next` has returned from. A consumer that buffers (a stream) puts a `ManualFlow` into the call's
 * context instead, and grants when it really has room.
 */
export interface ManualFlow {
  /** Values that may be sent before the first grant. */
  readonly credit: number;
  /** Called when the subscription is sent, and again when it is sent anew after a reconnect. */
  start(grant: (count: number) => void): void;
}

/** What the adapter reads from a call's `context`; the context itself never leaves the process. */
export interface IpcCallContext {
  readonly flow?: ManualFlow;
  /** False: the subscription fails when its connection is lost, rather than being sent again on the next one. */
  readonly resume?: boolean;
  /**
   * Called when a connection has the call, and again when the next one has. Before that nothing has gone out: who aborts
   * the call then knows that it was not carried out.
   */
  readonly onSent?: () => void;
}

/** The key under which a call's `context` holds an `IpcCallContext`. */
export const ipcContextKey = 'ipc';

/** Puts options for the adapter into a call's `context`. */
export function ipcContext(context: IpcCallContext): Record<string, unknown> {
  return { [ipcContextKey]: context };
}

const none: IpcCallContext = {};

/** The adapter's options in a call's context; none where there are none. */
export function readIpcContext(context: Record<string, unknown>): IpcCallContext {
  const value = context[ipcContextKey];
  if (typeof value !== 'object' || value === null) return none;
  const flow: unknown = 'flow' in value ? value.flow : undefined;
  const onSent: unknown = 'onSent' in value ? value.onSent : undefined;
  return {
    ...(isManualFlow(flow) && { flow }),
    ...('resume' in value && { resume: value.resume !== false }),
    ...(typeof onSent === 'function' && { onSent: () => void onSent() }),
  };
}

function isManualFlow(value: unknown): value is ManualFlow {
  return (
    typeof value === 'object' &&
    value !== null &&
    'credit' in value &&
    typeof value.credit === 'number' &&
    'start' in value &&
    typeof value.start === 'function'
  );
}

/** Values in flight before the first grant, where the consumer keeps up by itself. */
const automaticCredit = 128;

/** Grants a credit for each value taken, many at a time. */
export class AutomaticFlow implements ManualFlow {
  readonly credit = automaticCredit;
  #taken = 0;
  #grant: (count: number) => void = () => undefined;

  start(grant: (count: number) => void): void {
    this.#taken = 0;
    this.#grant = grant;
  }

  taken(): void {
    this.#taken += 1;
    if (this.#taken < automaticCredit / 2) return;
    const count = this.#taken;
    this.#taken = 0;
    this.#grant(count);
  }
}
