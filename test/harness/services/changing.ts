import { wholeTexts } from '#main/services/files/text-files.ts';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Bin } from '#main/services/collections/changing/bin.ts';
import { TreeChanges } from '#main/services/collections/changing/tree-changes.ts';
import type { FilePlace } from '#main/services/collections/collection-files.ts';
import { CollectionTree } from '#main/services/collections/tree/collection-tree.ts';
import { newId } from '#main/services/ids.ts';
import { collectionFolder } from './collections.ts';
import { temporaryFolder } from './support.ts';

const unexpected = (error: unknown) => {
  throw error;
};

export type Files = Readonly<Record<string, string | Uint8Array>>;

/**
 * Collections of those files in real folders, and what changes them.
 * @param binName of the bin's folder within the first collection; left out: it is elsewhere
 */
export async function openCollections(collections: readonly Files[], binName?: string) {
  const folders = await Promise.all(
    collections.map(async (files) => ({ id: newId(), ...(await collectionFolder(files)) })),
  );
  const tree = await CollectionTree.open({ folders, idKey: 'key', onError: unexpected });
  onTestFinished(() => tree[Symbol.asyncDispose]());
  const binParent = binName === undefined ? await temporaryFolder() : (folders[0]?.path ?? '');
  const bin = await Bin.open({ folder: join(binParent, binName ?? 'bin'), onError: unexpected });
  const moves: [when: 'before' | 'after' | 'not', from: string, to: string][] = [];
  const note = (when: 'before' | 'after' | 'not') => (from: FilePlace, to: FilePlace) => {
    moves.push([when, from.path, to.path]);
    return Promise.resolve();
  };
  const changes = new TreeChanges({
    files: tree,
    bin,
    texts: wholeTexts,
    fileNames: () => ({ stored: unexpected, pathOf: () => undefined }),
    beforeMove: note('before'),
    afterMove: note('after'),
    notMoved: note('not'),
    onError: unexpected,
  });
  onTestFinished(() => changes[Symbol.asyncDispose]());
  return { tree, changes, moves, folders };
}

/** One collection of those files. */
export async function openCollection(files: Files, binName?: string) {
  const { tree, changes, moves, folders } = await openCollections([files], binName);
  const [folder] = folders;
  if (!folder) throw new Error('there is one collection');
  const { id, path: root } = folder;
  const at = (path: string) => tree.idAt({ collectionId: id, path });
  return {
    id,
    root,
    tree,
    changes,
    /** Calls of `beforeMove`, `afterMove` and `notMoved`. */
    moves,
    at,
    /** Names of what is in a folder, in the order of the tree. */
    names: (path = '') => tree.children(at(path)).map(({ name }) => name),
    /** Paths of what is in a folder, in the order of the tree. */
    paths: (path = '') => tree.children(at(path)).map((node) => node.path),
    read: (path: string) => readFile(join(root, path), 'utf8'),
    /** As another program does it. */
    write: async (path: string, text: string) => {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
      await tree.refresh(id, [path]);
    },
    contents: () => contentsOf(root),
  };
}

/** All files below a folder, with their texts; folders end with `/`. */
export async function contentsOf(root: string): Promise<Record<string, string>> {
  const contents: Record<string, string> = {};
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const inner = path.slice(root.length + 1);
    if (entry.isDirectory()) contents[`${inner}/`] = '';
    else contents[inner] = await readFile(path, 'utf8');
  }
  return contents;
}
