import { isDeepStrictEqual } from 'node:util';
import { diffArrays } from 'diff';
import { isMapping } from './yaml-value.ts';

/**
 * What stands at a place of a sequence: an item that was there, with what it says now, in its place among those that are
 * kept or in another; or a new one.
 */
export type AlignedItem =
  | { readonly kind: 'kept' | 'moved'; readonly index: number; readonly value: unknown }
  | { readonly kind: 'added'; readonly value: unknown };

/** Between two items that stay: what goes and what comes, by index. */
interface Gap {
  readonly removed: number[];
  readonly added: number[];
}

/**
 * How the items of a sequence become others with as little change as can be. Those that are kept stand in their old
 * order. What goes and comes is taken for the same where it is equal, or else where it is alike, or else where it goes
 * and comes at the same place.
 */
export function alignItems(items: readonly unknown[], wanted: readonly unknown[]): AlignedItem[] {
  const { stays, gaps } = partsOf(items, wanted);
  const became = new Map(stays);
  matchEqual(items, wanted, gaps, became);
  matchAlike(items, wanted, gaps, became);
  matchInPlace(gaps, became);

  const anchors = new Map(stays);
  const ends = wanted.map((_, at) => anchors.get(at) ?? items.length);
  for (let at = ends.length - 2; at >= 0; at--) {
    if (!anchors.has(at)) ends[at] = ends[at + 1] ?? items.length;
  }
  let last = -1;
  return wanted.map((value, at): AlignedItem => {
    const index = became.get(at);
    if (index === undefined) return { kind: 'added', value };
    const isInOrder = anchors.has(at) || (index > last && index < (ends[at] ?? 0));
    if (isInOrder) last = index;
    return { kind: isInOrder ? 'kept' : 'moved', index, value };
  });
}

function partsOf(
  items: readonly unknown[],
  wanted: readonly unknown[],
): { stays: [at: number, index: number][]; gaps: Gap[] } {
  const stays = staysOf(items.map(keyOf), wanted.map(keyOf));
  const gaps: Gap[] = [];
  let [from, fromAt] = [0, 0];
  for (const [at, index] of [...stays, [wanted.length, items.length] as const]) {
    if (index > from || at > fromAt) gaps.push({ removed: range(from, index), added: range(fromAt, at) });
    [from, fromAt] = [index + 1, at + 1];
  }
  return { stays, gaps };
}

function staysOf(items: readonly string[], wanted: readonly string[]): [at: number, index: number][] {
  // The time of a comparison grows with the square of what differs: what the other list has nowhere is left out of it.
  const [had, wants] = [new Set(items), new Set(wanted)];
  const old = [...items.keys()].filter((index) => wants.has(items[index] ?? ''));
  const now = [...wanted.keys()].filter((at) => had.has(wanted[at] ?? ''));
  const stays: [number, number][] = [];
  let [n, m] = [0, 0];
  for (const { added, removed, count } of diffArrays(
    old.map((index) => items[index]),
    now.map((at) => wanted[at]),
  )) {
    for (let left = count; left > 0; left--) {
      const index = added ? undefined : old[n++];
      const at = removed ? undefined : now[m++];
      if (index !== undefined && at !== undefined) stays.push([at, index]);
    }
  }
  return stays;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, n) => from + n);
}

function matchEqual(
  items: readonly unknown[],
  wanted: readonly unknown[],
  gaps: readonly Gap[],
  became: Map<number, number>,
): void {
  const leaving = new Map<string, number[]>();
  for (const index of gaps.flatMap(({ removed }) => removed)) {
    const key = keyOf(items[index]);
    const same = leaving.get(key);
    if (same) same.push(index);
    else leaving.set(key, [index]);
  }
  for (const at of gaps.flatMap(({ added }) => added)) {
    const index = leaving.get(keyOf(wanted[at]))?.shift();
    if (index !== undefined) became.set(at, index);
  }
}

/** Above this many pairs to compare, it is not worth its time. */
const comparedPairs = 10_000;

function matchAlike(
  items: readonly unknown[],
  wanted: readonly unknown[],
  gaps: readonly Gap[],
  became: Map<number, number>,
): void {
  const taken = new Set(became.values());
  const comes = gaps.flatMap((gap) => gap.added.flatMap((at) => (became.has(at) ? [] : [{ at, gap }])));
  const goes = gaps.flatMap((gap) =>
    gap.removed.flatMap((index) => (taken.has(index) ? [] : [{ index, gap }])),
  );
  if (comes.length * goes.length > comparedPairs) return;
  const pairs = comes.flatMap(({ at, gap }) =>
    goes.flatMap(({ index, gap: other }) => {
      const alike = likeness(items[index], wanted[at]);
      return alike > (gap === other ? 0 : 0.5) ? [{ at, index, alike }] : [];
    }),
  );
  for (const { at, index } of pairs.toSorted((one, other) => other.alike - one.alike)) {
    if (became.has(at) || taken.has(index)) continue;
    became.set(at, index);
    taken.add(index);
  }
}

/** Of two mappings: which part of their keys say the same; more than that where they have one name. */
function likeness(one: unknown, other: unknown): number {
  if (!isMapping(one) || !isMapping(other)) return 0;
  const keys = Object.keys(one);
  const same = keys.filter((key) => Object.hasOwn(other, key) && isDeepStrictEqual(one[key], other[key]));
  const part = same.length / Math.max(keys.length, Object.keys(other).length, 1);
  return same.includes('name') ? part + 1 : part;
}

function matchInPlace(gaps: readonly Gap[], became: Map<number, number>): void {
  const taken = new Set(became.values());
  for (const { removed, added } of gaps) {
    const left = removed.filter((index) => !taken.has(index));
    for (const at of added) {
      if (became.has(at)) continue;
      const index = left.shift();
      if (index !== undefined) became.set(at, index);
    }
  }
}

function keyOf(value: unknown): string {
  return JSON.stringify(value);
}
