/** A folder or request of the model. Its id is the model's own. */
interface ModelItem {
  readonly kind: 'folder' | 'request';
  readonly name: string;
}

interface ModelFolder {
  readonly folders: readonly string[];
  readonly requests: readonly string[];
}

/** Which items there are and what is in which folder, in order. Never changed, so that undo is an earlier one. */
interface Structure {
  readonly items: ReadonlyMap<string, ModelItem>;
  readonly folders: ReadonlyMap<string, ModelFolder>;
}

/** What the tree should look like, for a test to compare: each item with its address or with what is in it. */
export type Outline = readonly (readonly [name: string, content: string | Outline])[];

const empty: ModelFolder = { folders: [], requests: [] };

/** Collections as a person thinks of them: no files, no numbers. Undo takes back changes, and not what was saved. */
export class TreeModel {
  readonly roots: readonly string[];
  readonly #addresses = new Map<string, string>();
  #structure: Structure;
  #undone: Structure[] = [];
  #done: Structure[] = [];
  #count = 0;

  constructor(roots: readonly string[]) {
    this.roots = roots;
    this.#structure = { items: new Map(), folders: new Map(roots.map((root) => [root, empty])) };
  }

  /** Folders and requests that are there. */
  get ids(): string[] {
    return this.roots.flatMap((root) => this.#below(root));
  }

  /** Collections and folders that are there. */
  get parents(): string[] {
    return [...this.roots, ...this.ids.filter((id) => this.kind(id) === 'folder')];
  }

  get requests(): string[] {
    return this.ids.filter((id) => this.kind(id) === 'request');
  }

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  kind(id: string): 'folder' | 'request' | 'collection' {
    return this.#structure.items.get(id)?.kind ?? 'collection';
  }

  isWithin(id: string, folder: string): boolean {
    return id === folder || this.#below(folder).includes(id);
  }

  /** Where an item is: the names do not have to be different. */
  outline(parent: string): Outline {
    const { folders, requests } = this.#folder(parent);
    return [
      ...folders.map((id) => [this.#item(id).name, this.outline(id)] as const),
      ...requests.map((id) => [this.#item(id).name, this.#addresses.get(id) ?? ''] as const),
    ];
  }

  /** Which collection, and which positions lead to an item: so it is found in the tree. */
  pathTo(id: string): readonly [root: string, ...positions: number[]] {
    for (const parent of this.parents) {
      const { folders, requests } = this.#folder(parent);
      const position = [...folders, ...requests].indexOf(id);
      if (position !== -1) return [...this.pathTo(parent), position];
    }
    return [id];
  }

  childrenOf(parent: string): string[] {
    const { folders, requests } = this.#folder(parent);
    return [...folders, ...requests];
  }

  create(parent: string, kind: 'folder' | 'request', name: string, address: string): void {
    this.#change(() => {
      const id = this.#add(kind, name, address);
      this.#insert(id, parent, undefined);
    });
  }

  rename(id: string, name: string): void {
    this.#change(() => this.#setItem(id, { ...this.#item(id), name }));
  }

  remove(id: string): void {
    this.#change(() => this.#takeOut(id));
  }

  move(id: string, parent: string, before: string | undefined): void {
    this.#change(() => {
      const siblings = this.childrenOf(parent);
      const first = before === undefined ? -1 : siblings.indexOf(before);
      const next = siblings
        .slice(first)
        .find((sibling) => first !== -1 && sibling !== id && this.kind(sibling) === this.kind(id));
      this.#takeOut(id);
      this.#insert(id, parent, next);
    });
  }

  duplicate(id: string): void {
    this.#change(() => {
      const parent = this.parents.find((folder) => this.childrenOf(folder).includes(id)) ?? '';
      const names = this.childrenOf(parent).map((sibling) => this.#item(sibling).name);
      const { name } = this.#item(id);
      let copy = `${name} copy`;
      for (let number = 2; names.includes(copy); number += 1) copy = `${name} copy ${number}`;
      const group = this.childrenOf(parent).filter((sibling) => this.kind(sibling) === this.kind(id));
      this.#insert(this.#copy(id, copy), parent, group[group.indexOf(id) + 1]);
    });
  }

  /** Not a change that can be taken back. */
  save(id: string, address: string): void {
    this.#addresses.set(id, address);
  }

  undo(): void {
    const structure = this.#done.pop();
    if (!structure) throw new Error('there is nothing to undo');
    this.#undone.push(this.#structure);
    this.#structure = structure;
  }

  redo(): void {
    const structure = this.#undone.pop();
    if (!structure) throw new Error('there is nothing to redo');
    this.#done.push(this.#structure);
    this.#structure = structure;
  }

  #change(make: () => void): void {
    this.#done.push(this.#structure);
    this.#undone = [];
    make();
  }

  #item(id: string): ModelItem {
    const item = this.#structure.items.get(id);
    if (!item) throw new Error(`the model has no ${id}`);
    return item;
  }

  #folder(id: string): ModelFolder {
    return this.#structure.folders.get(id) ?? empty;
  }

  #below(parent: string): string[] {
    return this.childrenOf(parent).flatMap((id) => [id, ...this.#below(id)]);
  }

  #add(kind: 'folder' | 'request', name: string, address: string): string {
    this.#count += 1;
    const id = `${kind} ${this.#count}`;
    this.#setItem(id, { kind, name });
    this.#addresses.set(id, address);
    return id;
  }

  #copy(id: string, name: string): string {
    const copy = this.#add(this.#item(id).kind, name, this.#addresses.get(id) ?? '');
    for (const child of this.childrenOf(id)) {
      this.#insert(this.#copy(child, this.#item(child).name), copy, undefined);
    }
    return copy;
  }

  #setItem(id: string, item: ModelItem): void {
    this.#structure = { ...this.#structure, items: new Map([...this.#structure.items, [id, item]]) };
  }

  #setFolder(id: string, folder: ModelFolder): void {
    this.#structure = { ...this.#structure, folders: new Map([...this.#structure.folders, [id, folder]]) };
  }

  #takeOut(id: string): void {
    for (const parent of this.parents) {
      const { folders, requests } = this.#folder(parent);
      if (!folders.includes(id) && !requests.includes(id)) continue;
      const others = (ids: readonly string[]) => ids.filter((other) => other !== id);
      this.#setFolder(parent, { folders: others(folders), requests: others(requests) });
      return;
    }
  }

  #insert(id: string, parent: string, before: string | undefined): void {
    const group = this.#item(id).kind === 'folder' ? 'folders' : 'requests';
    const folder = this.#folder(parent);
    const at = before === undefined ? folder[group].length : folder[group].indexOf(before);
    this.#setFolder(parent, { ...folder, [group]: folder[group].toSpliced(at, 0, id) });
  }
}
