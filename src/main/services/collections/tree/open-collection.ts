import { basename } from 'node:path';
import type { Collection } from '#router/contracts/collection.ts';
import type { CollectionId, EnvironmentId, ItemId } from '#router/contracts/ids.ts';
import type { TreeNode } from '../collection-files.ts';
import { pathInside } from '../path-inside.ts';
import { parentOf } from '../reading/file-roles.ts';
import type { Found, FolderState } from '../reading/found.ts';
import { compareNodes } from './order.ts';

/** A node, and where it stands among its siblings. */
export interface Placed {
  readonly node: TreeNode;
  readonly position: number;
}

interface Slot extends Placed {
  node: TreeNode;
  position: number;
}

const nowhere = -1;

/** Characters that the tree has of what a file says: any file of any collection may say 60 MiB. */
const mostName = 1000;
const mostUrl = 8 * 1024;

/** One collection of the tree: what was found in its folder, in order. */
export class OpenCollection {
  readonly id: CollectionId;
  readonly path: string;
  readonly #idAt: (path: string) => ItemId;
  readonly #slots = new Map<ItemId, Slot>();
  /** Those of a parent, in order unless the parent is `#unsorted`. */
  readonly #children = new Map<ItemId, Slot[]>();
  readonly #unsorted = new Set<ItemId>();
  readonly #environments = new Map<EnvironmentId, TreeNode>();
  #own: TreeNode;
  #hasOwnFile = false;
  #lastFolder: { readonly path: string; readonly id: ItemId } | undefined;
  #state: FolderState = { state: 'reading', problem: null };

  constructor(id: CollectionId, path: string, idAt: (path: string) => ItemId) {
    this.id = id;
    this.path = path;
    this.#idAt = idAt;
    this.#own = this.#nodeOf(this.#unread());
  }

  get node(): TreeNode {
    return this.#own;
  }

  get state(): FolderState {
    return this.#state;
  }

  set state(state: FolderState) {
    this.#state = state;
  }

  get environments(): readonly TreeNode[] {
    return [...this.#environments.values()].toSorted(compareNodes);
  }

  get size(): number {
    return this.#slots.size;
  }

  /** The collection itself, an item or an environment. */
  find(id: ItemId): TreeNode | undefined {
    return id === this.id ? this.#own : (this.#slots.get(id)?.node ?? this.#environments.get(id));
  }

  placed(id: ItemId): Placed | undefined {
    const slot = this.#slots.get(id);
    if (slot) this.#sort(slot.node.parentId);
    return slot;
  }

  children(id: ItemId): readonly TreeNode[] {
    this.#sort(id);
    return (this.#children.get(id) ?? []).map(({ node }) => node);
  }

  ids(): IterableIterator<ItemId> {
    return this.#slots.keys();
  }

  /** @param environmentId the one in use. */
  describe(environmentId: EnvironmentId | null): Collection {
    const { state, problem } = this.#state;
    const isOwnFileMissing = state === 'ready' && !this.#hasOwnFile;
    return {
      id: this.id,
      name: this.#own.name,
      path: this.path,
      state,
      problem:
        problem ??
        this.#own.problem?.message ??
        (isOwnFileMissing ? 'Its opencollection.yml is gone. Put it back, or close the collection' : null),
      environments: this.environments.map(({ id, name }) => ({ id, name })),
      environmentId: environmentId !== null && this.#environments.has(environmentId) ? environmentId : null,
    };
  }

  /** Takes in a node. @returns the item that this is news of; undefined where it is news of the collection itself. */
  put(found: Found): ItemId | undefined {
    const node = this.#nodeOf(found);
    if (node.kind === 'collection') {
      this.#own = node;
      this.#hasOwnFile = true;
      return undefined;
    }
    if (node.kind === 'environment') {
      this.#environments.set(node.id, node);
      return undefined;
    }
    const slot = this.#slots.get(node.id);
    if (slot) {
      slot.node = node;
    } else {
      const added: Slot = { node, position: nowhere };
      this.#slots.set(node.id, added);
      const siblings = this.#children.get(node.parentId);
      if (siblings) siblings.push(added);
      else this.#children.set(node.parentId, [added]);
    }
    this.#unsorted.add(node.parentId);
    return node.id;
  }

  /** Takes out a node. @returns what that was news of; undefined where there was none. */
  remove(path: string): 'item' | 'collection' | undefined {
    if (path === '') {
      this.#own = this.#nodeOf(this.#unread());
      this.#hasOwnFile = false;
      return 'collection';
    }
    const id = this.#idAt(path);
    if (this.#environments.delete(id)) return 'collection';
    const slot = this.#slots.get(id);
    if (!slot) return undefined;
    this.#slots.delete(id);
    slot.position = nowhere;
    this.#unsorted.add(slot.node.parentId);
    return 'item';
  }

  /** Takes out all there is. @returns the items that were there. */
  clear(): ItemId[] {
    const ids = [...this.#slots.keys()];
    this.#slots.clear();
    this.#children.clear();
    this.#unsorted.clear();
    this.#environments.clear();
    this.#state = { state: 'reading', problem: null };
    return ids;
  }

  /** Puts all in order. @returns the items whose position is another one than before. */
  sortAll(): ItemId[] {
    return [...this.#unsorted].flatMap((parentId) => this.#sort(parentId));
  }

  #sort(parentId: ItemId): ItemId[] {
    if (!this.#unsorted.delete(parentId)) return [];
    // What was in order still stands so: sorting that costs a comparison each.
    const children = (this.#children.get(parentId) ?? [])
      .filter(({ node }) => this.#slots.has(node.id))
      .toSorted((a, b) => compareNodes(a.node, b.node));
    if (children.length === 0) this.#children.delete(parentId);
    else this.#children.set(parentId, children);
    const moved: ItemId[] = [];
    for (const [position, slot] of children.entries()) {
      if (slot.position === position) continue;
      slot.position = position;
      moved.push(slot.node.id);
    }
    return moved;
  }

  #nodeOf(found: Found): TreeNode {
    const { path, kind } = found;
    const name = shortened(found.name, mostName) || (kind === 'collection' ? basename(this.path) : '');
    return {
      collectionId: this.id,
      id: this.#idAt(path),
      parentId: kind === 'environment' ? this.id : this.#idOfFolder(parentOf(path)),
      path,
      kind,
      name,
      seq: found.seq,
      method: shortened(found.method, mostName),
      url: shortened(found.url, mostUrl),
      type: found.type,
      problem: found.problem,
    };
  }

  /** What stands in one folder comes one after the other. */
  #idOfFolder(path: string): ItemId {
    if (this.#lastFolder?.path !== path) this.#lastFolder = { path, id: this.#idAt(path) };
    return this.#lastFolder.id;
  }

  #unread(): Found {
    return { path: '', kind: 'collection', name: '', method: '', url: '', type: '' };
  }

  /** Throws a `Failure` as `pathInside` does. */
  absolute(path: string): string {
    return pathInside(this.path, path);
  }
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}
