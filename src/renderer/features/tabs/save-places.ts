import type { Collection, Item } from '#router/contracts/collection.ts';

/** Where a request can be saved: a collection, or a folder in one. */
export interface SavePlace {
  readonly value: string;
  readonly label: string;
}

interface Tree {
  readonly collections: readonly Collection[];
  children(parentId: string): readonly Item[];
}

/** All places for a request, each under all that it is in. */
export function savePlaces(tree: Tree): SavePlace[] {
  const foldersIn = (parentId: string, above: string): SavePlace[] =>
    tree.children(parentId).flatMap(({ id, kind, name }) => {
      if (kind !== 'folder') return [];
      const label = `${above} / ${name}`;
      return [{ value: id, label }, ...foldersIn(id, label)];
    });
  return tree.collections
    .filter(({ state }) => state !== 'missing')
    .flatMap(({ id, name }) => [{ value: id, label: name }, ...foldersIn(id, name)]);
}

/** A name to begin with: what the address ends in. */
export function suggestedName(url: string): string {
  const [address = ''] = url
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .split(/[?#]/);
  return address.split('/').findLast((part) => part !== '' && !part.includes('{{')) ?? '';
}
