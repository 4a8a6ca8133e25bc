import type { TreeChange } from '#router/contracts/collection.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { CollectionId, ItemId, UndoId } from '#router/contracts/ids.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import type { Services } from '#router/context.ts';
import { makeNewFile, makeNewFolder } from '../../files/make-new.ts';
import { Turns } from '../../files/turns.ts';
import { collectionFile, type FilePlace, folderFile, type TreeNode } from '../collection-files.ts';
import type { FileNames } from '../opencollection/file-names.ts';
import { newRequestFile } from '../opencollection/request-file.ts';
import { nameOf, parentOf } from '../reading/file-roles.ts';
import { ChangeUnderWay, placesOf } from './change-under-way.ts';
import { DoneChanges, isSamePlace } from './done-changes.ts';
import { duplicateOf } from './duplicate.ts';
import { changeFailure, isGone } from './failures.ts';
import { endingOf, fileNameOf, freeName, isMadeOf } from './file-names.ts';
import { inFreePlace } from './free-place.ts';
import { withInfo } from './info-text.ts';
import { folderFileOf, Ordering } from './ordering.ts';
import { nextSeq } from './sequence.ts';
import { isFileThere, isInBin, Steps, type StepsOptions } from './steps.ts';

export interface TreeChangesOptions extends StepsOptions {
  /** How the requests of a collection name the files of their bodies. */
  readonly fileNames: (collectionId: CollectionId) => FileNames;
}

/** What a request is called that nobody has named. */
const newRequestName = 'New request';

type Changing = Pick<
  Services['collections'],
  'createFolder' | 'createRequest' | 'rename' | 'duplicate' | 'remove' | 'move' | 'undo'
>;

/**
 * Changes what is in collections: their files and folders. The changes of one collection are made one after the other; each is
 * in the tree when its promise resolves, and can be taken back. Where one fails, what it had done so far is taken back.
 * All throw a `Failure` that names the thing.
 */
export class TreeChanges implements Changing, AsyncDisposable {
  readonly #options: TreeChangesOptions;
  readonly #steps: Steps;
  readonly #ordering: Ordering;
  readonly #done = new DoneChanges();
  readonly #turns = new Turns();
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #end = new AbortController();

  constructor(options: TreeChangesOptions) {
    this.#options = options;
    this.#steps = new Steps(options);
    this.#ordering = new Ordering(options.files);
  }

  createFolder(parentId: ItemId, name: string): Promise<TreeChange> {
    return this.#change([parentId], name, 'could not be made', async (change) => {
      const parent = this.#parent(parentId);
      const seq = nextSeq(this.#ordering.group(parent, 'folder'));
      const place = await inFreePlace(this.#files, parent, { stem: fileNameOf(name), ending: '' }, (free) =>
        makeNewFolder(this.#files.absolute(free)),
      );
      change.made(place);
      await this.#ordering.writeFolderFile(change, place, { name, seq });
      return place;
    });
  }

