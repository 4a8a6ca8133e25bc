import { setTimeout as delay } from 'node:timers/promises';
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import type { Item } from '#router/contracts/collection.ts';
import { ParleyPage } from '#test/e2e/parley-page.ts';
import { highestDuring, residentBytes } from '#test/harness/memory.ts';
import { chromiumFlags, ensureChromium } from '../../scripts/chromium.mjs';
import { type MainClient, ParleyHost } from '../bodies/parley-host.ts';
import { quantile } from '../ipc/statistics.ts';
import type { pageFigures } from './figures.ts';
import { type Amounts, checkOut, otherHost } from './fixtures.ts';
import { longestFrame, paletteAnswered, watchFrames, watchPalette } from './page-probes.ts';

interface Options extends Amounts {
  /** For the host's data. */
  readonly folder: string;
  /** The folder whose one folder is the collection, with `main` checked out. */
  readonly offered: string;
}

export type MeasuredPage = Record<(typeof pageFigures)[number], number> & { readonly chromium: string };

const words = ['request', 'folders 7', 'area 3 12', 'items', '499.19'];
const edits = 100;
const MiB = 2 ** 20;

/** What a person with the collection open meets in Chromium, through the built browser host. */
export async function measurePage({ folder, offered, ...amounts }: Options): Promise<MeasuredPage> {
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumFlags() });
  try {
    await using host = await ParleyHost.start({ folder, args: ['--collections', offered] });
    await using tree = TreeWatch.of(host.client);
    let measured: Omit<MeasuredPage, 'hostMemory'> | undefined;
    const highest = await highestDuring(
      () => residentBytes(host.pid),
      async () => {
        measured = await measureInWindow(browser, host, tree, path.join(offered, 'bench'), amounts);
      },
    );
    if (!measured) throw new Error('Nothing was measured');
    return { ...measured, hostMemory: highest / MiB };
  } finally {
    await browser.close();
  }
}

async function measureInWindow(
  browser: Browser,
  { address, client }: ParleyHost,
  tree: TreeWatch,
  collection: string,
  { folders, requestsInEach, touched }: Amounts,
): Promise<Omit<MeasuredPage, 'hostMemory'>> {
  const requests = folders * requestsInEach;
  const [found] = await client.collections.offered.query();
  if (!found) throw new Error('The host offers no collection');
  await client.collections.open.mutate({ offeredId: found.id });
  const parley = new ParleyPage(await browser.newPage());
  await parley.open(address);
  // All is parsed by then: the figures are those of a collection at rest.
  await tree.until(() => tree.requests.size === requests && tree.isRead);

  const palette = await measurePalette(parley.page, requests);
  const edit = await measureEdits(client, tree);
  // The cache is written meanwhile.
  await delay(1500);
  await parley.page.evaluate(watchFrames);
  const began = performance.now();
  await checkOut(collection, 'other');
  await tree.until(() => tree.touched === touched);
  const pageCheckout = performance.now() - began;
  // What arrived last is drawn.
  await delay(500);
  const pageFrame = await parley.page.evaluate(longestFrame);
  return { ...palette, edit, pageCheckout, pageFrame, chromium: browser.version() };
}

async function measurePalette(page: Page, requests: number) {
  const { keyboard } = page;
  // The page has all of them: it says how many there are. Its first time is no measure.
  await keyboard.press('ControlOrMeta+k');
  const all = new RegExp(`^${Math.floor(requests / 1000).toLocaleString('en-US')},\\d{3} in all`);
  await page.getByText(all).waitFor({ timeout: 60_000 });
  await keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'Find a request or a command' }).waitFor({ state: 'hidden' });

  const openings: number[] = [];
  const answers: number[] = [];
  for (const word of words) {
    openings.push(await answerTo(page, 'ControlOrMeta+k'));
    for (const letter of word) {
      // The list stays as it is with a blank at the end.
      if (letter === ' ') await keyboard.press('Space');
      else answers.push(await answerTo(page, letter));
    }
    await keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'Find a request or a command' }).waitFor({ state: 'hidden' });
  }
  return { paletteOpen: quantile(openings, 0.5), paletteKey: quantile(answers, 0.95) };
}

async function answerTo(page: Page, key: string): Promise<number> {
  await page.evaluate(watchPalette);
  await page.keyboard.press(key);
  return page.evaluate(paletteAnswered);
}

async function measureEdits(client: MainClient, tree: TreeWatch): Promise<number> {
  const [itemId = ''] = tree.requests.keys();
  const draft = await client.drafts.openItem.mutate({ itemId });
  const times: number[] = [];
  for (let number = 1; number <= edits; number += 1) {
    const request = { ...draft.request, url: `https://example.org/edited/${number}`, query: [] };
    const began = performance.now();
    await client.drafts.put.mutate({ id: draft.id, revision: draft.revision + number, request });
    times.push(performance.now() - began);
  }
  await client.drafts.discard.mutate({ id: draft.id });
  return quantile(times, 0.95);
}

/** The tree as a window is told of it. */
class TreeWatch implements AsyncDisposable {
  readonly requests = new Map<string, Item>();
  readonly #ids = new Set<string>();
  readonly #failed = new AbortController();
  /** Whether all of the collection's files have been looked at. */
  isRead = false;
  #stop: () => void = () => undefined;

  static of(client: MainClient): TreeWatch {
    const watch = new TreeWatch();
    const subscription = client.collections.watch.subscribe(undefined, {
      onData: (event) => {
        if (event.type === 'items') for (const item of event.items) watch.#take(item);
        if (event.type === 'collections') {
          watch.isRead = event.collections.every(({ state }) => state === 'ready');
        }
      },
      onError: (error) => watch.#failed.abort(error),
    });
    watch.#stop = () => subscription.unsubscribe();
    return watch;
  }

  /** How many of the requests have what the other branch says. */
  get touched(): number {
    return this.#ids.size;
  }

  /** Looks again every few milliseconds. Rejects where the tree is told no more, and after two minutes. */
  async until(isReached: () => boolean): Promise<void> {
    const signal = AbortSignal.any([this.#failed.signal, AbortSignal.timeout(120_000)]);
    while (!isReached()) await delay(5, undefined, { signal });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop();
  }

  #take(item: Item): void {
    if (item.kind !== 'request') return;
    this.requests.set(item.id, item);
    if (item.url.startsWith(otherHost)) this.#ids.add(item.id);
  }
}
