import type { SendEvent } from '#router/contracts/send.ts';
import { Changes } from '#body-engine/changes.ts';

interface Entry {
  readonly id: number;
  readonly event: SendEvent;
}

/**
 * What happened to one send, numbered from 1, for any number of watchers, each at its own pace. Of the progress events
 * only the newest is kept: a window that comes back wants to know how far it is, and the log stays small.
 */
export class EventLog {
  readonly #changes = new Changes();
  #entries: readonly Entry[] = [];
  #lastId = 0;
  #end: { readonly error?: unknown } | undefined;

  add(event: SendEvent): void {
    const kept =
      event.type === 'progress'
        ? this.#entries.filter((entry) => entry.event.type !== 'progress')
        : this.#entries;
    this.#lastId += 1;
    this.#entries = [...kept, { id: this.#lastId, event }];
    this.#changes.announce();
  }

  /** Nothing more will happen. With an error, watchers get it after the last event. */
  end(how: { readonly error?: unknown } = {}): void {
    this.#end = how;
    this.#changes.announce();
  }

  /** All so far but for those about progress. */
  get kept(): SendEvent[] {
    return this.#entries.map(({ event }) => event).filter(({ type }) => type !== 'progress');
  }

  /** Every event numbered above `lastId`, then what comes. Throws the error of the end, and the signal's reason. */
  async *after(lastId: number, signal: AbortSignal): AsyncGenerator<{ id: string; event: SendEvent }> {
    let seen = lastId;
    for (;;) {
      signal.throwIfAborted();
      const next = this.#entries.find((entry) => entry.id > seen);
      if (next) {
        seen = next.id;
        yield { id: String(next.id), event: next.event };
      } else if (this.#end) {
        if ('error' in this.#end) throw this.#end.error;
        return;
      } else {
        await this.#changes.next(signal);
      }
    }
  }
}
