import { z } from 'zod';
import { type Draft, draftSchema } from '#router/contracts/draft.ts';
import { storageFailure } from '../files/storage-failure.ts';
import { writeDurably } from '../files/write-durably.ts';

/** A draft as its file has it. `savedAt` (milliseconds since the epoch) tells which draft is the newest. */
export const storedDraftSchema = draftSchema.extend({ savedAt: z.number() });
export type StoredDraft = z.infer<typeof storedDraftSchema>;

/**
 * One draft and its file. Writes run one after the other; an edit that arrives while one is being written takes the
 * place of one that still waits, so that fast typing costs two writes and not a queue of them.
 */
export class DraftFile {
  readonly #path: string;
  #latest: StoredDraft;
  /** What is known to be in the file. */
  #durable: StoredDraft | undefined;
  #isPristine: boolean;
  #running: Promise<unknown> = Promise.resolve();
  #queued: Promise<StoredDraft> | undefined;

  private constructor(path: string, latest: StoredDraft, durable: StoredDraft | undefined) {
    this.#path = path;
    this.#latest = latest;
    this.#durable = durable;
    this.#isPristine = durable === undefined;
  }

  /** A draft that nobody has edited yet: it gets a file with its first edit. */
  static fresh(path: string, draft: StoredDraft): DraftFile {
    return new DraftFile(path, draft, undefined);
  }

  static loaded(path: string, draft: StoredDraft): DraftFile {
    return new DraftFile(path, draft, draft);
  }

  /** The newest edit that arrived, on disk or not. */
  get latest(): Draft {
    const { savedAt: _savedAt, ...draft } = this.#latest;
    return draft;
  }

  get savedAt(): number {
    return this.#latest.savedAt;
  }

  /** Whether it holds nothing that anybody wrote. */
  get isPristine(): boolean {
    return this.#isPristine;
  }

  /**
   * Takes an edit unless a newer one is here, and resolves with the revision that is on disk: the edit's own or a newer
   * one. The same revision again is taken as well, since what came last is what the person sees.
   * Rejects with a `Failure` of phase `store`; the edit is then kept in memory and goes to disk with the next one.
   */
  async put(draft: StoredDraft): Promise<{ revision: number }> {
    if (draft.revision >= this.#latest.revision) {
      this.#latest = draft;
      this.#isPristine = false;
    }
    const { revision } = await this.#save();
    return { revision };
  }

  /** Waits for the writes under way. */
  async settled(): Promise<void> {
    await Promise.allSettled([this.#running, this.#queued]);
  }

  /** Resolves when the latest edit, or one that comes while this waits its turn, is in the file. */
  #save(): Promise<StoredDraft> {
    if (this.#durable === this.#latest) return Promise.resolve(this.#latest);
    // A failed write has told those who waited for it; the next one starts afresh.
    const turn = this.#running.catch(() => undefined);
    this.#queued ??= turn.then(() => {
      this.#queued = undefined;
      const written = this.#write(this.#latest);
      this.#running = written;
      return written;
    });
    return this.#queued;
  }

  async #write(draft: StoredDraft): Promise<StoredDraft> {
    try {
      await writeDurably(this.#path, JSON.stringify(draft));
      this.#durable = draft;
      return draft;
    } catch (cause) {
      throw storageFailure(cause, {
        what: 'your last edit is not saved yet',
        kept: 'It is kept for as long as Parley runs.',
        then: 'edit again to save it',
      });
    }
  }
}