  createRequest(parentId: ItemId, wantedName: string | null, request: HttpRequest): Promise<TreeChange> {
    return this.#change([parentId], wantedName ?? newRequestName, 'could not be made', async (change) => {
      const parent = this.#parent(parentId);
      const siblings = this.#files.children(parentId).map((sibling) => sibling.name);
      const name = wantedName ?? freeName(newRequestName, '', siblings);
      const seq = nextSeq(this.#ordering.group(parent, 'request'));
      const numbered = newRequestFile(name, seq ?? 1, request, this.#options.fileNames(parent.collectionId));
      const text = seq === undefined ? withInfo(numbered, { seq }) : numbered;
      const wanted = { stem: fileNameOf(name), ending: '.yml' };
      const place = await inFreePlace(this.#files, parent, wanted, (free) =>
        makeNewFile(this.#files.absolute(free), text, change.signal, this.#options.texts),
      );
      change.made(place);
      return place;
    });
  }

  rename(id: ItemId, name: string): Promise<TreeChange> {
    return this.#change([id], this.#nameOf(id), 'could not be renamed', async (change) => {
      const node = this.#node(id);
      if (node.kind === 'collection') {
        const place = { ...placeOf(node), path: collectionFile };
        await change.do({ do: 'edit', place, to: { name } });
        return node;
      }
      refuseUnreadable(node);
      const place = await this.#moveTo(change, node, { ...node, path: parentOf(node.path) }, name);
      if (node.kind === 'folder') await this.#nameFolder(change, place, name);
      // A script has no `info`: its name is that of its file.
      else if (node.type !== 'script') await change.do({ do: 'edit', place, to: { name } });
      return place;
    });
  }

  duplicate(id: ItemId): Promise<TreeChange> {
    return this.#change([id], this.#nameOf(id), 'could not be duplicated', (change) => {
      const node = this.#item(id);
      refuseBound(node);
      return duplicateOf(node, { ...this.#options, ordering: this.#ordering, change });
    });
  }

  /** Puts an item, or an environment, into the bin. */
  remove(id: ItemId): Promise<TreeChange> {
    return this.#change([id], this.#nameOf(id), 'could not be removed', async (change) => {
      const node = this.#node(id);
      if (node.kind === 'collection') throw notACollection('removed. Close it instead');
      await change.do({ do: 'remove', place: placeOf(node) });
      return undefined;
    });
  }

  move(id: ItemId, parentId: ItemId, beforeId: ItemId | null): Promise<TreeChange> {
    return this.#change([id, parentId], this.#nameOf(id), 'could not be moved', async (change) => {
      const [node, parent] = [this.#item(id), this.#parent(parentId)];
      refuseBound(node);
      refuseWithin(node, parent);
      const group = this.#ordering.group(parent, node.kind).filter((sibling) => sibling.id !== id);
      const at = this.#ordering.indexBefore(group, beforeId, parent);
      const place = node.parentId === parent.id ? placeOf(node) : await this.#moveTo(change, node, parent);
      if (this.#ordering.canBeNumbered(node)) {
        const items = group.toSpliced(at, 0, { ...node, ...place });
        await this.#ordering.write(change, items, this.#ordering.numbers(items, at));
      }
      return place;
    });
  }

  /** Takes a change back; the change that this is can be taken back as well. Throws a `Failure` where others changed the things since. */
  async undo(id: UndoId): Promise<TreeChange> {
    const done = this.#done.get(id);
    const collections = (done?.steps ?? []).flatMap(placesOf).map(({ collectionId }) => collectionId);
    return this.#change(collections, done?.name ?? '', 'could not be taken back', async (change) => {
      const { steps, subject } = this.#done.get(id) ?? {};
      if (!steps) throw new Failure('NOT_FOUND', 'This can’t be taken back any more.');
      let at: FilePlace | undefined = subject;
      for (const { from, to } of await change.doAll(steps)) {
        if (at === undefined || isSamePlace(at, from)) at = to;
      }
      this.#done.delete(id);
      return at === undefined || isInBin(at) ? undefined : at;
    });
  }

  /** Ends what waits, and waits for what is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort(new Failure('SERVICE_UNAVAILABLE', 'Parley is closing. Try again after its start.'));
    await Promise.allSettled(this.#underWay);
  }

  get #files() {
    return this.#options.files;
  }

  #change(
    ids: readonly ItemId[],
    name: string,
    what: string,
    work: (change: ChangeUnderWay) => Promise<FilePlace | undefined>,
  ): Promise<TreeChange> {
    const changed = this.#inTurn(ids, async () => {
      const change = new ChangeUnderWay(this.#steps, this.#done, this.#end.signal);
      try {
        const subject = await work(change);
        const undoId = this.#done.add({ steps: change.inverse, subject, name });
        await this.#refresh(change.touched);
        return { id: subject ? this.#files.idAt(subject) : null, undoId };
      } catch (cause) {
        await change.takeBack().catch(this.#options.onError);
        await this.#refresh(change.touched);
        throw changeFailure(cause, name, what);
      }
    });
    const settled = changed.then(noop, noop).finally(() => this.#underWay.delete(settled));
    this.#underWay.add(settled);
    return changed;
  }

  /** Always in the same order: else two that concern the same two collections would wait for each other. */
  async #inTurn<TResult>(ids: readonly ItemId[], work: () => Promise<TResult>): Promise<TResult> {
    const collections = ids.map((id) => this.#files.node(id)?.collectionId ?? id);
    return await this.#inTurnOf([...new Set(collections)].toSorted(), work);
  }

  async #inTurnOf<TResult>(
    [first, ...others]: readonly CollectionId[],
    work: () => Promise<TResult>,
  ): Promise<TResult> {
    if (first === undefined) return await work();
    using _turn = await this.#turns.take(first, this.#end.signal);
    return await this.#inTurnOf(others, work);
  }

  /** Never rejects: what was done is done, and the tree finds it later. */
  async #refresh(touched: readonly FilePlace[]): Promise<void> {
    for (const id of new Set(touched.map(({ collectionId }) => collectionId))) {
      const here = touched.filter((place) => place.collectionId === id && !isInBin(place));
      const paths = [...new Set(here.map(({ path }) => path))];
      if (this.#files.collection(id)) await this.#files.refresh(id, paths).catch(this.#options.onError);
    }
  }

  /** Moves an item into a folder; its file's name follows a new name where it was made of the old one. */
  async #moveTo(
    change: ChangeUnderWay,
    node: TreeNode,
    parent: FilePlace,
    name?: string,
  ): Promise<FilePlace> {
    const own = nameOf(node.path);
    const ending = node.kind === 'folder' ? '' : endingOf(own);
    const oldStem = own.slice(0, own.length - ending.length);
    const stem = name !== undefined && isMadeOf(oldStem, node.name) ? fileNameOf(name) : oldStem;
    const isHere = parent.collectionId === node.collectionId && parent.path === parentOf(node.path);
    if (isHere && stem === oldStem) return placeOf(node);
    const wanted = isHere ? { stem, ending, own } : { stem, ending };
    return await inFreePlace(this.#files, parent, wanted, async (to) => {
      if (!isSamePlace(to, node)) await change.do({ do: 'move', from: placeOf(node), to });
    });
  }

  async #nameFolder(change: ChangeUnderWay, place: FilePlace, name: string): Promise<void> {
    if (await isFileThere(this.#files.absolute(folderFileOf(place)))) {
      await change.do({ do: 'edit', place: folderFileOf(place), to: { name } });
    } else if (nameOf(place.path) !== name) {
      await this.#ordering.writeFolderFile(change, place, { name, seq: undefined });
    }
  }

  #node(id: ItemId): TreeNode {
    const node = this.#files.node(id);
    if (!node) throw isGone();
    return node;
  }

  #item(id: ItemId): TreeNode {
    const node = this.#node(id);
    if (node.kind === 'collection') throw notACollection('moved or duplicated. Do that with its folder');
    if (node.kind === 'environment')
      throw new Failure('BAD_REQUEST', 'An environment has no place in the tree.');
    return node;
  }

  #parent(id: ItemId): TreeNode {
    const node = this.#node(id);
    if (node.kind === 'collection' || node.kind === 'folder') return node;
    throw new Failure('BAD_REQUEST', `“${node.name}” is no folder. Choose a folder or a collection.`);
  }

  #nameOf(id: ItemId): string {
    return this.#files.node(id)?.name ?? '';
  }
}

