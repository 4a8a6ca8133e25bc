import { randomBytes } from 'node:crypto';

/** Milliseconds until a ticket that nobody used is worthless. */
const ticketMs = 60_000;

/** Names for things that can be fetched once each: of 192 random bits, so that nobody guesses one. */
export class OneTimeTickets<TThing> implements Disposable {
  readonly #tickets = new Map<string, { thing: TThing; timer: ReturnType<typeof setTimeout> }>();

  issue(thing: TThing): string {
    const ticket = randomBytes(24).toString('base64url');
    const timer = setTimeout(() => this.#tickets.delete(ticket), ticketMs);
    timer.unref();
    this.#tickets.set(ticket, { thing, timer });
    return ticket;
  }

  /** What the ticket stands for, the first time; undefined where it is spent, too old or made up. */
  redeem(ticket: string): TThing | undefined {
    const entry = this.#tickets.get(ticket);
    if (!entry) return undefined;
    this.#tickets.delete(ticket);
    clearTimeout(entry.timer);
    return entry.thing;
  }

  [Symbol.dispose](): void {
    for (const { timer } of this.#tickets.values()) clearTimeout(timer);
    this.#tickets.clear();
  }
}
