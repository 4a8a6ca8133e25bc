import { diffArrays } from 'diff';

/** What stands at a place of a sequence: an item that was there, with its value; one from elsewhere; or a new one. */
export type AlignedItem =
  | { readonly kind: 'kept'; readonly index: number; readonly value: unknown }
  | { readonly kind: 'moved'; readonly index: number }
  | { readonly kind: 'added'; readonly value: unknown };

/** Between two items that stay: what goes, by index, and what comes. */
class Gap {
  readonly removed: number[] = [];
  readonly added: unknown[] = [];
}

/**
 * How the items of a sequence become others with as little change as can be. Those that are kept stand in their old order;
 * where some go and others come at the same place, they are taken for the same ones with other values.
 */
export function alignItems(items: readonly unknown[], wanted: readonly unknown[]): AlignedItem[] {
  const parts = partsOf(items, wanted);
  /** Items that go from one place, by what they are: they may come at another. */
  const leaving = new Map<string, number[]>();
  for (const part of parts) {
    for (const index of part instanceof Gap ? part.removed : []) {
      const key = keyOf(items[index]);
      const same = leaving.get(key);
      if (same) same.push(index);
      else leaving.set(key, [index]);
    }
  }
  const moves = parts.map((part) =>
    part instanceof Gap ? part.added.map((value) => leaving.get(keyOf(value))?.shift()) : [],
  );
  const moved = new Set(moves.flat());
  return parts.flatMap((part, n): AlignedItem[] => {
    if (!(part instanceof Gap)) return [part];
    const left = part.removed.filter((index) => !moved.has(index));
    return part.added.map((value, at): AlignedItem => {
      const from = moves[n]?.[at];
      if (from !== undefined) return { kind: 'moved', index: from };
      const index = left.shift();
      return index === undefined ? { kind: 'added', value } : { kind: 'kept', index, value };
    });
  });
}

function partsOf(items: readonly unknown[], wanted: readonly unknown[]): (AlignedItem | Gap)[] {
  const parts: (AlignedItem | Gap)[] = [];
  let index = 0;
  let at = 0;
  for (const { added, removed, count } of diffArrays(items.map(keyOf), wanted.map(keyOf))) {
    for (let n = 0; n < count; n++) {
      if (!added && !removed) {
        parts.push({ kind: 'kept', index: index++, value: wanted[at++] });
        continue;
      }
      let gap = parts.at(-1);
      if (!(gap instanceof Gap)) parts.push((gap = new Gap()));
      if (removed) gap.removed.push(index++);
      else gap.added.push(wanted[at++]);
    }
  }
  return parts;
}

function keyOf(value: unknown): string {
  return JSON.stringify(value);
}
