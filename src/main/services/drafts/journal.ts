import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Draft, EditMarks } from '#router/contracts/draft.ts';
import type { DraftId, UploadId } from '#router/contracts/ids.ts';
import { emptyRequest, filesOf } from '#router/contracts/request.ts';
import type { Session } from '#router/context.ts';
import { Claims } from '../claims.ts';
import { loadRecords, recordFileName } from '../files/load-records.ts';
import { newId } from '../ids.ts';
import { DraftFile, type StoredDraft, storedDraftSchema } from './draft-file.ts';
import * as conflict from './conflicts.ts';
import { hashesOf } from './link.ts';
import { KeptTexts } from './kept-texts.ts';

export interface DraftJournalOptions {
  /** Holds one file a draft. */
  readonly folder: string;
  /** Told of what went wrong without a call that it could be told to. */
  readonly onError: (error: unknown) => void;
  /** How long to wait for a draft that another document holds, in milliseconds. */
  readonly claimWaitMs?: number;
  /** Whether a draft is in a tab, one of a closed window among them: such a one is nobody else's. */
  readonly isInTabs?: (id: DraftId) => boolean;
  /** Told of a draft that a document has let go of. */
  readonly onReleased?: (id: DraftId) => void;
}

/**
 * The requests that people are editing. An edit is acknowledged when it is safely on disk, and what was acknowledged
 * is there after a restart or a kill. A draft is held by one document at a time, until that document ends.
 */
export class DraftJournal {
  /** Texts that drafts refer to. */
  readonly texts: KeptTexts;
  readonly #folder: string;
  readonly #onError: (error: unknown) => void;
  readonly #isInTabs: (id: DraftId) => boolean;
  readonly #onReleased: (id: DraftId) => void;
  readonly #files = new Map<DraftId, DraftFile>();
  /** Drafts that are being deleted: the file of a new one of the same id comes after. */
  readonly #removing = new Map<DraftId, Promise<void>>();
  readonly #brokenTexts: readonly string[];
  readonly #claims: Claims;
  #newestSavedAt = 0;

  private constructor(options: DraftJournalOptions, brokenTexts: readonly string[], texts: KeptTexts) {
    this.#folder = options.folder;
    this.#onError = options.onError;
    this.#isInTabs = options.isInTabs ?? (() => false);
    this.#onReleased = options.onReleased ?? (() => undefined);
    this.#claims = new Claims(options.claimWaitMs ?? 1000, (id) => this.#afterRelease(id));
    this.#brokenTexts = brokenTexts;
    this.texts = texts;
  }

