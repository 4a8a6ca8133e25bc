import { alignItems } from '../../yaml/align-items.ts';
import type { RowKind } from './rows.ts';

/**
 * The edits that led from one list to another, made again on a third one that came from the same; undefined where both
 * changed one row in different ways, or where it can't be told in which order rows should stand.
 * @param mine its rows are known by the ids they have in `base`
 * @returns rows that `theirs` has under the ids they have there; blank ones are left out
 */
export function mergeRows<TRow extends { readonly id: string }>(
  base: readonly TRow[],
  mine: readonly TRow[],
  theirs: readonly TRow[],
  kind: RowKind<TRow>,
): TRow[] | undefined {
  const { keyOf } = kind;
  const isSaid = (row: TRow) => !kind.isBlank(row);
  const [old, edited] = [base.filter(isSaid), mine.filter(isSaid)];
  const became = rowsOf(old, theirs.filter(isSaid), keyOf);
  const oldById = new Map(old.map((row) => [row.id, row]));
  const editedById = new Map(edited.map((row) => [row.id, row]));
  /** What rows of `base` that stay come to, by the ids they have there. */
  const merged = new Map<string, TRow>();
  for (const row of old) {
    const here = editedById.get(row.id);
    const there = became.byOldId.get(row.id);
    const isSameHere = here !== undefined && keyOf(here) === keyOf(row);
    const isSameThere = there !== undefined && keyOf(there) === keyOf(row);
    if (here && there && (isSameHere || isSameThere || keyOf(here) === keyOf(there))) {
      merged.set(row.id, { ...(isSameHere ? there : here), id: there.id });
    } else if (!isSameHere && !isSameThere && (here || there)) {
      return undefined;
    }
  }

  const isNew = ({ id }: TRow) => !oldById.has(id);
  const stayed = edited.filter((row) => !isNew(row)).map(({ id }) => id);
  const isMoved = stayed.join('\n') !== old.flatMap(({ id }) => (editedById.has(id) ? [id] : [])).join('\n');
  if (isMoved && !became.isInPlace) return undefined;

  const order: (TRow | string)[] = isMoved ? stayed : became.order;
  const alsoThere = became.added.map(keyOf);
  const result = order.flatMap((one) => (typeof one === 'string' ? (merged.get(one) ?? []) : [one]));
  let at = 0;
  for (const row of edited) {
    const place = isNew(row) ? undefined : merged.get(row.id);
    if (place) {
      at = result.indexOf(place) + 1;
    } else if (isNew(row)) {
      const same = alsoThere.indexOf(keyOf(row));
      if (same === -1) result.splice(at++, 0, row);
      else alsoThere.splice(same, 1);
    }
  }
  return result;
}

interface Became<TRow> {
  /** What a row of the old list is in the new one. */
  readonly byOldId: ReadonlyMap<string, TRow>;
  /** The new list: old rows by their old ids, and those that are new. */
  readonly order: (TRow | string)[];
  readonly added: readonly TRow[];
  /** Whether rows were edited at most. */
  readonly isInPlace: boolean;
}

function rowsOf<TRow extends { readonly id: string }>(
  old: readonly TRow[],
  now: readonly TRow[],
  keyOf: (row: TRow) => string,
): Became<TRow> {
  const byOldId = new Map<string, TRow>();
  const added: TRow[] = [];
  const order: (TRow | string)[] = [];
  for (const [index, item] of alignItems(old.map(keyOf), now.map(keyOf)).entries()) {
    const row = now[index];
    const was = item.kind === 'added' ? undefined : old[item.index];
    if (row && was) byOldId.set(was.id, row);
    else if (row) added.push(row);
    if (row) order.push(was?.id ?? row);
  }
  const isInPlace = now.length === old.length && old.every(({ id }, index) => order[index] === id);
  return { byOldId, order, added, isInPlace };
}
