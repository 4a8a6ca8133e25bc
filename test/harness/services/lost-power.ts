import { dirname, sep } from 'node:path';
import type { DiskCall, DiskContents, Recording } from './recorded-disk.ts';

/** What may be on the disk after the power was lost. */
export interface Remains {
  /** How many calls had returned by then. */
  readonly calls: number;
  readonly contents: DiskContents;
}

/** A change of names, which is on the disk once all the folders are synced that it concerns. */
type Naming = Exclude<DiskCall, { call: 'write' | 'sync' | 'sync folder' }>;

/** How much of what was written and not synced is there. */
const shares = [0, 0.5, 1];

/** More of them at once would take too long; they are synced long before. */
const maxUnsynced = 12;

/**
 * What may be on the disk where the power is lost after any of the calls: of names that were changed and not synced, some may be
 * there and others not, in all combinations; and of data that was not synced, all, a part, or nothing.
 */
export function* afterLostPower({ before, calls }: Recording): Generator<Remains> {
  for (let count = 0; count <= calls.length; count += 1) {
    const done = calls.slice(0, count);
    const namings = done.flatMap((call, index) =>
      isNaming(call) ? [{ call, isSynced: isNamingSynced(call, done.slice(index + 1)) }] : [],
    );
    const unsynced = namings.filter(({ isSynced }) => !isSynced).length;
    if (unsynced > maxUnsynced) throw new Error(`${unsynced} changes of names wait to be synced`);
    for (let choice = 0; choice < 2 ** unsynced; choice += 1) {
      let bit = 0;
      const there = namings.filter(({ isSynced }) => isSynced || (choice >> bit++) % 2 === 1);
      for (const share of shares) {
        const data = dataOf(done, share);
        yield {
          calls: count,
          contents: contentsWith(
            before,
            there.map(({ call }) => call),
            data,
          ),
        };
      }
    }
  }
}

function isNaming(call: DiskCall): call is Naming {
  return call.call !== 'write' && call.call !== 'sync' && call.call !== 'sync folder';
}

function isNamingSynced(naming: Naming, later: readonly DiskCall[]): boolean {
  const paths =
    'path' in naming ? [naming.path] : naming.call === 'link' ? [naming.to] : [naming.from, naming.to];
  const synced = new Set(later.flatMap((call) => (call.call === 'sync folder' ? [call.path] : [])));
  return paths.every((path) => synced.has(dirname(path)));
}

/** What is in each file that was made. */
function dataOf(calls: readonly DiskCall[], share: number): Map<number, string> {
  const data = new Map<number, string>();
  for (const [index, call] of calls.entries()) {
    if (call.call !== 'write') continue;
    const isSynced = calls.slice(index).some((later) => later.call === 'sync' && later.file === call.file);
    const length = isSynced ? call.content.length : Math.floor(call.content.length * share);
    data.set(call.file, call.content.slice(0, length));
  }
  return data;
}

type Names = Map<string, string | number | null>;

function contentsWith(
  before: DiskContents,
  namings: readonly Naming[],
  data: ReadonlyMap<number, string>,
): DiskContents {
  const names: Names = new Map(before);
  for (const naming of namings) apply(naming, names);
  const [root = ''] = before.keys();
  const isReached = (path: string): boolean => path === root || (names.has(path) && isReached(dirname(path)));
  return new Map(
    [...names]
      .filter(([path]) => isReached(path))
      .map(([path, what]) => [path, typeof what === 'number' ? (data.get(what) ?? '') : what]),
  );
}

/** Does nothing where what it starts from is not there: that is lost as well. */
function apply(naming: Naming, names: Names): void {
  switch (naming.call) {
    case 'create':
      names.set(naming.path, naming.file);
      return;
    case 'mkdir':
      names.set(naming.path, null);
      return;
    case 'remove':
      for (const [path] of below(names, naming.path)) names.delete(path);
      return;
    case 'link': {
      const what = names.get(naming.from);
      if (what !== undefined) names.set(naming.to, what);
      return;
    }
    case 'rename': {
      const moved = below(names, naming.from);
      if (moved.length === 0) return;
      for (const [path] of [...moved, ...below(names, naming.to)]) names.delete(path);
      for (const [path, what] of moved) names.set(naming.to + path.slice(naming.from.length), what);
    }
  }
}

function below(names: Names, folder: string): [string, string | number | null][] {
  return [...names].filter(([path]) => path === folder || path.startsWith(folder + sep));
}
