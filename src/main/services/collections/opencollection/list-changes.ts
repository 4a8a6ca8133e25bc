import { isMapping, type YamlMapping } from '../../yaml/yaml-value.ts';
import { groupedBy, type RowKind, sameRows } from './rows.ts';

/** A row, and the item of the list that it was read from. */
export interface ReadRow<TRow> {
  readonly row: TRow;
  readonly item: number;
}

export interface RowFormat<TRow extends { readonly id: string }> extends RowKind<TRow> {
  /**
   * The item that says these rows.
   * @param item the one that says something else so far; {} for a new one
   * @param old what that one says so far
   */
  readonly itemOf: (rows: readonly TRow[], item: YamlMapping, old: readonly TRow[]) => YamlMapping;
  /** Whether two rows, one behind the other, that were read from one item can stay in it. Left out: each has its own. */
  readonly isTogether?: (row: TRow, next: TRow) => boolean;
}

/** Rows of one item, as they are to be. */
interface Group<TRow> {
  readonly rows: TRow[];
  /** Undefined for what is new. */
  readonly item: number | undefined;
}

/**
 * The items of a list with the difference between `before` and `after` made. Items that no row of `before` stands for
 * stay where they are, and so do those of blank rows.
 * @param read what the items say
 * @param before the same, under other ids perhaps, and perhaps with blank rows more or less
 * @returns `items` itself where nothing is different
 */
export function listWithChanges<TRow extends { readonly id: string }>(
  items: readonly unknown[],
  read: readonly ReadRow<TRow>[],
  before: readonly TRow[],
  after: readonly TRow[],
  format: RowFormat<TRow>,
): readonly unknown[] {
  if (sameRows(before, after, format)) return items;
  const pairs = knownRows(read, before, format);
  const known = new Map(pairs);
  const groups = groupsOf(after, known, format);
  const firsts = new Map<number, Group<TRow>>();
  for (const group of groups) {
    if (group.item !== undefined && !firsts.has(group.item)) firsts.set(group.item, group);
  }
  const readOf = groupedBy(read, ({ item }) => item);
  const valueOf = ({ rows, item }: Group<TRow>): unknown => {
    const value = item === undefined ? undefined : items[item];
    const old = (item === undefined ? [] : (readOf.get(item) ?? [])).map(({ row }) => row);
    if (rows.length === old.length && sameRows(rows, old, format)) return value;
    return format.itemOf(rows, isMapping(value) ? value : {}, old);
  };

  const order = orderOf(firsts, known, before);
  const claimed = new Set(pairs.flatMap(([, { row, item }]) => (format.isBlank(row) ? [] : [item])));
  /** Which item, by its old place, stands where. New ones are undefined. */
  const places: (number | undefined)[] = [];
  const result: unknown[] = [];
  for (const [index, item] of items.entries()) {
    if (claimed.has(index) && !firsts.has(index)) continue;
    const at = firsts.has(index) ? order.shift() : undefined;
    const group = at === undefined ? undefined : firsts.get(at);
    places.push(at ?? index);
    result.push(group ? valueOf(group) : item);
  }
  const [[first] = []] = firsts;
  let at = first === undefined ? result.length : places.indexOf(first);
  for (const group of groups) {
    if (group.item !== undefined && firsts.get(group.item) === group) {
      at = places.indexOf(group.item) + 1;
    } else {
      places.splice(at, 0, undefined);
      result.splice(at++, 0, valueOf(group));
    }
  }
  return result;
}

/**
 * Ids of the rows of `before`, each with the row of the list that it is. Those that say something are the same in both;
 * blank ones are known where they stand between the same of these.
 */
export function knownRows<TRead extends { readonly row: TRow }, TRow extends { readonly id: string }>(
  read: readonly TRead[],
  before: readonly TRow[],
  kind: RowKind<TRow>,
): [id: string, TRead][] {
  const places = placesOf(
    read.map(({ row }) => row),
    kind,
  );
  const readAt = groupedBy([...read.entries()], ([index]) => places[index]);
  return placesOf(before, kind).flatMap((place, index): [string, TRead][] => {
    const row = before[index];
    const [, one] = readAt.get(place)?.shift() ?? [];
    return row && one ? [[row.id, one]] : [];
  });
}

/** Of each row: its number among those that say something; of a blank one, the number before it, and what it is. */
function placesOf<TRow extends { readonly id: string }>(
  rows: readonly TRow[],
  { keyOf, isBlank }: RowKind<TRow>,
): string[] {
  let said = 0;
  return rows.map((row) => (isBlank(row) ? `${said} ${keyOf(row)}` : `${++said}`));
}

function groupsOf<TRow extends { readonly id: string }>(
  after: readonly TRow[],
  known: ReadonlyMap<string, ReadRow<TRow>>,
  { keyOf, isBlank, isTogether }: RowFormat<TRow>,
): Group<TRow>[] {
  const ids = new Set(after.map(({ id }) => id));
  const gone = Array.from(known).flatMap(([id, one]) => (ids.has(id) ? [] : [one]));
  const goneOf = groupedBy(gone, ({ row }) => keyOf(row));
  /** One that went and comes back under another id, such as by a paste, is the same. */
  const back = (row: TRow) => goneOf.get(keyOf(row))?.shift();
  const groups: Group<TRow>[] = [];
  for (const row of after) {
    const one = known.get(row.id);
    if (isBlank(row) && !(one && isBlank(one.row))) continue;
    const { item } = one ?? back(row) ?? {};
    const last = groups.at(-1);
    const previous = last?.rows.at(-1);
    const isSame = item !== undefined && last?.item === item;
    if (isSame && previous && isTogether?.(previous, row)) last.rows.push(row);
    else groups.push({ rows: [row], item });
  }
  return groups;
}

/** Items that stay, in the order they are to have: as in the file, unless their rows were moved. */
function orderOf<TRow extends { readonly id: string }>(
  firsts: ReadonlyMap<number, Group<TRow>>,
  known: ReadonlyMap<string, ReadRow<TRow>>,
  before: readonly TRow[],
): number[] {
  const order = Array.from(firsts.keys());
  const was = new Set(before.flatMap(({ id }) => known.get(id)?.item ?? []));
  const stays = Array.from(was).filter((item) => firsts.has(item));
  const isMoved = order.some((item, index) => stays[index] !== item);
  return isMoved ? order : order.toSorted((one, other) => one - other);
}
