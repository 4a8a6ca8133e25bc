import type { DraftId, ItemId } from '#router/contracts/ids.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { Session } from '#router/context.ts';
import type { CollectionFiles, FilePlace } from '../collections/collection-files.ts';
import { Turns } from '../files/turns.ts';
import type { DraftJournal } from './journal.ts';
import type { LinkedDrafts } from './linked-drafts.ts';

export interface ItemDraftsOptions {
  readonly journal: DraftJournal;
  readonly linked: LinkedDrafts;
  readonly files: CollectionFiles;
  readonly isInTabs: (id: DraftId) => boolean;
  /** Takes work on that nobody waits for. */
  readonly inBackground: (work: Promise<void>) => void;
}

/** Which draft of a saved request a document gets, and which ones are forgotten. */
export class ItemDrafts {
  readonly #options: ItemDraftsOptions;
  /** By request: one that is asked for again before it is open is that same draft. */
  readonly #opening = new Turns();

  constructor(options: ItemDraftsOptions) {
    this.#options = options;
  }

  /** As `Drafts.openItem` says. @returns its id */
  async open(session: Session, itemId: ItemId, signal: AbortSignal): Promise<DraftId> {
    const { files, linked } = this.#options;
    using _turn = await this.#opening.take(itemId, signal);
    const node = files.node(itemId);
    if (!node) {
      throw new Failure('NOT_FOUND', 'This request is not there any more. Choose another one from the tree.');
    }
    if (node.kind !== 'request') {
      throw new Failure('PRECONDITION_FAILED', `“${node.name}” can’t be edited here. Open it as text.`);
    }
    return (await this.#find(session, node, signal)) ?? (await linked.begin(session, node, signal));
  }

  /** Forgets a draft of a saved request that is as its file, and that is in no tab: opening the request makes a new one. */
  async dropIfUnused(id: DraftId): Promise<void> {
    const { journal, linked, isInTabs } = this.#options;
    const isUnused = () => !journal.isHeld(id) && !isInTabs(id);
    if (!isUnused()) return;
    const draft = await linked.get(id);
    await draft?.look();
    await draft?.inTurn(async () => {
      // It may have been thrown away meanwhile, and what has its id then is another one.
      if (linked.known(id) !== draft || !isUnused() || !draft.isClean) return;
      linked.forget(id);
      await journal.drop(id);
    });
  }

  async #find(session: Session, node: FilePlace, signal: AbortSignal): Promise<DraftId | undefined> {
    const { journal, linked, inBackground } = this.#options;
    const ofNode = journal.linked.filter(({ latest, link }) => {
      const place = linked.known(latest.id)?.place ?? link?.place;
      return place?.collectionId === node.collectionId && place.path === node.path;
    });
    const ids = ofNode.map(({ latest }) => latest.id);
    const own = ids.find((id) => journal.isHeldBy(session, id));
    if (own !== undefined) return own;
    for (const id of ids) {
      const draft = await linked.get(id);
      await draft?.look(signal);
      signal.throwIfAborted();
      // Nothing may be awaited between this look and the claim.
      const file = journal.find(id);
      if (!file || !draft || journal.isHeld(id)) continue;
      if (draft.isClean) {
        inBackground(this.dropIfUnused(id));
        continue;
      }
      journal.claim(session, file);
      return id;
    }
    return undefined;
  }
}
