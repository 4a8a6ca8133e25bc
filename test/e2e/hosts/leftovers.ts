import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { childrenOf, openFilesBelow } from './held-by-process.ts';

/** How long nothing new has to be asked for, in milliseconds. */
const settlingMs = 150;

/** What a main process holds at one moment. */
export interface Holdings {
  /** Names of generators that have not ended: subscriptions, and readers of bodies. */
  readonly generators: readonly string[];
  /** Files below the data folder. */
  readonly files: readonly string[];
  /** Process ids, and command lines. */
  readonly children: readonly { readonly pid: number; readonly command: string }[];
}

/** Looks at what a main process holds. A quick look may see what nobody refers to any more, too. */
export type Look = (isQuick: boolean) => Promise<Holdings>;

export async function holdingsOf(
  main: { readonly pid: number; readonly dataFolder: string },
  heldGenerators: () => Promise<string[]>,
): Promise<Holdings> {
  // First who uses the files: one that ends between two looks has closed its file, or left it open, by the second.
  const generators = await heldGenerators();
  const files = await openFilesBelow(main.pid, main.dataFolder);
  return { generators, files, children: await childrenOf(main.pid) };
}

/** What a main process holds for a window that has just come: its page asks for some of it after it can be typed into. */
export async function settledHoldings(look: Look): Promise<Holdings> {
  let last = await look(true);
  for (;;) {
    await setTimeout(settlingMs);
    const now = await look(true);
    if (isDeepStrictEqual(now.generators, last.generators)) return look(false);
    last = now;
  }
}

/** Where responses and uploads are; the other open files are logs. */
const contentFolders = ['bodies', 'uploads', 'drafts'];

/**
 * What is there now and was not at first, a line each.
 * @param first what the same process held before anything was done.
 */
export async function leftoversSince(first: Holdings, look: Look): Promise<string[]> {
  const left = leftoversOf(await look(true), first);
  return left.length === 0 ? left : leftoversOf(await look(false), first);
}

function leftoversOf(now: Holdings, first: Holdings): string[] {
  const known = new Set(first.children.map(({ pid }) => pid));
  return [
    ...beyond(now.generators, first.generators).map((name) => `a live subscription or reader: ${name}`),
    ...now.files
      .filter((file) => contentFolders.some((folder) => file.startsWith(join(folder, '/'))))
      .map((file) => `an open file: ${file}`),
    ...now.children
      .filter(({ pid, command }) => !known.has(pid) && !belongsToChromium(command))
      .map(({ pid, command }) => `a child process: ${pid} ${command}`),
  ];
}

/** Electron starts and ends processes of its own as it needs them; each says what it is. */
function belongsToChromium(command: string): boolean {
  return command.includes('--type=');
}

/** The items of a list after one of each of the others is taken out. */
function beyond(items: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return items.filter((item) => {
    const at = left.indexOf(item);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}
