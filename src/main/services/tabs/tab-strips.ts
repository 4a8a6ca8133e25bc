import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { DraftId, TabStripId } from '#router/contracts/ids.ts';
import { type TabStrip, tabStripSchema } from '#router/contracts/tabs.ts';
import type { Services, Session } from '#router/context.ts';
import { Claims } from '../claims.ts';
import { LatestFile } from '../files/latest-file.ts';
import { loadRecords, recordFileName } from '../files/load-records.ts';
import { newId } from '../ids.ts';

/** `savedAt` (milliseconds since the epoch) tells which strip is the newest. */
const storedStripSchema = tabStripSchema.extend({ savedAt: z.number() });
type StoredStrip = z.infer<typeof storedStripSchema>;

export interface TabStripsOptions {
  /** Holds one file a strip. */
  readonly folder: string;
  /** Told of what went wrong without a call that it could be told to. */
  readonly onError: (error: unknown) => void;
  /** Drafts that no window has open, the newest last. What was edited before there were tabs is found again through it. */
  readonly looseDrafts: () => readonly DraftId[];
  /** How long to wait for tabs that another document holds, in milliseconds. */
  readonly claimWaitMs?: number;
}

type TabService = Services['tabs'];

/** The most drafts of before there were tabs that get one each: more would only be in the way. */
const mostLooseDrafts = 20;

const affected = {
  what: 'your tabs are not saved yet',
  kept: 'They are kept for as long as Parley runs.',
  then: 'open or close a tab to save them',
};

/** The tabs of each window. A strip is held by one document at a time, until that document ends. */
export class TabStrips implements TabService {
  readonly #folder: string;
  readonly #looseDrafts: () => readonly DraftId[];
  readonly #files = new Map<TabStripId, LatestFile<StoredStrip>>();
  readonly #claims: Claims;
  #newestSavedAt = 0;

  private constructor({ folder, looseDrafts, claimWaitMs }: TabStripsOptions) {
    this.#folder = folder;
    this.#looseDrafts = looseDrafts;
    this.#claims = new Claims(claimWaitMs ?? 1000, (id) => this.#afterRelease(id));
  }

  /** Reads the strips of an earlier run. A file that can't be read is set aside and reported; the rest loads. */
  static async open(options: TabStripsOptions): Promise<TabStrips> {
    const { folder, onError } = options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const words = { one: 'list of tabs', many: 'tabs' };
    const { records } = await loadRecords({ folder, schema: storedStripSchema, ...words, onError });
    const strips = new TabStrips(options);
    for (const strip of records) {
      strips.#files.set(strip.id, LatestFile.loaded(strips.#pathOf(strip.id), strip, affected));
      strips.#newestSavedAt = Math.max(strips.#newestSavedAt, strip.savedAt);
    }
    return strips;
  }

  /**
   * Opens the tabs of a document, which then holds them until its session ends.
   *
   * Without an id: the newest that nobody holds, else new ones. With an id: those; new ones under that very id where it
   * is unknown. Where another document keeps holding them (a duplicated browser tab), there are new ones without any tab:
   * copies of all drafts would be twice what has to be saved, and nobody asked for them.
   * Throws the reason of the session's signal.
   */
  async open(session: Session, id: TabStripId | undefined): Promise<TabStrip> {
    session.signal.throwIfAborted();
    if (id === undefined) return this.#claim(session, this.#newestFree() ?? this.#create(newId()));
    await this.#claims.waitUntilFree(session, id);
    const isFree = this.#claims.isFreeFor(session, id);
    const file = isFree ? (this.#files.get(id) ?? this.#create(id)) : this.#create(newId());
    return this.#claim(session, file);
  }

  /**
   * Resolves with the revision that is on disk: the strip's own or a newer one. One that is older than what is stored
   * changes nothing. An unknown id is accepted. Rejects with a `Failure` of phase `store`.
   */
  async put(strip: TabStrip): Promise<{ revision: number }> {
    const file = this.#files.get(strip.id) ?? this.#create(strip.id);
    if (strip.revision >= file.latest.revision) file.set({ ...strip, savedAt: this.#nextSavedAt() });
    const { revision } = await file.write();
    return { revision };
  }

  /** Whether a draft is in a tab of any window, one that is closed for now among them. */
  refersTo(draftId: DraftId): boolean {
    return [...this.#files.values()].some(({ latest }) => latest.tabs.some((tab) => tab.draftId === draftId));
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    this.#claims.close();
    await Promise.all([...this.#files.values()].map((file) => file.settled()));
  }

  #claim(session: Session, file: LatestFile<StoredStrip>): TabStrip {
    const { savedAt: _savedAt, ...strip } = file.latest;
    this.#claims.hold(session, strip.id);
    return strip;
  }

  #create(id: TabStripId): LatestFile<StoredStrip> {
    const drafts = this.#files.size === 0 ? this.#looseDrafts().slice(-mostLooseDrafts) : [];
    const strip = {
      id,
      revision: 0,
      tabs: drafts.map((draftId) => ({ draftId, sendId: null })),
      active: drafts.at(-1) ?? null,
      savedAt: this.#nextSavedAt(),
    };
    const file = LatestFile.fresh(this.#pathOf(id), strip, affected);
    this.#files.set(id, file);
    return file;
  }

  #newestFree(): LatestFile<StoredStrip> | undefined {
    const free = [...this.#files].filter(([id]) => !this.#claims.isHeld(id)).map(([, file]) => file);
    return free.toSorted((a, b) => b.latest.savedAt - a.latest.savedAt)[0];
  }

  #afterRelease(id: TabStripId): void {
    // Nobody changed them, so nobody will look for them.
    if (this.#files.get(id)?.isNew && !this.#claims.isHeld(id)) this.#files.delete(id);
  }

  /** Rises even where the clock stands or goes back: it decides which strip is the newest. */
  #nextSavedAt(): number {
    this.#newestSavedAt = Math.max(Date.now(), this.#newestSavedAt + 1);
    return this.#newestSavedAt;
  }

  #pathOf(id: TabStripId): string {
    return join(this.#folder, recordFileName(id));
  }
}
