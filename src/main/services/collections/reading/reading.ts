import type { CollectionId } from '#router/contracts/ids.ts';
import type { Batch, FolderState } from './found.ts';

/** Takes in what reading finds. */
export interface ReadingSink {
  /** Of one collection a batch comes when the one before has been taken in. */
  batch(id: CollectionId, batch: Batch): Promise<void>;
  state(id: CollectionId, state: FolderState): void;
  /** What was told of a collection no longer counts: all of it is told again. */
  restarted(id: CollectionId): void;
  error(error: unknown): void;
}

/** Reads the folders of collections and follows their changes: here, or in a thread of its own. */
export interface Reading extends AsyncDisposable {
  open(id: CollectionId, root: string): void;
  /** Looks at files and folders again, whatever is known of them. Resolves when the sink has what is new. */
  look(id: CollectionId, paths: readonly string[]): Promise<void>;
  close(id: CollectionId): void;
}

export type StartReading = (sink: ReadingSink) => Reading;
