import { Failure } from '#router/contracts/failure.ts';
import type { SendId } from '#router/contracts/ids.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import type { SendEvent } from '#router/contracts/send.ts';
import type { Services, Session } from '#router/context.ts';
import type { BodyStore } from '../bodies/store.ts';
import { SessionHolds } from '../session-holds.ts';
import { Send, type SendDependencies } from './send.ts';

export interface SendRegistryOptions extends Omit<SendDependencies, 'makeRoom'> {
  readonly bodies: Pick<BodyStore, 'create' | 'remove' | 'usage'>;
  /** Bytes that all bodies together may take on the disk. */
  readonly quotaBytes: () => number;
  /** How long a running send goes on while nobody watches it, in milliseconds. */
  readonly unwatchedMs?: number;
  /** How long a finished send is kept while nobody watches it, in milliseconds. */
  readonly unwatchedFinishedMs?: number;
}

type RequestService = Services['requests'];

/**
 * The sends of all windows. A session watches a send from its first call about it until its document ends or it releases
 * the send. A send that nobody watches is kept for a while, since a reload comes back for it; a released one is not.
 */
export class SendRegistry implements RequestService {
  readonly #options: SendRegistryOptions;
  readonly #unwatchedMs: number;
  readonly #unwatchedFinishedMs: number;
  readonly #sends = new Map<SendId, Send>();
  /** What is to happen to the sends that nobody watches. */
  readonly #timers = new Map<SendId, NodeJS.Timeout>();
  readonly #watchers = new SessionHolds((id) => this.#reconsider(id));
  #isClosed = false;

  constructor(options: SendRegistryOptions) {
    this.#options = options;
    this.#unwatchedMs = options.unwatchedMs ?? 30_000;
    this.#unwatchedFinishedMs = options.unwatchedFinishedMs ?? 600_000;
  }

  /** How many sends are kept. */
  get count(): number {
    return this.#sends.size;
  }

  /** Starts a send, or does nothing but watch where `id` is known. Returns at once. */
  send(session: Session, id: SendId, request: HttpRequest): void {
    if (this.#isClosed)
      throw new Failure('SERVICE_UNAVAILABLE', 'Parley is closing. Start it again to send.');
    if (!this.#sends.has(id)) {
      const send = new Send(id, request, { ...this.#options, makeRoom: () => this.makeRoom() });
      this.#sends.set(id, send);
      void send.ended.then(() => this.#reconsider(id));
    }
    this.#watch(session, id);
  }

  /**
   * Every event after `lastEventId` (all, where it is undefined), then what comes. Throws the send's failure after
   * its last event, the signal's reason, and NOT_FOUND at once where the send is not kept.
   */
  events(
    session: Session,
    id: SendId,
    lastEventId: string | undefined,
    signal: AbortSignal,
  ): AsyncIterable<{ id: string; event: SendEvent }> {
    const send = this.#sends.get(id);
    if (!send) throw new Failure('NOT_FOUND', 'This response is no longer kept. Send the request again.');
    const lastId = lastEventId === undefined ? 0 : Number(lastEventId);
    if (!Number.isSafeInteger(lastId)) {
      throw new Failure(
        'BAD_REQUEST',
        `“${lastEventId}” is not the id of an event. Ask for all events instead.`,
      );
    }
    this.#watch(session, id);
    return send.events.after(lastId, signal);
  }

  /** Aborts a send; what had arrived is kept. Harmless where it has ended or is not known. */
  cancel(id: SendId): void {
    this.#sends.get(id)?.cancel();
  }

  /** Lets a body that is held grow as it will. Harmless where none is, and where the send is not known. */
  goOn(id: SendId): void {
    this.#sends.get(id)?.goOn();
  }

  /**
   * This window needs the send no more. When no other window watches it, it is cancelled where it still runs, and
   * forgotten with its body.
   */
  release(session: Session, id: SendId): void {
    const send = this.#sends.get(id);
    this.#watchers.release(session, id);
    if (!send || this.#watchers.isHeld(id)) return;
    if (!send.isRunning) {
      this.#forget(send);
      return;
    }
    send.cancel();
    void send.ended.then(() => {
      if (!this.#watchers.isHeld(id)) this.#forget(send);
    });
  }

  /** Forgets finished sends that nobody watches, the oldest first, until the quota holds; tells whether it does. */
  makeRoom(): boolean {
    const { bodies, quotaBytes } = this.#options;
    const fits = () => bodies.usage.usedBytes < quotaBytes();
    for (const send of this.#sends.values()) {
      if (fits()) return true;
      if (!send.isRunning && !this.#watchers.isHeld(send.id)) this.#forget(send);
    }
    return fits();
  }

  /** Aborts every exchange, waits for its end, and removes what is left. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const sends = [...this.#sends.values()];
    for (const send of sends) send.cancel();
    await Promise.all(sends.map((send) => send.ended));
    for (const send of sends) this.#forget(send);
    this.#watchers.close();
  }

  #watch(session: Session, id: SendId): void {
    this.#watchers.hold(session, id);
    this.#reconsider(id);
  }

  /** Whether anybody watches has changed, or whether it runs. */
  #reconsider(id: SendId): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    const send = this.#sends.get(id);
    if (!send || this.#watchers.isHeld(id)) return;
    const timer = send.isRunning
      ? setTimeout(() => send.cancel(), this.#unwatchedMs)
      : setTimeout(() => this.#forget(send), this.#unwatchedFinishedMs);
    this.#timers.set(id, timer);
  }

  #forget(send: Send): void {
    clearTimeout(this.#timers.get(send.id));
    this.#timers.delete(send.id);
    this.#sends.delete(send.id);
    if (send.bodyId !== undefined) this.#options.bodies.remove(send.bodyId);
  }
}
