import type { UpdateState } from '#router/contracts/update.ts';
import { Changes } from '#body-engine/changes.ts';

/** Where updates come from. Each failure's message is fit to show. */
export interface UpdateSource {
  /** The version to update to, or undefined where nothing is newer than what runs. */
  newest(): Promise<string | undefined>;
  /**
   * Fetches and verifies what `newest` named. Throws the signal's reason when it aborts.
   * @param onProgress is told the bytes received and the bytes in all.
   */
  download(onProgress: (received: number, total: number) => void, signal: AbortSignal): Promise<void>;
  /** Puts the downloaded version in place and ends this process. Comes back only by rejecting. */
  install(): Promise<never>;
}

export interface UpdatesOptions {
  /** The version that runs. */
  readonly version: string;
  /** Why this copy can't update itself and what to do instead; undefined where it can. */
  readonly obstacle: () => Promise<string | undefined>;
  /** Called once, when the first check is asked for. */
  readonly source: () => Promise<UpdateSource>;
  /** Closes every window as quitting does; false where a person keeps one open. */
  readonly closeForRestart: () => Promise<boolean>;
  /** Opens a window again, since the restart failed after all. */
  readonly reopen: () => void;
  /** For the log: what the state tells in a sentence. */
  readonly onError: (error: unknown) => void;
}

/**
 * Updates, one step at a time, each on a person's request: check, download, restart. A request that does not fit the
 * state (a second click, another window) changes nothing.
 */
export class Updates {
  readonly #options: UpdatesOptions;
  readonly #changes = new Changes();
  #state: UpdateState = { step: 'idle' };
  #source: Promise<UpdateSource> | undefined;
  /** What the last check found. */
  #found: string | undefined;
  #isDownloaded = false;
  #download: AbortController | undefined;
  /** The check that is under way. */
  #looking: Promise<UpdateState> | undefined;

  constructor(options: UpdatesOptions) {
    this.#options = options;
  }

  get state(): UpdateState {
    return this.#state;
  }

  /** The state, and each that follows; those that nobody had time for are left out. Throws the signal's reason. */
  async *states(signal: AbortSignal): AsyncGenerator<UpdateState> {
    let told: UpdateState | undefined;
    for (;;) {
      signal.throwIfAborted();
      if (told === this.#state) await this.#changes.next(signal);
      else yield (told = this.#state);
    }
  }

  /**
   * Looks for a newer version, or brings back to mind the one that waits for a restart. Resolves when the state tells
   * the outcome.
   * @param quiet tells of a newer version only: for a check at start, which nobody waits for. Who asks while it is under way
   * hears what comes of it.
   */
  async check({ quiet = false } = {}): Promise<void> {
    if (isBusy(this.#state)) return;
    if (this.#found !== undefined && this.#isDownloaded) {
      this.#enter({ step: 'ready', version: this.#found });
      return;
    }
    if (!quiet) this.#enter({ step: 'checking' });
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    const outcome = await this.#looking;
    if (!quiet || outcome.step === 'available') this.#enter(outcome);
  }

  async #look(): Promise<UpdateState> {
    try {
      const reason = await this.#options.obstacle();
      if (reason !== undefined) return { step: 'unsupported', reason };
      const source = await this.#open();
      this.#found = await source.newest();
      return this.#found === undefined
        ? { step: 'current', version: this.#options.version }
        : { step: 'available', version: this.#found };
    } catch (cause) {
      return this.#failed('check', cause);
    }
  }

  /** Fetches the version that the last check found. Resolves when the state tells the outcome. */
  async download(): Promise<void> {
    const version = this.#found;
    if (version === undefined || this.#isDownloaded || isBusy(this.#state)) return;
    const abort = new AbortController();
    this.#download = abort;
    this.#enter({ step: 'downloading', version, received: 0, total: 0 });
    try {
      const source = await this.#open();
      await source.download(
        (received, total) => this.#enter({ step: 'downloading', version, received, total }),
        abort.signal,
      );
      this.#isDownloaded = true;
      this.#enter({ step: 'ready', version });
    } catch (cause) {
      this.#enter(abort.signal.aborted ? { step: 'available', version } : this.#failed('download', cause));
    }
  }

  /** Ends a download; the version can be asked for again. */
  cancel(): void {
    this.#download?.abort();
  }

  /** Closes the windows, puts the downloaded version in place and starts it. */
  async restart(): Promise<void> {
    const version = this.#found;
    if (version === undefined || !this.#isDownloaded || isBusy(this.#state)) return;
    this.#enter({ step: 'restarting', version });
    try {
      if (!(await this.#options.closeForRestart())) return this.#enter({ step: 'ready', version });
      const source = await this.#open();
      await source.install();
    } catch (cause) {
      this.#enter(this.#failed('restart', cause));
      this.#options.reopen();
    }
  }

  /** Puts the news away. What is under way goes on; what waits for a restart waits for the next check. */
  dismiss(): void {
    if (!isBusy(this.#state)) this.#enter({ step: 'idle' });
  }

  #open(): Promise<UpdateSource> {
    this.#source ??= this.#options.source();
    return this.#source;
  }

  #failed(doing: 'check' | 'download' | 'restart', cause: unknown): UpdateState {
    this.#options.onError(cause);
    return { step: 'failed', doing, message: cause instanceof Error ? cause.message : String(cause) };
  }

  #enter(state: UpdateState): void {
    this.#state = state;
    this.#changes.announce();
  }
}

function isBusy({ step }: UpdateState): boolean {
  return step === 'checking' || step === 'downloading' || step === 'restarting';
}
