import type { Collection, FileProblem } from '#router/contracts/collection.ts';
import type { CollectionId, ItemId } from '#router/contracts/ids.ts';

/** Where a file or folder of a collection is. */
export interface FilePlace {
  readonly collectionId: CollectionId;
  /** From the collection's folder on, with `/` on every system; '' for that folder itself. */
  readonly path: string;
}

export type NodeKind = 'collection' | 'folder' | 'request' | 'other' | 'broken' | 'environment';

/** One file or folder of a collection, as it was found on the disk last. */
export interface TreeNode extends FilePlace {
  /** A collection's, an item's or an environment's id. */
  readonly id: ItemId;
  /** The collection's own id for what is at its top; the same as `id` for the collection. */
  readonly parentId: ItemId;
  readonly kind: NodeKind;
  readonly name: string;
  /** As the file has it; undefined where it has none. */
  readonly seq: number | undefined;
  /** Requests: as the file has them, variables unresolved; '' for all else. */
  readonly method: string;
  readonly url: string;
  /** OpenCollection's `info.type`, such as `http` or `grpc`; '' where there is none. */
  readonly type: string;
  readonly problem: FileProblem | undefined;
}

/** What a change of the files came to, told once the tree has it. */
export interface FilesChanged {
  readonly collectionId: CollectionId;
  /** Files that are new, have another text, or are gone. */
  readonly paths: readonly string[];
}

/**
 * The files of all open collections: what services that change or follow them need to know. `CollectionTree` is it.
 */
export interface CollectionFiles {
  /** A collection, an item or an environment; undefined where nothing of that id is there (any more). */
  node(id: ItemId): TreeNode | undefined;
  /** What is in a collection or folder, in the order of the tree; environments are not among them. */
  children(id: ItemId): readonly TreeNode[];
  environments(id: CollectionId): readonly TreeNode[];
  collection(id: CollectionId): Collection | undefined;
  /** The id that whatever is at a place has, or would have. */
  idAt(place: FilePlace): ItemId;
  /**
   * Where it is in the file system. Throws a `Failure`: NOT_FOUND where the collection is not open, PRECONDITION_FAILED where
   * a link leads out of its folder, or it is neither a file nor a folder.
   */
  absolute(place: FilePlace): string;
  /**
   * Resolves when all files of a collection were looked at once: until then what is there may be unknown still. Rejects with
   * the signal's reason when it aborts.
   */
  whenRead(id: CollectionId, signal?: AbortSignal): Promise<void>;
  /** Looks at files and folders again, and resolves when the tree has what is there. For who has just changed them. */
  refresh(collectionId: CollectionId, paths: readonly string[]): Promise<void>;
  /** @returns stops the calls. */
  onChanged(listener: (change: FilesChanged) => void): () => void;
}

/** File names that mean something of their own (OpenCollection as Bruno writes it). */
export const collectionFile = 'opencollection.yml';
export const folderFile = 'folder.yml';
export const environmentsFolder = 'environments';
