import { posix } from 'node:path';
import type { DraftSource, DraftStatus } from '#router/contracts/draft.ts';
import type { CollectionFiles, FilePlace } from '../collections/collection-files.ts';
import type { LinkedDraft } from './linked-draft.ts';

export interface DraftStatusOptions {
  readonly files: CollectionFiles;
  /** Whether what was at a place at a time (milliseconds since the epoch) is in Parley's bin since. Left out: never. */
  readonly isInBin?: (place: FilePlace, sinceMs: number) => boolean;
}

const unlinked: DraftStatus = { source: null, saved: null, file: 'same', theirs: null };

/** How a draft stands to its file, as a window shows it. @param linked undefined for a draft that has none */
export function statusOf(linked: LinkedDraft | undefined, options: DraftStatusOptions): DraftStatus {
  if (!linked) return unlinked;
  const { state, saved, place, readAt } = linked;
  const theirs = state.kind === 'changed' ? state.theirs.request : null;
  const isBinned = state.kind === 'removed' && options.isInBin?.(place, readAt) === true;
  const source = sourceOf(linked, options.files);
  return { source, saved, file: isBinned ? 'binned' : state.kind, theirs };
}

function sourceOf({ place, name }: LinkedDraft, files: CollectionFiles): DraftSource {
  const { collectionId } = place;
  const itemId = files.idAt(place);
  const above: string[] = [];
  for (let path = posix.dirname(place.path); path !== '.'; path = posix.dirname(path)) {
    above.unshift(files.node(files.idAt({ collectionId, path }))?.name ?? posix.basename(path));
  }
  const collection = files.collection(collectionId)?.name;
  if (collection !== undefined) above.unshift(collection);
  return { collectionId, itemId, name, above };
}
