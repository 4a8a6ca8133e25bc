import { Failure } from '#router/contracts/failure.ts';
import type { HistoryEntry } from '#router/contracts/history.ts';
import type { BodyId, DraftId, SendId } from '#router/contracts/ids.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import type { RequestPreview, SendEvent, ToSend } from '#router/contracts/send.ts';
import type { Services, Session } from '#router/context.ts';
import type { BodyStore } from '../bodies/store.ts';
import { SessionHolds } from '../session-holds.ts';
import { asTyped, type Preparer } from './prepare.ts';
import { Send, type SendDependencies } from './send.ts';

/** Sends that outlive their windows, and this run. */
export interface KeptSends {
  add(entry: HistoryEntry): Promise<void>;
  has(id: SendId): boolean;
  /** Throws a `Failure` where it is not kept (any more). */
  entry(id: SendId): Promise<HistoryEntry>;
  /** Whether a body is still referred to. */
  keeps(id: BodyId): boolean;
  /** Lets go of the oldest body whose send is not in use. @returns whether there was one. */
  dropOldestBody(isInUse: (id: SendId) => boolean): boolean;
}

export interface SendRegistryOptions extends Omit<SendDependencies, 'makeRoom' | 'preparer'> {
  /** Left out: requests go out as they were typed. */
  readonly preparer?: Preparer;
  /** Left out: a send is forgotten when no window needs it any more. */
  readonly history?: KeptSends;
  readonly bodies: Pick<BodyStore, 'create' | 'remove' | 'usage' | 'info'>;
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
  readonly #preparer: Preparer;
  readonly #unwatchedMs: number;
  readonly #unwatchedFinishedMs: number;
  readonly #sends = new Map<SendId, Send>();
  /** What is to happen to the sends that nobody watches. */
  readonly #timers = new Map<SendId, NodeJS.Timeout>();
  readonly #watchers = new SessionHolds((id) => this.#reconsider(id));
  #isClosed = false;

  constructor(options: SendRegistryOptions) {
    this.#options = options;
    this.#preparer = options.preparer ?? asTyped;
    this.#unwatchedMs = options.unwatchedMs ?? 30_000;
    this.#unwatchedFinishedMs = options.unwatchedFinishedMs ?? 600_000;
  }

  /** How many sends are kept. */
  get count(): number {
    return this.#sends.size;
  }

  /** Starts a send, or does nothing but watch where `id` is known. Returns at once. */
  send(session: Session, id: SendId, what: ToSend): void {
    if (this.#isClosed)
      throw new Failure('SERVICE_UNAVAILABLE', 'Parley is closing. Start it again to send.');
    if (!this.#sends.has(id)) {
      const send = new Send(id, what, {
        ...this.#options,
        preparer: this.#preparer,
        makeRoom: () => this.makeRoom(),
      });
      this.#sends.set(id, send);
      void send.ended.then(() => {
        this.#keep(send);
        this.#reconsider(id);
      });
    }
    this.#watch(session, id);
  }

  /** What would be sent of a draft, secrets masked. Throws a `Failure` NOT_FOUND where there is no such draft. */
  preview(draftId: DraftId, request: HttpRequest): Promise<RequestPreview> {
    return this.#preparer.preview(draftId, request);
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
    const { history } = this.#options;
    if (!send && !history?.has(id)) {
      throw new Failure('NOT_FOUND', 'This response is no longer kept. Send the request again.');
    }
    const lastId = lastEventId === undefined ? 0 : Number(lastEventId);
    if (!Number.isSafeInteger(lastId)) {
      throw new Failure(
        'BAD_REQUEST',
        `“${lastEventId}” is not the id of an event. Ask for all events instead.`,
      );
    }
    this.#watch(session, id);
    return send ? send.events.after(lastId, signal) : eventsOf(history?.entry(id), lastId);
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

  /**
   * Forgets finished sends that nobody watches, then lets go of bodies in the history, the oldest first, until the quota
   * holds; tells whether it does.
   */
  makeRoom(): boolean {
    const { bodies, quotaBytes, history } = this.#options;
    const fits = () => bodies.usage.usedBytes < quotaBytes();
    for (const send of this.#sends.values()) {
      if (fits()) return true;
      if (!send.isRunning && !this.#watchers.isHeld(send.id)) this.#forget(send);
    }
    const isInUse = (id: SendId) => this.#watchers.isHeld(id) || this.#sends.has(id);
    while (!fits() && history?.dropOldestBody(isInUse));
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
    const { bodies, history } = this.#options;
    if (send.bodyId !== undefined && !history?.keeps(send.bodyId)) bodies.remove(send.bodyId);
  }

  /** What could not be sent at all is nothing to look up later. */
  #keep(send: Send): void {
    const { history, bodies } = this.#options;
    const entry = history && send.entry((id) => bodies.info(id));
    if (entry) void history.add(entry);
  }
}

/** A send of the history as it was told when it was sent, but for progress. Throws its failure after the last event. */
async function* eventsOf(
  reading: Promise<HistoryEntry> | undefined,
  lastId: number,
): AsyncGenerator<{ id: string; event: SendEvent }> {
  const entry = await reading;
  if (!entry) return;
  for (const [index, event] of entry.events.entries()) {
    if (index + 1 > lastId) yield { id: String(index + 1), event };
  }
  if (entry.failure) throw new Failure(entry.failure.code, entry.failure.message, entry.failure.details);
}
