import { Failure } from '#router/contracts/failure.ts';
import type { ItemId } from '#router/contracts/ids.ts';
import {
  type CollectionFiles,
  collectionFile,
  type FilePlace,
  folderFile,
  type TreeNode,
} from './collection-files.ts';
import { joined } from './reading/file-roles.ts';

/** What requests are in, and what gives them headers, auth and variables. */
export type Container = TreeNode & { readonly kind: 'folder' | 'collection' };

export function isContainer(node: TreeNode | undefined): node is Container {
  return node?.kind === 'folder' || node?.kind === 'collection';
}

/** Throws a `Failure` NOT_FOUND where there is no folder and no collection of that id. */
export function containerAt(files: Pick<CollectionFiles, 'node'>, id: ItemId): Container {
  const node = files.node(id);
  if (isContainer(node)) return node;
  throw containerGone();
}

/** The file that says what a container gives, whether or not it is there. */
export function containerFile({ collectionId, path, kind }: Container): FilePlace {
  return { collectionId, path: kind === 'collection' ? collectionFile : joined(path, folderFile) };
}

export function containerGone(): Failure {
  return new Failure(
    'NOT_FOUND',
    'This folder or collection is not there any more. Look for it in the tree.',
  );
}
