import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Draft } from '#router/contracts/draft.ts';
import type { DraftId, UploadId } from '#router/contracts/ids.ts';
import { emptyRequest, type HttpRequest } from '#router/contracts/request.ts';
import type { Services, Session } from '#router/context.ts';
import { Changes } from '#body-engine/changes.ts';
import { newId } from '../ids.ts';
import { SessionHolds } from '../session-holds.ts';
import { DraftFile } from './draft-file.ts';
import { draftFileName, loadDrafts } from './load.ts';

export interface DraftJournalOptions {
  /** Holds one file a draft. */
  readonly folder: string;
  /** Told of what went wrong without a call that it could be told to. */
  readonly onError: (error: unknown) => void;
  /** How long to wait for a draft that another document holds, in milliseconds. */
  readonly claimWaitMs?: number;
}

type DraftService = Services['drafts'];

/**
 * The requests that people are editing. An edit is acknowledged when it is safely on disk, and what was acknowledged
 * is there after a restart or a kill. A draft is held by one document at a time, until that document ends.
 */
export class DraftJournal implements DraftService {
  readonly #folder: string;
  readonly #onError: (error: unknown) => void;
  readonly #claimWaitMs: number;
  readonly #files = new Map<DraftId, DraftFile>();
  readonly #brokenTexts: readonly string[];
  readonly #released = new Changes();
  readonly #holds = new SessionHolds((id) => this.#afterRelease(id));
  #newestSavedAt = 0;

  private constructor({ folder, onError, claimWaitMs }: DraftJournalOptions, brokenTexts: readonly string[]) {
    this.#folder = folder;
    this.#onError = onError;
    this.#claimWaitMs = claimWaitMs ?? 1000;
    this.#brokenTexts = brokenTexts;
  }

  static async open(options: DraftJournalOptions): Promise<DraftJournal> {
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    const { drafts, brokenTexts } = await loadDrafts(options.folder, options.onError);
    const journal = new DraftJournal(options, brokenTexts);
    for (const draft of drafts) {
      journal.#files.set(draft.id, DraftFile.loaded(journal.#pathOf(draft.id), draft));
      journal.#newestSavedAt = Math.max(journal.#newestSavedAt, draft.savedAt);
    }
    return journal;
  }

  /** How many drafts there are. */
  get count(): number {
    return this.#files.size;
  }

  /**
   * Opens a draft for a document, which then holds it until its session ends.
   *
   * Without an id: the newest draft that nobody holds, else a new one. With an id: that draft; a new one under that
   * very id where it is unknown (a window may outlive what main knows, and sends its edits again under the id it has);
   * and where another document keeps holding it (a duplicated tab), a copy under a new id.
   * Throws the reason of the session's signal.
   */
  async open(session: Session, id: DraftId | undefined): Promise<Draft> {
    session.signal.throwIfAborted();
    if (id === undefined) return this.#claim(session, this.#newestFree() ?? this.#create(newId()));
    if (!this.#isFreeFor(session, id)) await this.#waitUntilFree(session, id);
    // Nothing may be awaited between this look and the claim.
    return this.#isFreeFor(session, id)
      ? this.#claim(session, this.#files.get(id) ?? this.#create(id))
      : this.#openCopy(session, id);
  }

  /**
   * Resolves with the revision that is on disk: the edit's own or a newer one. An older revision than what is stored
   * changes nothing. An unknown id is accepted. Rejects with a `Failure` of phase `store`.
   */
  put(draft: Draft): Promise<{ revision: number }> {
    const file = this.#files.get(draft.id) ?? this.#create(draft.id);
    return file.put({ ...draft, savedAt: this.#nextSavedAt() });
  }

  /** Whether a draft, or the text of one that was set aside, names an upload. */
  refersTo(id: UploadId): boolean {
    return (
      [...this.#files.values()].some((file) => uploadsOf(file.latest.request).includes(id)) ||
      this.#brokenTexts.some((text) => text.includes(id))
    );
  }

  /** Waits for the edits that are being written. */
  async close(): Promise<void> {
    this.#holds.close();
    await Promise.all([...this.#files.values()].map((file) => file.settled()));
  }

  #claim(session: Session, file: DraftFile): Draft {
    const draft = file.latest;
    this.#holds.hold(session, draft.id);
    return draft;
  }

  #create(id: DraftId): DraftFile {
    const draft = { id, request: emptyRequest(), revision: 0, savedAt: this.#nextSavedAt() };
    const file = DraftFile.fresh(this.#pathOf(id), draft);
    this.#files.set(id, file);
    return file;
  }

  #newestFree(): DraftFile | undefined {
    const free = [...this.#files].filter(([id]) => !this.#holds.isHeld(id)).map(([, file]) => file);
    return free.toSorted((a, b) => b.savedAt - a.savedAt)[0];
  }

  /** The copy goes to disk at once, so that the window finds it under its id after a restart. */
  async #openCopy(session: Session, id: DraftId): Promise<Draft> {
    const request = this.#files.get(id)?.latest.request ?? emptyRequest();
    const copy = this.#claim(session, this.#create(newId()));
    const draft = { ...copy, request: structuredClone(request) };
    // The window learns of a full disk at its first edit: that is no reason to show it nothing now.
    await this.put(draft).catch(this.#onError);
    return draft;
  }

  #isFreeFor(session: Session, id: DraftId): boolean {
    return !this.#holds.isHeld(id) || this.#holds.isHeldBy(session, id);
  }

  /**
   * Waits until nobody else holds the draft, but not for long. A reload asks for its draft before the old document's
   * end is known, and must get that very draft and not a copy.
   */
  async #waitUntilFree(session: Session, id: DraftId): Promise<void> {
    const wait = new AbortController();
    const giveUp = () => wait.abort();
    const timer = setTimeout(giveUp, this.#claimWaitMs);
    session.signal.addEventListener('abort', giveUp, { once: true });
    try {
      while (!this.#isFreeFor(session, id) && !wait.signal.aborted) {
        // Rejects when the wait is over, which the loop sees for itself.
        await this.#released.next(wait.signal).catch(() => undefined);
      }
    } finally {
      clearTimeout(timer);
      session.signal.removeEventListener('abort', giveUp);
    }
    session.signal.throwIfAborted();
  }

  #afterRelease(id: DraftId): void {
    // Nobody wrote anything in it, so nobody will look for it.
    if (this.#files.get(id)?.isPristine && !this.#holds.isHeld(id)) this.#files.delete(id);
    this.#released.announce();
  }

  /** Rises even where the clock stands or goes back: it decides which draft is the newest. */
  #nextSavedAt(): number {
    this.#newestSavedAt = Math.max(Date.now(), this.#newestSavedAt + 1);
    return this.#newestSavedAt;
  }

  #pathOf(id: DraftId): string {
    return join(this.#folder, draftFileName(id));
  }
}

function uploadsOf({ body }: HttpRequest): UploadId[] {
  return [body.file, ...body.multipart.map((row) => row.file)].flatMap((file) => (file ? [file.id] : []));
}
