import type { ItemId } from '#router/contracts/ids.ts';
import { makeNewFile } from '../../files/make-new.ts';
import {
  type CollectionFiles,
  type FilePlace,
  folderFile,
  type NodeKind,
  type TreeNode,
} from '../collection-files.ts';
import { joined } from '../reading/file-roles.ts';
import { compareNodes } from '../tree/order.ts';
import type { ChangeUnderWay } from './change-under-way.ts';
import { changeFailure } from './failures.ts';
import { folderText } from './info-text.ts';
import { inSequence } from './sequence.ts';
import { isFileThere } from './steps.ts';

/** Puts the items of a folder in order: folders among themselves, and all else. */
export class Ordering {
  readonly #files: CollectionFiles;

  constructor(files: CollectionFiles) {
    this.#files = files;
  }

  /**
   * What is in a folder and is ordered together with that kind, in its order. Without what can't be given a number: a
   * broken file, or a script, which has no `info`.
   */
  group(parent: TreeNode, kind: NodeKind): TreeNode[] {
    return this.#files
      .children(parent.id)
      .filter((node) => (node.kind === 'folder') === (kind === 'folder') && this.canBeNumbered(node));
  }

  canBeNumbered(node: TreeNode): boolean {
    if (node.kind === 'broken' || node.type === 'script') return false;
    const file = this.#files.node(this.#files.idAt(fileOf(node)));
    return node.kind !== 'folder' || file?.kind !== 'broken';
  }

  /** Where in a group something is to go that is to stand before an item of any kind; last where that is null or gone. */
  indexBefore(group: readonly TreeNode[], beforeId: ItemId | null, parent: TreeNode): number {
    const children = this.#files.children(parent.id);
    const first = children.findIndex(({ id }) => id === beforeId);
    const next = first === -1 ? undefined : children.slice(first).find(({ id }) => includes(group, id));
    return next ? group.findIndex(({ id }) => id === next.id) : group.length;
  }

  /** The numbers that items need to be in that order, one of which has been placed there. */
  numbers(items: readonly TreeNode[], placed: number): (number | undefined)[] {
    const isBefore = (one: TreeNode, other: TreeNode) =>
      compareNodes({ ...one, seq: 0 }, { ...other, seq: 0 }) < 0;
    return inSequence({ items, placed, isBefore });
  }

  /** Gives each item its number, and writes to no file that has it. */
  async write(
    change: ChangeUnderWay,
    items: readonly TreeNode[],
    numbers: readonly (number | undefined)[],
  ): Promise<void> {
    for (const [index, node] of items.entries()) {
      const seq = numbers[index];
      if (seq === undefined || seq === node.seq) continue;
      try {
        await this.#number(change, node, seq);
      } catch (cause) {
        throw changeFailure(cause, node.name, 'could not be put in order');
      }
    }
  }

  /** Makes the `folder.yml` of a folder that has none. */
  async writeFolderFile(
    change: ChangeUnderWay,
    folder: FilePlace,
    info: { name: string; seq: number | undefined },
  ): Promise<void> {
    const place = folderFileOf(folder);
    await makeNewFile(this.#files.absolute(place), folderText(info), change.signal);
    change.made(place);
  }

  async #number(change: ChangeUnderWay, node: TreeNode, seq: number): Promise<void> {
    const place = fileOf(node);
    if (node.kind === 'folder' && !(await isFileThere(this.#files.absolute(place)))) {
      await this.writeFolderFile(change, node, { name: node.name, seq });
    } else {
      await change.do({ do: 'edit', place, to: { seq } });
    }
  }
}

export function folderFileOf({ collectionId, path }: FilePlace): FilePlace {
  return { collectionId, path: joined(path, folderFile) };
}

function fileOf(node: TreeNode): FilePlace {
  return node.kind === 'folder' ? folderFileOf(node) : node;
}

function includes(group: readonly TreeNode[], id: ItemId): boolean {
  return group.some((node) => node.id === id);
}
