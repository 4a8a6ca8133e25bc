import type { Session } from '#router/context.ts';
import { Changes } from '#body-engine/changes.ts';
import { SessionHolds } from './session-holds.ts';

/** Things of which each is held by one document at a time, until that document ends. */
export class Claims {
  readonly #released = new Changes();
  readonly #holds: SessionHolds;
  readonly #waitMs: number;

  /**
   * @param waitMs how long `waitUntilFree` waits
   * @param onReleased called for each id that a document has let go of
   */
  constructor(waitMs: number, onReleased: (id: string) => void) {
    this.#waitMs = waitMs;
    this.#holds = new SessionHolds((id) => {
      onReleased(id);
      this.#released.announce();
    });
  }

  hold(session: Session, id: string): void {
    this.#holds.hold(session, id);
  }

  release(session: Session, id: string): void {
    this.#holds.release(session, id);
  }

  isHeld(id: string): boolean {
    return this.#holds.isHeld(id);
  }

  isHeldBy(session: Session, id: string): boolean {
    return this.#holds.isHeldBy(session, id);
  }

  isFreeFor(session: Session, id: string): boolean {
    return !this.isHeld(id) || this.isHeldBy(session, id);
  }

  /**
   * Waits until nobody else holds it, but not for long: look at `isFreeFor` afterwards, and await nothing between that look
   * and the claim. A reload asks for what it had before the old document's end is known, and must get that very thing.
   * Throws the reason of the session's signal.
   */
  async waitUntilFree(session: Session, id: string): Promise<void> {
    if (this.isFreeFor(session, id)) return;
    const wait = new AbortController();
    const giveUp = () => wait.abort();
    const timer = setTimeout(giveUp, this.#waitMs);
    session.signal.addEventListener('abort', giveUp, { once: true });
    try {
      while (!this.isFreeFor(session, id) && !wait.signal.aborted) {
        // Rejects when the wait is over, which the loop sees for itself.
        await this.#released.next(wait.signal).catch(() => undefined);
      }
    } finally {
      clearTimeout(timer);
      session.signal.removeEventListener('abort', giveUp);
    }
    session.signal.throwIfAborted();
  }

  /** Lets go of everything without telling anybody. */
  close(): void {
    this.#holds.close();
  }
}
