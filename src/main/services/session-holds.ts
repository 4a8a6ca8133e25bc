import type { Session } from '#router/context.ts';

interface Held {
  readonly ids: Set<string>;
  /** Stops listening for the session's end. */
  stop(): void;
}

/** Which session holds which ids. A session lets go of all it holds when its `signal` aborts. */
export class SessionHolds {
  readonly #sessions = new Map<string, Held>();
  readonly #onReleased: (id: string) => void;

  /** @param onReleased called for each id that a session has let go of. */
  constructor(onReleased: (id: string) => void) {
    this.#onReleased = onReleased;
  }

  /** Does nothing for a session that has ended. */
  hold(session: Session, id: string): void {
    if (session.signal.aborted) return;
    const held = this.#sessions.get(session.id) ?? this.#listenTo(session);
    held.ids.add(id);
  }

  release(session: Session, id: string): void {
    const held = this.#sessions.get(session.id);
    if (!held?.ids.delete(id)) return;
    if (held.ids.size === 0) this.#forget(session.id, held);
    this.#onReleased(id);
  }

  isHeldBy(session: Session, id: string): boolean {
    return this.#sessions.get(session.id)?.ids.has(id) ?? false;
  }

  isHeld(id: string): boolean {
    return [...this.#sessions.values()].some((held) => held.ids.has(id));
  }

  /** Lets go of everything without telling anybody. */
  close(): void {
    for (const [sessionId, held] of this.#sessions) this.#forget(sessionId, held);
  }

  /** One listener a session, however much it holds: an `AbortSignal` warns of a leak beyond ten. */
  #listenTo(session: Session): Held {
    const ids = new Set<string>();
    const end = () => {
      this.#sessions.delete(session.id);
      for (const id of ids) this.#onReleased(id);
    };
    session.signal.addEventListener('abort', end, { once: true });
    const held = { ids, stop: () => session.signal.removeEventListener('abort', end) };
    this.#sessions.set(session.id, held);
    return held;
  }

  #forget(sessionId: string, held: Held): void {
    held.stop();
    this.#sessions.delete(sessionId);
  }
}
