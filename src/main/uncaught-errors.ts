/** What the person wants after an exception that nobody caught. */
export type RestartDecision = 'restart' | 'go-on';

export interface UncaughtErrorsOptions {
  /** Writes it to the log. @returns the id under which the log has it. */
  readonly log: (error: unknown) => Promise<string>;
  /** Tells the person in the windows, or in a dialog where there is none. */
  readonly notify: (logId: string) => Promise<void>;
  /** Has the windows put away what is unsaved. @returns whether all had in time. */
  readonly putAway: () => Promise<boolean>;
  readonly askToRestart: (logId: string, isSaved: boolean) => Promise<RestartDecision>;
  readonly restart: () => Promise<void>;
}

/**
 * What becomes of errors in main that nobody caught.
 *
 * A rejection that nobody waited for is one piece of work that failed: the others go on, and the person is told.
 * An exception left a stack half run, and what it was about to do is undone for good: Node calls the state undefined
 * and says to end the process. The edits are safe first, then it is the person who decides when to restart.
 * What fails here is thrown on to whoever called: it must not come back as one more uncaught error.
 */
export class UncaughtErrors {
  readonly #options: UncaughtErrorsOptions;
  #isAsking = false;
  #isTelling = false;
  /** The person was asked once, and goes on. */
  #goesOn = false;

  constructor(options: UncaughtErrorsOptions) {
    this.#options = options;
  }

  /** For `unhandledRejection`. One that comes while the person reads of another is in the log alone. */
  async rejection(reason: unknown): Promise<void> {
    await this.#tell(await this.#options.log(reason));
  }

  /**
   * For `uncaughtException`. One that comes while the person is asked about another is in the log alone. Who has decided to
   * go on is told of later ones, and not asked again: one that comes each second must not lock the person out.
   */
  async exception(error: unknown): Promise<void> {
    const { log, putAway, askToRestart, restart } = this.#options;
    const isFirst = !this.#isAsking;
    this.#isAsking = true;
    const logId = await log(error);
    if (!isFirst) return;
    try {
      const isSaved = await putAway();
      if (this.#goesOn) return await this.#tell(logId);
      const decision = await askToRestart(logId, isSaved);
      if (decision === 'restart') return await restart();
      this.#goesOn = true;
    } finally {
      this.#isAsking = false;
    }
  }

  async #tell(logId: string): Promise<void> {
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      await this.#options.notify(logId);
    } finally {
      this.#isTelling = false;
    }
  }
}
