import type { LifecycleEvent, MenuCommand } from '#router/contracts/app.ts';
import type { Services, Session } from '#router/context.ts';
import { Changes } from '../changes.ts';

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

  /** What happens to the window from now on. Throws the signal's reason when it aborts. */
  async *events(session: Session, signal: AbortSignal): AsyncGenerator<LifecycleEvent> {
    const listener: Listener = { session, queue: [], changes: new Changes() };
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
   * Asks the documents of some windows to put away what is unsaved.
   * @param deadlineMs how long they have, in milliseconds from now.
   * @returns `ready` when each that listens has answered or ended; `late` when the time is up.
   */
  askToClose(windowIds: readonly string[], deadlineMs: number): Promise<'ready' | 'late'> {
    const asked = [...this.#listeners].filter(
      ({ session }) => windowIds.includes(session.windowId) && !session.signal.aborted,
    );
    const waitingFor = new Map(asked.map(({ session }) => [session.id, session]));
    if (waitingFor.size === 0) return Promise.resolve('ready');
    return new Promise((resolve) => {
      const answer = ({ id }: Session) => {
        if (waitingFor.delete(id) && waitingFor.size === 0) settle('ready');
      };
      const ends = [...waitingFor.values()].map((session) => {
        const end = () => answer(session);
        session.signal.addEventListener('abort', end, { once: true });
        return () => session.signal.removeEventListener('abort', end);
      });
      const settle = (outcome: 'ready' | 'late') => {
        clearTimeout(timer);
        this.#asked.delete(answer);
        for (const stop of ends) stop();
        resolve(outcome);
      };
      const timer = setTimeout(() => settle('late'), deadlineMs);
      this.#asked.add(answer);
      const deadline = Date.now() + deadlineMs;
      for (const listener of asked) tell(listener, { type: 'before-close', deadline });
    });
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
