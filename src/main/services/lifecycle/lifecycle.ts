import type { LifecycleEvent, MenuCommand, Notice, NoticeKind } from '#router/contracts/app.ts';
import type { Services, Session } from '#router/context.ts';
import { Changes } from '#body-engine/changes.ts';
import { Notices } from './notices.ts';

/** One document that listens. */
interface Listener {
  readonly session: Session;
  readonly queue: LifecycleEvent[];
  readonly changes: Changes;
}

type LifecycleService = Services['lifecycle'];

/** What a host tells its windows, and their answers. */
export class Lifecycle implements LifecycleService {
  readonly #listeners = new Set<Listener>();
  /** The questions that wait for an answer. */
  readonly #asked = new Set<(session: Session) => void>();
  readonly #notices = new Notices();

  /** What happens to the window from now on, and first the notices that stand in it. Throws the signal's reason when it aborts. */
  async *events(session: Session, signal: AbortSignal): AsyncGenerator<LifecycleEvent> {
    const notices = this.#notices.of(session.windowId);
    const listener: Listener = {
      session,
      queue: notices.length > 0 ? [{ type: 'notices', notices }] : [],
      changes: new Changes(),
    };
    this.#listeners.add(listener);
    try {
      for (;;) {
        signal.throwIfAborted();
        const event = listener.queue.shift();
        if (event) yield event;
        else await listener.changes.next(signal);
      }
    } finally {
      this.#listeners.delete(listener);
    }
  }

  /** The answer to `before-close`. Harmless where nobody asked. */
  readyToClose(session: Session): void {
    for (const answer of [...this.#asked]) answer(session);
  }

  /** Passes a menu command on to the documents of a window. */
  sendMenu(windowId: string, command: MenuCommand): void {
    for (const listener of this.#listeners) {
      if (listener.session.windowId === windowId) tell(listener, { type: 'menu', command });
    }
  }

  /**
   * Puts a notice up until the person dismisses it, across reloads of the page.
   * @param windowId left out: in every window.
   */
  notify(notice: Notice, windowId?: string): void {
    this.#notices.add(notice, windowId);
    this.#tellNotices(windowId);
  }

  dismissNotice({ windowId }: Session, kind: NoticeKind): void {
    this.#notices.dismiss(windowId, kind);
    this.#tellNotices();
  }

  /** A window is gone for good, and what was to be told in it. */
  forgetWindow(windowId: string): void {
    this.#notices.forgetWindow(windowId);
  }

  /**
   * Asks the documents of some windows to put away what is unsaved.
   * @param deadlineMs how long they have, in milliseconds from now.
   * @returns the windows with a document that has neither answered nor ended when the time is up; none as soon as
   * each that listens has.
   */
  askToClose(windowIds: readonly string[], deadlineMs: number): Promise<readonly string[]> {
    const asked = [...this.#listeners].filter(
      ({ session }) => windowIds.includes(session.windowId) && !session.signal.aborted,
    );
    const waitingFor = new Map(asked.map(({ session }) => [session.id, session]));
    if (waitingFor.size === 0) return Promise.resolve([]);
    return new Promise((resolve) => {
      const answer = ({ id }: Session) => {
        if (waitingFor.delete(id) && waitingFor.size === 0) settle();
      };
      const ends = [...waitingFor.values()].map((session) => {
        const end = () => answer(session);
        session.signal.addEventListener('abort', end, { once: true });
        return () => session.signal.removeEventListener('abort', end);
      });
      const settle = () => {
        clearTimeout(timer);
        this.#asked.delete(answer);
        for (const stop of ends) stop();
        resolve([...new Set([...waitingFor.values()].map(({ windowId }) => windowId))]);
      };
      const timer = setTimeout(settle, deadlineMs);
      this.#asked.add(answer);
      const deadline = Date.now() + deadlineMs;
      for (const listener of asked) tell(listener, { type: 'before-close', deadline });
    });
  }

  #tellNotices(windowId?: string): void {
    for (const listener of this.#listeners) {
      const { queue, session } = listener;
      if (windowId !== undefined && session.windowId !== windowId) continue;
      // The newest list is the whole truth.
      const older = queue.findIndex(({ type }) => type === 'notices');
      if (older !== -1) queue.splice(older, 1);
      tell(listener, { type: 'notices', notices: this.#notices.of(session.windowId) });
    }
  }
}

/** Menu commands that wait for a window which takes none; of so many the oldest mean nothing any more. */
const maxCommands = 100;

function tell({ queue, changes }: Listener, event: LifecycleEvent): void {
  queue.push(event);
  const isCommand = ({ type }: LifecycleEvent) => type === 'menu';
  if (queue.filter(isCommand).length > maxCommands) queue.splice(queue.findIndex(isCommand), 1);
  changes.announce();
}
