import { mkdir, readdir, readFile, readlink, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '#main/services/ids.ts';
import { type Collection, type Item, treeEventSchema } from '#router/contracts/collection.ts';
import { type Caller, startRouter, testPlatform, watch } from '#test/harness/services/callers.ts';
import { temporaryFolder } from '#test/harness/services/support.ts';

/** What nobody is to read or change through a collection. */
export const outsideText = 'info:\n  name: none of your business\n  type: http\n';

type Files = Readonly<Record<string, string | Uint8Array>>;

interface Paths {
  /** The collection's. */
  readonly folder: string;
  /** Beside it: the person's own. */
  readonly outside: string;
}

/**
 * A collection that somebody else wrote, open in a real Parley.
 * @param files what is in it, by path; `opencollection.yml` is there without being named
 * @param prepare puts more there before it is opened: links, pipes
 */
export async function openShared(files: Files, prepare?: (paths: Paths) => Promise<unknown>) {
  const base = await realpath(await temporaryFolder());
  const paths = { folder: join(base, 'collections', 'shop'), outside: join(base, 'outside') };
  await put(paths.outside, { 'private.yml': outsideText, 'deep/key.txt': outsideText });
  await put(paths.folder, { 'opencollection.yml': 'info:\n  name: Shop\n', ...files });
  await prepare?.(paths);
  const before = await listed(paths.outside);
  const platform = { ...testPlatform, collectionsFolder: join(base, 'collections') };
  const started = await startRouter({ dataFolder: join(base, 'data'), platform });
  const window = started.caller();
  const [offered] = await window.collections.offered();
  const collection = await window.collections.open({ offeredId: offered?.id });
  if (!collection) throw new Error('the collection was not opened');
  return {
    ...started,
    ...paths,
    base,
    window,
    collectionId: collection.id,
    put: (more: Files) => put(paths.folder, more),
    /** All that a window is shown of the collection, once all of it was read. */
    tree: () => treeOf(window),
    collections: async () => (await treeOf(window)).collections,
    /** The one of that name. */
    item: async (name: string): Promise<Item> => {
      const { items } = await treeOf(window);
      const item = items.find((each) => each.name === name);
      if (!item) throw new Error(`${name} is not among ${items.map((each) => each.name).join(', ')}`);
      return item;
    },
    /** The person's own folder, as it was and as it is: names, links and texts. */
    before,
    now: () => listed(paths.outside),
  };
}

interface Tree {
  readonly collections: readonly Collection[];
  /** The first one. */
  readonly collection: Collection;
  readonly items: readonly Item[];
}

/** From the first event to that which says that all was told; again while files are being read. */
async function treeOf(window: Caller): Promise<Tree> {
  for (;;) {
    let collections: readonly Collection[] = [];
    const items: Item[] = [];
    for await (const part of await window.collections.watch()) {
      const event = treeEventSchema.parse(part);
      if (event.type === 'collections') ({ collections } = event);
      if (event.type === 'items') items.push(...event.items);
      if (event.type === 'complete') break;
    }
    const [collection] = collections;
    if (collection && collections.every(({ state }) => state !== 'reading'))
      return { collections, collection, items };
    await delay(5);
  }
}

async function put(folder: string, files: Files): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

/** Each file's text and each link's target, by path. */
export async function listed(folder: string): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    if (entry.isFile()) all[name] = await readFile(path, 'utf8');
    else all[name] = entry.isSymbolicLink() ? `-> ${await readlink(path)}` : entry.isDirectory() ? '/' : '?';
  }
  return all;
}

/** What is said of it, or why it is refused. */
export async function told(answer: Promise<unknown>): Promise<string> {
  return answer.then(
    (value) => JSON.stringify(value ?? null),
    (cause: unknown) => `refused: ${String(cause)}`,
  );
}

/** What a stream says first. */
export async function firstOf(stream: Promise<AsyncIterable<unknown>>): Promise<unknown> {
  for await (const value of await stream) return value;
  return undefined;
}

/** The events of a saved request's send, to its end. */
export async function sent(window: Caller, itemId: string): Promise<unknown> {
  const id = newId();
  await window.requests.send({ id, itemId });
  const events = [];
  for await (const { event } of watch(window, { id })) events.push(event);
  return events;
}
