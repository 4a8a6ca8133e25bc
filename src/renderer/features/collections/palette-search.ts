import type { Item } from '#router/contracts/collection.ts';
import { isMethodWord, matchWord, type TextRange } from './fuzzy.ts';
import type { Tree } from './tree-store.ts';

export interface PaletteCommand {
  readonly label: string;
  /** Such as `Ctrl S`. */
  readonly keys?: string;
  readonly run: () => void;
}

/** What can be chosen: a request or a command. */
export type PaletteEntry = {
  readonly key: string;
  readonly name: string;
  /** The collection and the folders that a request is in; '' for a command. */
  readonly path: string;
} & (
  | { readonly type: 'request'; readonly itemId: string; readonly method: string; readonly url: string }
  | { readonly type: 'command'; readonly command: PaletteCommand }
);

/** An entry with the texts to look for words in, in lower case. */
export interface Searchable {
  readonly entry: PaletteEntry;
  readonly name: string;
  readonly path: string;
  readonly url: string;
  readonly method: string;
}

/** An entry that was found, with the pieces of its texts that the query is in. */
export interface PaletteHit {
  readonly entry: PaletteEntry;
  readonly inName: readonly TextRange[];
  readonly inPath: readonly TextRange[];
  readonly inUrl: readonly TextRange[];
}

/** All requests of the tree and all commands, ready to be searched. */
export function searchablesOf(tree: Tree, commands: readonly PaletteCommand[]): Searchable[] {
  const paths = new Map<string, string>(tree.collections.map(({ id, name }) => [id, name]));
  const pathOf = (id: string, depth = 0): string => {
    const found = paths.get(id);
    if (found !== undefined) return found;
    const folder = tree.item(id);
    if (!folder || depth > 100) return '';
    const path = `${pathOf(folder.parentId, depth + 1)} / ${folder.name}`;
    paths.set(id, path);
    return path;
  };
  const all: Searchable[] = commands.map((command) =>
    searchable({ type: 'command', key: `command ${command.label}`, name: command.label, path: '', command }),
  );
  for (const item of tree.items()) {
    if (item.kind === 'request') all.push(searchableRequest(item, pathOf(item.parentId)));
  }
  return all;
}

/** Of the last time: an item is a new object when it changes, and its path is compared. */
const known = new WeakMap<Item, Searchable>();

function searchableRequest(item: Extract<Item, { kind: 'request' }>, path: string): Searchable {
  const before = known.get(item);
  if (before?.entry.path === path) return before;
  const { id, name, method, url } = item;
  const now = searchable({ type: 'request', key: id, itemId: id, name, path, method, url });
  known.set(item, now);
  return now;
}

function searchable(entry: PaletteEntry): Searchable {
  return {
    entry,
    name: sameLength(entry.name),
    path: sameLength(entry.path),
    url: entry.type === 'request' ? sameLength(entry.url) : '',
    method: entry.type === 'request' ? entry.method.toLowerCase() : '',
  };
}

/** Lower case, with each letter where it was: a few letters become two. */
function sameLength(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return Array.from(text, (letter) => {
    const small = letter.toLowerCase();
    return small.length === letter.length ? small : letter;
  }).join('');
}

/**
 * What has all words of the query, each in its name, path, URL or method, the best first: in a name counts most.
 * @param limit how many are wanted
 */
export function searchPalette(
  searchables: readonly Searchable[],
  query: string,
  limit: number,
): { readonly hits: readonly PaletteHit[]; readonly total: number } {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found: { readonly one: Searchable; readonly score: number }[] = [];
  for (const one of searchables) {
    const score = match(one, words);
    if (score !== null) found.push({ one, score });
  }
  // Equal ones stay in the order of the tree, commands first.
  const best = words.length === 0 ? found : found.toSorted((a, b) => b.score - a.score);
  return { hits: best.slice(0, limit).map(({ one }) => hitOf(one, words)), total: found.length };
}

interface Places {
  readonly inName: TextRange[];
  readonly inPath: TextRange[];
  readonly inUrl: TextRange[];
}

function hitOf(one: Searchable, words: readonly string[]): PaletteHit {
  const places: Places = { inName: [], inPath: [], inUrl: [] };
  match(one, words, places);
  return { entry: one.entry, ...places };
}

/** @param places takes where the words are; left out for all those that may not be shown */
function match(
  { entry, name, path, url, method }: Searchable,
  words: readonly string[],
  places?: Places,
): number | null {
  // Of two names that have a word in the same place, the shorter one is more likely to be meant.
  let score = (entry.type === 'command' ? 2 : 0) - Math.min(5, name.length / 50);
  for (const word of words) {
    if (word === method) {
      score += 120;
      continue;
    }
    const whole = name.includes(word);
    if (!whole && isMethodWord(word, method)) {
      score += 80;
      continue;
    }
    // Scattered letters in a name count less than a whole word elsewhere.
    const elsewhere = whole ? null : wholeElsewhere(word, path, url);
    const named = elsewhere ? null : matchWord(word, name, places?.inName);
    if (named !== null) {
      score += named + 20;
    } else if (elsewhere) {
      score += elsewhere.score;
      places?.[elsewhere.where].push([elsewhere.at, elsewhere.at + word.length]);
    } else {
      return null;
    }
  }
  return score;
}

function wholeElsewhere(word: string, path: string, url: string) {
  const inPath = path.lastIndexOf(word);
  if (inPath !== -1) return { where: 'inPath', at: inPath, score: 70 } as const;
  const inUrl = url.indexOf(word);
  return inUrl === -1 ? null : ({ where: 'inUrl', at: inUrl, score: 60 } as const);
}
