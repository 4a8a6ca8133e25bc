import type { Lifecycle } from './lifecycle.ts';

/** What the person wants of a window that does not answer. */
export type LateDecision = 'wait' | 'keep-open' | 'close-anyway';

/** What closing needs of whoever has the windows. */
export interface ClosingHost {
  /** The windows that are open, by id. */
  openWindows(): readonly string[];
  /** Asks the person about a window that does not answer. @param signal takes the question back. */
  askAboutLate(windowId: string, signal: AbortSignal): Promise<LateDecision>;
  /** Closes windows at once, whatever their pages do. */
  close(windowIds: readonly string[]): void;
}

/** A question that a person has on the screen. */
interface Question {
  readonly answer: Promise<LateDecision>;
  takeBack(): void;
}

export interface ClosingOptions {
  readonly lifecycle: Pick<Lifecycle, 'askToClose'>;
  readonly host: ClosingHost;
  /** How long a window has to put away what is unsaved, in milliseconds. */
  readonly graceMs: number;
}

/**
 * The handshake before a window closes, for whatever reason: no window goes before its pages have said that everything
 * is put away, or the person, or the system, has decided to do without. A window that has crashed has nobody to ask.
 */
export class Closing {
  readonly #options: ClosingOptions;
  readonly #questions = new Map<string, Question>();
  readonly #singles = new Map<string, Promise<boolean>>();
  /** The system goes down: from then on nobody is asked. */
  readonly #shutdown = new AbortController();
  #all: Promise<boolean> | null = null;
  #isAgreed = false;

  constructor(options: ClosingOptions) {
    this.#options = options;
  }

  /** Everybody has agreed that the app ends: what closes now need not ask. */
  get isAgreed(): boolean {
    return this.#isAgreed;
  }

  /** Closes one window. @returns whether it is closed; else the person keeps it. */
  closeWindow(windowId: string): Promise<boolean> {
    const present = this.#singles.get(windowId);
    if (present) return present;
    const closing = this.#close(() => [windowId]).finally(() => this.#singles.delete(windowId));
    this.#singles.set(windowId, closing);
    return closing;
  }

  /**
   * Closes all windows, to quit or to restart: all are asked at once, and one that is kept keeps them all.
   * @returns whether they are closed. Then `isAgreed` holds, and ending the app is up to the caller.
   */
  closeAll(): Promise<boolean> {
    this.#all ??= this.#close(() => this.#options.host.openWindows())
      .then((agreed) => {
        this.#isAgreed = agreed;
        return agreed;
      })
      .finally(() => {
        this.#all = null;
      });
    return this.#all;
  }

  /** As `closeAll`, where there is no time to ask a person: who is late at the deadline is closed. */
  async closeAllWithoutAsking(): Promise<void> {
    this.#shutdown.abort();
    // One that is under way may have been decided against in this very moment.
    if (!(await this.closeAll())) await this.closeAll();
  }

  /** Has every window put away what is unsaved, and leaves all as they are. @returns whether all had in time. */
  async putAway(): Promise<boolean> {
    const { lifecycle, host, graceMs } = this.#options;
    return (await lifecycle.askToClose(host.openWindows(), graceMs)).length === 0;
  }

  /** The app goes on after all: whoever closes from now on is asked again. */
  takeBack(): void {
    this.#isAgreed = false;
  }

  async #close(windowIds: () => readonly string[]): Promise<boolean> {
    if (!(await this.#agree(windowIds))) return false;
    this.#options.host.close(windowIds());
    return true;
  }

  /** @param windowIds asked again each time: windows come and go while a person thinks. */
  async #agree(windowIds: () => readonly string[]): Promise<boolean> {
    const { lifecycle, graceMs } = this.#options;
    const givenUp = new Set<string>();
    for (;;) {
      const asked = windowIds().filter((id) => !givenUp.has(id));
      const late = await lifecycle.askToClose(asked, graceMs);
      if (late.length === 0) return true;
      const decisions = await this.#decideAll(late);
      if (decisions.includes('keep-open')) return false;
      late.forEach((id, index) => decisions[index] === 'close-anyway' && givenUp.add(id));
      // Those that had agreed are asked again: they were worked in while the question stood.
    }
  }

  /** One window that is kept decides for all of them: the other questions are taken back. */
  #decideAll(windowIds: readonly string[]): Promise<LateDecision[]> {
    const questions = windowIds.map((id) => this.#ask(id));
    return Promise.all(
      questions.map(async ({ answer }) => {
        const decision = await answer;
        if (decision === 'keep-open') for (const question of questions) question.takeBack();
        return decision;
      }),
    );
  }

  /** A window is asked about once at a time, however many reasons there are to close it. */
  #ask(windowId: string): Question {
    const present = this.#questions.get(windowId);
    if (present) return present;
    const controller = new AbortController();
    const question = {
      answer: this.#answer(windowId, controller.signal).finally(() => this.#questions.delete(windowId)),
      takeBack: () => controller.abort(),
    };
    this.#questions.set(windowId, question);
    return question;
  }

  async #answer(windowId: string, takenBack: AbortSignal): Promise<LateDecision> {
    const shutdown = this.#shutdown.signal;
    if (shutdown.aborted) return 'close-anyway';
    const signal = AbortSignal.any([takenBack, shutdown]);
    const decision = await this.#options.host.askAboutLate(windowId, signal);
    if (shutdown.aborted) return 'close-anyway';
    return takenBack.aborted ? 'keep-open' : decision;
  }
}
