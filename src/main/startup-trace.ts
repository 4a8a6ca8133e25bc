import { EventEmitter, once } from 'node:events';
import { writeFile } from 'node:fs/promises';

/** What there is to wait for at start, in the order in which it is asked for. */
export type StartupMark =
  | 'main-runs'
  | 'ready-and-locked'
  | 'window-asked-for'
  | 'page-asked-for'
  | 'services-ready'
  | 'session-opened'
  | 'page-loaded';

/** Where the time of a start goes: the moment at which each step was reached for the first time. */
export class StartupTrace {
  readonly #marks = new Map<StartupMark, number>();
  readonly #reached = new EventEmitter();

  mark(step: StartupMark): void {
    if (this.#marks.has(step)) return;
    this.#marks.set(step, performance.mark(`parley:${step}`).startTime);
    this.#reached.emit(step);
  }

  /** Resolves when a step is reached, or has been. */
  async reached(step: StartupMark): Promise<void> {
    if (!this.#marks.has(step)) await once(this.#reached, step);
  }

  /**
   * Writes `{ "timeOrigin": …, "marks": { … } }`: when the process began, in milliseconds since the epoch, and each
   * step in milliseconds since then.
   */
  async write(file: string): Promise<void> {
    const { timeOrigin } = performance;
    await writeFile(file, `${JSON.stringify({ timeOrigin, marks: this.marks }, null, 2)}\n`);
  }

  get marks(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#marks);
  }
}