function noop(): void {}

function placeOf({ collectionId, path }: FilePlace): FilePlace {
  return { collectionId, path };
}

function refuseUnreadable(node: TreeNode): void {
  if (node.kind === 'environment')
    throw new Failure('BAD_REQUEST', 'An environment has no place in the tree.');
  if (node.kind !== 'broken') return;
  throw new Failure(
    'UNPROCESSABLE_CONTENT',
    `“${node.name}” can’t be read, and so has no name to change. Repair it in an editor, or rename its file there.`,
    { file: node.name },
  );
}

/** A file that says what its folder is stays in it. */
function refuseBound(node: TreeNode): void {
  const name = nameOf(node.path);
  if (name !== folderFile && name !== collectionFile) return;
  throw new Failure(
    'BAD_REQUEST',
    `“${name}” says what its folder is called, and belongs there. Repair it in an editor.`,
    { file: name },
  );
}

function refuseWithin(node: TreeNode, parent: TreeNode): void {
  if (node.kind !== 'folder' || node.collectionId !== parent.collectionId) return;
  if (parent.path !== node.path && !parent.path.startsWith(`${node.path}/`)) return;
  throw new Failure('BAD_REQUEST', `“${node.name}” can’t be moved into itself. Choose another folder.`);
}

function notACollection(rest: string): Failure {
  return new Failure('BAD_REQUEST', `A collection can’t be ${rest}.`);
}
