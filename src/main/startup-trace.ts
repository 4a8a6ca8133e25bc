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

/** The marks are entries of Node's performance timeline, too, under their names after this. */
export const markPrefix = 'parley:';

/** Where the time of a start goes: the moment at which each step was reached for the first time. */
export class StartupTrace {
  readonly #marks = new Map<StartupMark, number>();
  readonly #reached = new EventEmitter();

  mark(step: StartupMark): void {
    if (this.#marks.has(step)) return;
    this.#marks.set(step, performance.mark(`${markPrefix}${step}`).startTime);
    this.#reached.emit(step);
  }

  /** Resolves when a step is reached, or has been. */
  async reached(step: StartupMark): Promise<void> {
    if (!this.#marks.has(step)) await once(this.#reached, step);
  }

  /** Writes a trace that chrome://tracing and Perfetto open. Rejects with the system's error. */
  async write(file: string): Promise<void> {
    await writeFile(file, `${JSON.stringify({ traceEvents: traceEvents('main', this.marks) }, null, 1)}\n`);
  }

  /** Milliseconds since the process began. */
  get marks(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#marks);
  }
}

/** A stretch of time in Chrome's trace-event format, in microseconds. */
export interface TraceEvent {
  readonly name: string;
  /** A complete event, or the name of a track. */
  readonly ph: 'X' | 'M';
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly args?: { readonly name: string };
}

/**
 * One track of a trace: each step is as long as it took since the one before it.
 * @param steps when each was reached, in milliseconds since the beginning of all
 * @param tid tells the track from others
 * @param begins when the first step began, in milliseconds
 */
export function traceEvents(
  track: string,
  steps: Readonly<Record<string, number>>,
  tid = 1,
  begins = 0,
): TraceEvent[] {
  const events: TraceEvent[] = [{ name: 'thread_name', ph: 'M', pid: 1, tid, args: { name: track } }];
  let last = begins;
  for (const [name, at] of Object.entries(steps).toSorted(([, a], [, b]) => a - b)) {
    const ts = Math.round(last * 1000);
    events.push({ name, ph: 'X', pid: 1, tid, ts, dur: Math.round(at * 1000) - ts });
    last = at;
  }
  return events;
}
