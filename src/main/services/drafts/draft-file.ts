import { z } from 'zod';
import { type Draft, draftSchema, type EditMarks } from '#router/contracts/draft.ts';
import { opaqueId } from '#router/contracts/ids.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import { LatestFile } from '../files/latest-file.ts';
import { type Exchanged, exchangedSchema, type KeptLink, linkSchema, placeSchema } from './link.ts';

/**
 * A draft as its file has it. `savedAt` (milliseconds since the epoch) tells which draft is the newest. `link` is there
 * where it edits a saved request, `beside` where it is a copy of one: where that is. `exchanged` is there until its window edits
 * it, the newest last. `mark` is of its newest edit; see `editMarksSchema`.
 */
export const storedDraftSchema = draftSchema.extend({
  savedAt: z.number(),
  mark: opaqueId.optional(),
  link: linkSchema.optional(),
  beside: placeSchema.optional(),
  exchanged: z.array(exchangedSchema).optional(),
});
export type StoredDraft = z.infer<typeof storedDraftSchema>;

/** What a person is told where a draft can't be written. */
export const affected = {
  what: 'your last edit is not saved yet',
  kept: 'It is kept for as long as Parley runs.',
  then: 'edit again to save it',
};

/** One draft and its file. */
export class DraftFile {
  readonly #file: LatestFile<StoredDraft>;

  private constructor(file: LatestFile<StoredDraft>) {
    this.#file = file;
  }

  /**
   * A draft that nobody has edited yet: it gets a file with its first edit.
   * @param after what has to be over before that
   */
  static fresh(path: string, draft: StoredDraft, after: Promise<unknown> | undefined): DraftFile {
    const file = LatestFile.fresh(path, draft, affected);
    if (after) file.writeAfter(after);
    return new DraftFile(file);
  }

  static loaded(path: string, draft: StoredDraft): DraftFile {
    return new DraftFile(LatestFile.loaded(path, draft, affected));
  }

  /** The newest edit that arrived, on disk or not. */
  get latest(): Draft {
    const { id, request, revision } = this.#file.latest;
    return { id, request, revision };
  }

  get link(): StoredDraft['link'] {
    return this.#file.latest.link;
  }

  get beside(): StoredDraft['beside'] {
    return this.#file.latest.beside;
  }

  get exchanged(): readonly Exchanged[] {
    return this.#file.latest.exchanged ?? [];
  }

  /** Its request, and those that may have to be brought back. */
  get requests(): HttpRequest[] {
    return [this.#file.latest.request, ...this.exchanged.map(({ before }) => before.request)];
  }

  /** What these stand on, where it edits a saved request. */
  get links(): KeptLink[] {
    return [...(this.link ? [this.link] : []), ...this.exchanged.map(({ before }) => before.link)];
  }

  get mark(): StoredDraft['mark'] {
    return this.#file.latest.mark;
  }

  get savedAt(): number {
    return this.#file.latest.savedAt;
  }

  /** Whether it holds nothing that anybody wrote. */
  get isPristine(): boolean {
    return this.#file.isNew;
  }

  /**
   * Takes an edit unless a newer one is here. The same revision again is taken as well, since what came last is what the
   * person sees. `write` brings it to disk.
   */
  take(draft: Draft, savedAt: number, [mark]: EditMarks = []): void {
    if (draft.revision >= this.#file.latest.revision) this.update({ ...draft, savedAt, mark });
  }

  /** Changes what is not an edit of the person's, likewise. */
  update(change: Partial<StoredDraft>): void {
    this.#file.set({ ...this.#file.latest, ...change });
  }

  /**
   * Resolves with the revision that is on disk: the latest or a newer one. Rejects with a `Failure` of phase `store`; the
   * edit is then kept in memory and goes to disk with the next one.
   */
  async write(): Promise<{ revision: number }> {
    const { revision } = await this.#file.write();
    return { revision };
  }

  /** Waits for the writes under way. */
  settled(): Promise<void> {
    return this.#file.settled();
  }

  /** Deletes it, after the writes under way. Rejects with the system's error. */
  remove(): Promise<void> {
    return this.#file.remove();
  }
}
