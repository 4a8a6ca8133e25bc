import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { readInThread } from '#main/services/collections/reading/read-in-thread.ts';
import { CollectionTree } from '#main/services/collections/tree/collection-tree.ts';
import { checkOut, otherHost } from './fixtures.ts';

export interface Measured {
  /** Until the tree has every item, in milliseconds. */
  readonly names: number;
  /** Until all files are parsed. */
  readonly all: number;
  /** The longest time for which main did nothing else, meanwhile. */
  readonly stall: number;
  /** Of the whole process, at its highest, in MiB. */
  readonly memory: number;
  /** From the begin of a checkout to a tree that says what is checked out; 0 where none was asked for. */
  readonly checkout: number;
  readonly checkoutStall: number;
}

interface Options {
  readonly folder: string;
  readonly cacheFolder: string;
  readonly workerUrl: URL;
  readonly items: number;
  /** Requests that the other branch has otherwise; 0: it is not checked out. */
  readonly touched: number;
}

const id = 'benchbenchbenchbenchbe';

/** Opens the collection as the app does, in this process, which is to be a new one. */
export async function measure(options: Options): Promise<Measured> {
  const { folder, cacheFolder, workerUrl, items, touched } = options;
  const began = performance.now();
  let names = 0;
  const known = new Set<string>();
  const touchedNow = new Set<string>();
  let settledAt = 0;
  await using tree = new CollectionTree({
    idKey: 'bench',
    onError: (error) => console.error(error),
    startReading: readInThread({ workerUrl, cacheFolder }),
  });
  tree.onNews((news) => {
    for (const itemId of news.items) {
      known.add(itemId);
      if (tree.node(itemId)?.url.startsWith(otherHost)) touchedNow.add(itemId);
    }
    if (names === 0 && known.size >= items) names = performance.now() - began;
    if (settledAt === 0 && touched > 0 && touchedNow.size === touched) settledAt = performance.now();
  });
  const stalls = monitorEventLoopDelay({ resolution: 1 });
  stalls.enable();
  tree.add({ id, path: folder });
  await tree.whenRead(id);
  const all = performance.now() - began;
  const stall = stalls.max / 1e6;
  if (known.size !== items) throw new Error(`${known.size} of ${items} items were found`);

  let checkout = 0;
  stalls.reset();
  if (touched > 0) {
    // The cache is written meanwhile.
    await delay(1500);
    stalls.reset();
    const begins = performance.now();
    await checkOut(folder, 'other');
    while (settledAt === 0) await delay(5);
    checkout = settledAt - begins;
  }
  const checkoutStall = stalls.max / 1e6;
  stalls.disable();
  const memory = process.resourceUsage().maxRSS / 1024;
  return { names, all, stall, memory, checkout, checkoutStall };
}
