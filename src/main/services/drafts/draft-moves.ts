import type { DraftId } from '#router/contracts/ids.ts';
import type { FilePlace } from '../collections/collection-files.ts';
import type { DraftNews } from './draft-news.ts';
import type { DraftJournal } from './journal.ts';
import type { LinkedDrafts } from './linked-drafts.ts';
import { isWithin, movedTo } from './places.ts';

export interface DraftMovesOptions {
  readonly journal: DraftJournal;
  readonly linked: LinkedDrafts;
  readonly news: DraftNews;
  readonly onError: (error: unknown) => void;
  /** Takes work on that nobody waits for. */
  readonly inBackground: (work: Promise<void>) => void;
}

/** Has drafts go where their files and folders go, and copies of saved requests where their originals go. */
export class DraftMoves {
  readonly #options: DraftMovesOptions;

  constructor(options: DraftMovesOptions) {
    this.#options = options;
  }

  /**
   * To be called before a file or folder moves: the drafts of it, and of all that is in it, know both places on disk when
   * this resolves, so that a kill in between loses none of them. Rejects with a `Failure` of phase `store`. `after` or
   * `failed` has to follow, the latter where this rejects, too.
   */
  async before(from: FilePlace, to: FilePlace): Promise<void> {
    await this.#options.linked.follow(from, to);
  }

  /** To be called where it could not be moved: the drafts are those of the place where it was. Rejects as `before` does. */
  async failed(from: FilePlace, to: FilePlace): Promise<void> {
    const { linked, inBackground } = this.#options;
    try {
      await linked.stay(to);
    } finally {
      inBackground(linked.lookAgain((place) => isWithin(place, from)));
    }
  }

  /** To be called once it has moved. Rejects as `before` does; the drafts know all the same. */
  async after(from: FilePlace, to: FilePlace): Promise<void> {
    const { journal, linked, inBackground } = this.#options;
    try {
      await linked.arrive(to);
    } finally {
      for (const { latest, beside } of journal.copies) {
        if (beside && isWithin(beside, from)) await this.putBeside(latest.id, movedTo(beside, from, to));
      }
      inBackground(linked.lookAgain((place) => isWithin(place, to)));
    }
  }

  /** Makes a draft that of a copy of what is at a place. */
  async putBeside(id: DraftId, { collectionId, path }: FilePlace): Promise<void> {
    const { journal, news, onError } = this.#options;
    const file = journal.find(id);
    file?.update({ beside: { collectionId, path } });
    news.announce(id);
    // The window learns of a full disk at its next edit, which brings this to disk as well.
    await file?.write().catch(onError);
  }
}
