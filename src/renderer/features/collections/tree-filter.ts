import type { Collection, Item } from '#router/contracts/collection.ts';
import { isMethodWord } from './fuzzy.ts';
import type { Tree } from './tree-store.ts';
import type { TreeHits } from './tree-rows.ts';

/** Lower-case text of items, which are new objects when they change. */
const texts = new WeakMap<Collection | Item, string>();

/**
 * What has all words of `filter` in its name, URL or method, in any case.
 * @returns null where there is nothing to look for.
 */
export function findInTree(tree: Tree, filter: string): TreeHits | null {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const hits = new Set<string>();
  const above = new Set<string>();
  const look = (node: Collection | Item) => {
    const text = textOf(node);
    const method = 'method' in node ? node.method.toLowerCase() : '';
    if (!words.every((word) => text.includes(word) || isMethodWord(word, method))) return;
    hits.add(node.id);
    let id = 'parentId' in node ? node.parentId : undefined;
    while (id !== undefined && !above.has(id)) {
      above.add(id);
      id = tree.item(id)?.parentId;
    }
  };
  for (const collection of tree.collections) look(collection);
  for (const item of tree.items()) look(item);
  return { hits, above };
}

function textOf(node: Collection | Item): string {
  let text = texts.get(node);
  if (text === undefined) {
    text = 'url' in node ? `${node.name}\n${node.url}` : node.name;
    text = text.toLowerCase();
    texts.set(node, text);
  }
  return text;
}