  static async open(options: DraftJournalOptions): Promise<DraftJournal> {
    const { folder, onError } = options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const words = { one: 'draft', many: 'drafts' };
    const loaded = await loadRecords({ folder, schema: storedDraftSchema, ...words, onError });
    const texts = await KeptTexts.open(folder, onError);
    const journal = new DraftJournal(options, loaded.brokenTexts, texts);
    for (const draft of loaded.records) {
      journal.#files.set(draft.id, DraftFile.loaded(journal.#pathOf(draft.id), draft));
      journal.#newestSavedAt = Math.max(journal.#newestSavedAt, draft.savedAt);
    }
    for (const id of texts.ids) {
      // Who repairs a broken draft needs its texts as well.
      if (!loaded.brokenIds.has(id)) await texts.removeAllBut(id, journal.#hashesOf(id)).catch(onError);
    }
    return journal;
  }

  /** How many drafts there are. */
  get count(): number {
    return this.#files.size;
  }

  /** Those that edit a saved request, the newest first. */
  get linked(): DraftFile[] {
    return [...this.#files.values()]
      .filter((file) => file.link !== undefined)
      .toSorted((a, b) => b.savedAt - a.savedAt);
  }

  /** Those that are copies of saved requests. */
  get copies(): DraftFile[] {
    return [...this.#files.values()].filter((file) => file.beside !== undefined);
  }

  /** Those that no document holds and that have edits, the newest last. */
  get loose(): DraftId[] {
    return this.#free()
      .filter((file) => !file.isPristine)
      .map((file) => file.latest.id)
      .toReversed();
  }

  find(id: DraftId): DraftFile | undefined {
    return this.#files.get(id);
  }

  isHeld(id: DraftId): boolean {
    return this.#claims.isHeld(id);
  }

  /**
   * Throws a `Failure` where a document is not to edit a draft: another one holds it; or it holds one of a saved request no more,
   * may know nothing of what others did to that, and does not say what its edit was made on; or another one may have held it
   * meanwhile, and has edited it.
   */
  refuseStranger(session: Session, id: DraftId, saysMadeOn: boolean, marks?: EditMarks): void {
    if (!this.#claims.isFreeFor(session, id)) throw conflict.heldElsewhere();
    const hasHeldOn = !saysMadeOn && this.isHeldBy(session, id);
    if (!saysMadeOn && !hasHeldOn && this.#files.get(id)?.link) throw conflict.notHeld();
    if (!hasHeldOn && this.#hasOthersEdit(id, marks)) throw conflict.editedElsewhere();
  }

  /** Throws a `Failure` where a document is not to save a draft, or to decide about it: another one holds it, or has edited it unseen. */
  refuseUnseen(session: Session, id: DraftId, marks: EditMarks | undefined): void {
    if (!this.#claims.isFreeFor(session, id)) throw conflict.heldElsewhere();
    if (this.#hasOthersEdit(id, marks)) throw conflict.editedUnseen();
  }

  isHeldBy(session: Session, id: DraftId): boolean {
    return this.#claims.isHeldBy(session, id);
  }

  /**
   * Opens a draft for a document, which then holds it until its session ends.
   *
   * Without an id: the newest draft that nobody holds and that is in no tab, else a new one. With an id: that draft; a new
   * one under that very id where it is unknown (a window may outlive what main knows, and sends its edits again under the
   * id it has); and a copy under a new id where another document keeps holding it (a duplicated tab), or has edited it
   * meanwhile: `marks` are of an edit that the window has and main has not. Throws the reason of the session's signal.
   */
  async open(session: Session, id: DraftId | undefined, marks?: EditMarks): Promise<Draft> {
    session.signal.throwIfAborted();
    if (id === undefined) {
      const file = this.#free().find(({ latest }) => !this.#isInTabs(latest.id));
      return this.claim(session, file ?? this.#create(newId()));
    }
    await this.#claims.waitUntilFree(session, id);
    // Nothing may be awaited between this look and the claim.
    if (this.#claims.isFreeFor(session, id) && !this.#hasOthersEdit(id, marks))
      return this.claim(session, this.#files.get(id) ?? this.#create(id));
    const copy = await this.#openCopy(session, id);
    this.#claims.release(session, id);
    return copy;
  }

  /** Gives a draft to a document, which then holds it until its session ends. */
  claim(session: Session, file: DraftFile): Draft {
    const draft = file.latest;
    this.#claims.hold(session, draft.id);
    return draft;
  }

  /** Makes a draft that somebody wants to keep, though nobody has edited it yet. It is not on disk yet. */
  add(draft: Omit<StoredDraft, 'savedAt'>): DraftFile {
    const file = this.#create(draft.id);
    file.update(draft);
    return file;
  }

  /**
   * Resolves with the revision that is on disk: the edit's own or a newer one. An older revision than what is stored
   * changes nothing. An unknown id is accepted. Rejects with a `Failure` of phase `store`.
   */
  put(draft: Draft): Promise<{ revision: number }> {
    return this.take(draft).write();
  }

  /** Takes an edit as `put` does, and leaves it to the caller to write it. */
  take(draft: Draft, marks?: EditMarks): DraftFile {
    const file = this.#files.get(draft.id) ?? this.#create(draft.id);
    file.take(draft, this.#nextSavedAt(), marks);
    return file;
  }

  /**
   * Forgets a draft at once, unless another document holds it, and deletes its file. Rejects with the system's error where
   * that can't be done.
   * @param after what has to be over before the file goes
   */
  async discard(session: Session, id: DraftId, after?: Promise<unknown>): Promise<void> {
    this.#claims.release(session, id);
    await this.drop(id, after);
  }

  /** Forgets a draft that nobody holds, as `discard` does. */
  async drop(id: DraftId, after: Promise<unknown> = Promise.resolve()): Promise<void> {
    const file = this.#files.get(id);
    if (!file || this.isHeld(id)) return;
    this.#files.delete(id);
    // First the draft: without its texts it would be one that nobody can save.
    const removing = after.then(() => file.remove()).then(() => this.texts.removeAllBut(id, []));
    this.#removing.set(id, removing);
    try {
      await removing;
    } finally {
      if (this.#removing.get(id) === removing) this.#removing.delete(id);
    }
  }

  /** Whether a draft, or the text of one that was set aside, names an upload. */
  refersTo(id: UploadId): boolean {
    return (
      [...this.#files.values()].some(
        ({ requests, links }) =>
          requests.some(({ body }) => filesOf(body).some((file) => file.id === id)) ||
          links.some(({ large }) => large.includes(id)),
      ) || this.#brokenTexts.some((text) => text.includes(id))
    );
  }

  /** Waits for the edits that are being written. */
  async close(): Promise<void> {
    this.#claims.close();
    await Promise.allSettled([
      ...this.#removing.values(),
      ...[...this.#files.values()].map((file) => file.settled()),
    ]);
  }

  #create(id: DraftId): DraftFile {
    const draft = { id, request: emptyRequest(), revision: 0, savedAt: this.#nextSavedAt() };
    const file = DraftFile.fresh(this.#pathOf(id), draft, this.#removing.get(id));
    this.#files.set(id, file);
    return file;
  }

  /** Those that nobody holds, the newest first. */
  #free(): DraftFile[] {
    const free = [...this.#files].filter(([id]) => !this.isHeld(id)).map(([, file]) => file);
    return free.toSorted((a, b) => b.savedAt - a.savedAt);
  }

  /** The copy goes to disk at once, so that the window finds it under its id after a restart. */
  async #openCopy(session: Session, id: DraftId): Promise<Draft> {
    const original = this.#files.get(id);
    const { link, beside } = original ?? {};
    const copy = this.#create(newId());
    copy.update({
      request: structuredClone(original?.latest.request ?? emptyRequest()),
      ...(link && { link: structuredClone(link) }),
      ...(beside && { beside }),
    });
    const draft = this.claim(session, copy);
    try {
      for (const hash of link ? hashesOf(link) : []) {
        await this.texts.keep(draft.id, await this.texts.read(id, hash));
      }
      await copy.write();
    } catch (cause) {
      // The window learns of a full disk at its first edit: that is no reason to show it nothing now.
      this.#onError(cause);
    }
    return draft;
  }

  /** Whether the newest edit of a draft is none of those that a window knows of. */
  #hasOthersEdit(id: DraftId, marks: EditMarks | undefined): boolean {
    const mark = this.#files.get(id)?.mark;
    return marks !== undefined && mark !== undefined && !marks.includes(mark);
  }

  #hashesOf(id: DraftId): string[] {
    return this.#files.get(id)?.links.flatMap(hashesOf) ?? [];
  }

  #afterRelease(id: DraftId): void {
    // Nobody wrote anything in it, so nobody will look for it.
    if (this.#files.get(id)?.isPristine && !this.isHeld(id)) this.#files.delete(id);
    this.#onReleased(id);
  }

  /** Rises even where the clock stands or goes back: it decides which draft is the newest. */
  #nextSavedAt(): number {
    this.#newestSavedAt = Math.max(Date.now(), this.#newestSavedAt + 1);
    return this.#newestSavedAt;
  }

  #pathOf(id: DraftId): string {
    return join(this.#folder, recordFileName(id));
  }
}
