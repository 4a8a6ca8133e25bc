import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TreeChange } from '#router/contracts/collection.ts';
import { Failure } from '#router/contracts/failure.ts';
import { emptyRequest } from '#router/contracts/request.ts';
import { contentsOf, openCollections } from '#test/harness/services/changing.ts';
import { countRuns, durabilityRuns } from '#test/harness/services/count-runs.ts';
import { type Outline, TreeModel } from '#test/harness/services/tree-model.ts';
import { replaceFile } from '../../files/replace-file.ts';
import { YamlSource } from '../../yaml/yaml-source.ts';
import { CollectionTree } from '../tree/collection-tree.ts';

/** Names that some system takes for the same, does not take, or takes for something else. */
const anyName = fc.constantFrom(
  'a',
  'A',
  'a 2',
  'ä',
  'a\u0308',
  'CON',
  'nul.yml',
  'folder',
  'opencollection',
  'environments',
  '.hidden',
  '..',
  'dots...',
  'a/b\\c:d*e?f"g<h>i|j',
  'key: value # comment',
  '- item',
  '"quoted"',
  '123',
  'true',
  '日本語のリクエスト',
  'запрос',
  'طلب',
  '👩‍👩‍👧‍👦',
  '\u0007bell',
  'long '.repeat(39),
  '語'.repeat(200),
);

/** Few names most of the time: things come to where others have been. */
const name = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('a', 'b', 'A') },
  { weight: 1, arbitrary: anyName },
);

const pick = fc.nat(1000);
const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('folder', 'request'), at: pick, name }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rename'), at: pick, name }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('move'), at: pick, to: pick, before: pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('save'), at: pick }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('duplicate', 'remove'), at: pick }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('undo', 'undo', 'redo') }) },
);
type Action = { do: string; at?: number; to?: number; before?: number; name?: string };

/** Does the same to a model and to files, and compares what comes of it. */
class Both {
  readonly #files: Awaited<ReturnType<typeof openCollections>>;
  readonly #model = new TreeModel(['one', 'other']);
  #undo: string[] = [];
  #redo: string[] = [];
  #addresses = 0;

  constructor(files: Awaited<ReturnType<typeof openCollections>>) {
    this.#files = files;
  }

  async do({ do: what, at = 0, to = 0, before = 0, name: wanted = '' }: Action): Promise<void> {
    const model = this.#model;
    const { changes } = this.#files;
    const parents = model.parents;
    const parent = parents[at % parents.length] ?? '';
    const id = model.ids[at % (model.ids.length || 1)];
    switch (what) {
      case 'folder':
        await this.#done(changes.createFolder(this.#idOf(parent), wanted));
        model.create(parent, 'folder', wanted, '');
        return;
      case 'request': {
        const url = this.#newAddress();
        await this.#done(changes.createRequest(this.#idOf(parent), wanted, { ...emptyRequest(), url }));
        model.create(parent, 'request', wanted, url);
        return;
      }
      case 'undo':
      case 'redo':
        return this.#takeBack(what);
    }
    if (id === undefined) return;
    switch (what) {
      case 'rename':
        await this.#done(changes.rename(this.#idOf(id), wanted));
        model.rename(id, wanted);
        return;
      case 'duplicate':
        await this.#done(changes.duplicate(this.#idOf(id)));
        model.duplicate(id);
        return;
      case 'remove':
        await this.#done(changes.remove(this.#idOf(id)));
        model.remove(id);
        return;
      case 'move': {
        const target = parents[to % parents.length] ?? '';
        const siblings = [...model.childrenOf(target), undefined];
        const next = siblings[before % siblings.length];
        const move = changes.move(
          this.#idOf(id),
          this.#idOf(target),
          next === undefined ? null : this.#idOf(next),
        );
        if (!model.isWithin(target, id)) {
          await this.#done(move);
          model.move(id, target, next);
        } else {
          await refused(move);
        }
        return;
      }
      case 'save':
        return this.#save(at);
    }
  }

  get expected(): Outline[] {
    return this.#model.roots.map((root) => this.#model.outline(root));
  }

  /** What the tree shows, and what somebody finds who opens the folders now. */
  async found(): Promise<{ shown: Outline[]; fresh: Outline[]; files: [path: string, text: string][] }> {
    const { tree, folders } = this.#files;
    const onError = (error: unknown) => {
      throw error;
    };
    const fresh = await CollectionTree.open({ folders, idKey: 'another', onError });
    const contents = await Promise.all(folders.map(({ path }) => contentsOf(path)));
    try {
      return {
        shown: folders.map(({ id }) => outlineOf(tree, id)),
        fresh: folders.map(({ id }) => outlineOf(fresh, id)),
        files: contents.flatMap((files) => Object.entries(files).filter(([path]) => !path.endsWith('/'))),
      };
    } finally {
      await fresh[Symbol.asyncDispose]();
    }
  }

  async #takeBack(what: 'undo' | 'redo'): Promise<void> {
    const [from, to] = what === 'undo' ? [this.#undo, this.#redo] : [this.#redo, this.#undo];
    const id = from.pop();
    if (id === undefined) return;
    to.push((await this.#files.changes.undo(id)).undoId);
    this.#model[what]();
  }

  /** As a draft is saved. */
  async #save(at: number): Promise<void> {
    const { requests } = this.#model;
    const id = requests[at % (requests.length || 1)];
    const node = id === undefined ? undefined : this.#files.tree.node(this.#idOf(id));
    if (id === undefined || !node) return;
    const path = this.#files.tree.absolute(node);
    const [expected, url] = [await readFile(path, 'utf8'), this.#newAddress()];
    await replaceFile(path, { expected, text: expected.replace(/url: .*/, `url: ${url}`) });
    await this.#files.tree.refresh(node.collectionId, [node.path]);
    this.#model.save(id, url);
  }

  #newAddress(): string {
    this.#addresses += 1;
    return `https://example.org/${this.#addresses}`;
  }

  async #done(change: Promise<TreeChange>): Promise<void> {
    this.#undo.push((await change).undoId);
    this.#redo = [];
  }

  #idOf(id: string): string {
    const [root, ...positions] = this.#model.pathTo(id);
    let found = this.#files.folders[this.#model.roots.indexOf(root)]?.id ?? '';
    for (const position of positions) found = this.#files.tree.children(found)[position]?.id ?? '';
    return found;
  }
}

/** A folder that is to go into itself. */
async function refused(move: Promise<unknown>): Promise<void> {
  const cause = await move.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(cause instanceof Failure) || cause.code !== 'BAD_REQUEST') throw new Error('it was moved', { cause });
}

function outlineOf(tree: CollectionTree, parent: string): Outline {
  return tree
    .children(parent)
    .map((node) => [node.name, node.kind === 'folder' ? outlineOf(tree, node.id) : node.url] as const);
}

/** 500 in the long run. */
const numRuns = Math.ceil(durabilityRuns(10) / 2);

test('whatever is done to collections, they are as a person expects: names, order and what was saved', {
  timeout: 600_000,
}, async () => {
  const countSequence = countRuns('sequences');
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 10, maxLength: 25, size: 'max' }), async (actions) => {
      const both = new Both(await openCollections([{}, {}]));
      for (const each of actions) await both.do(each);
      const { shown, fresh, files } = await both.found();
      expect(shown).toEqual(both.expected);
      expect(fresh).toEqual(both.expected);
      for (const [path, text] of files) {
        expect(path).toMatch(/\.yml$/);
        expect(() => new YamlSource(text)).not.toThrow();
      }
      countSequence();
    }),
    { numRuns },
  );
});
