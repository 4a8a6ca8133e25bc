import type { RowElsewhere } from '#router/contracts/elsewhere.ts';

/** A variable, a header. */
interface NamedRow {
  readonly id: string;
  readonly name: string;
  /** Its value stands in no file then. */
  readonly secret?: boolean;
}

export interface EditedRows<TRow> {
  readonly rows: TRow[];
  /** What stays as others have changed it, though the person has changed it as well. */
  readonly elsewhere: RowElsewhere<TRow>[];
}

/**
 * Makes a person's edit on variables that are not what they were for that person any more: what they changed is changed, what
 * others changed stays, also where both changed the same field. Variables are known by their names; of equal names, by which
 * of them it is.
 * @param now with the ids that the result names them by; new ones have other ids
 */
export function editOn<TRow extends NamedRow>(
  now: readonly TRow[],
  before: readonly TRow[],
  after: readonly TRow[],
): EditedRows<TRow> {
  const elsewhere: RowElsewhere<TRow>[] = [];
  const nowByKey = keyed(now);
  const counterparts = new Map([...keyed(before)].map(([key, { id }]) => [id, nowByKey.get(key)]));
  const beforeById = new Map(before.map((variable) => [variable.id, variable]));
  const edited = after.flatMap((variable) => {
    const old = beforeById.get(variable.id);
    if (!old) return [asNew(variable)];
    const counterpart = counterparts.get(variable.id);
    if (counterpart) {
      const fields = changedByBoth(counterpart, old, variable);
      if (fields.length > 0) elsewhere.push({ theirs: { ...counterpart, id: variable.id }, fields });
      return [withDifference(counterpart, old, variable, fields)];
    }
    // Others have removed it: that stands, unless this person changed it.
    return same(old, variable) ? [] : [asNew(variable)];
  });
  const kept = new Set(after.map(({ id }) => id));
  // What this person removed and others changed is theirs.
  const known = before.filter((old) => {
    const counterpart = counterparts.get(old.id);
    return kept.has(old.id) || (counterpart && same(old, counterpart));
  });
  const knownIds = new Set(known.map(({ id }) => counterparts.get(id)?.id));
  return {
    rows: withForeign(
      edited,
      now,
      now.filter(({ id }) => !knownIds.has(id)),
    ),
    elsewhere,
  };
}

/** What others added stays behind what it stands behind. */
function withForeign<TRow extends NamedRow>(
  edited: readonly TRow[],
  now: readonly TRow[],
  foreign: readonly TRow[],
): TRow[] {
  const result = [...edited];
  for (const variable of foreign) {
    const before = now.slice(0, now.indexOf(variable)).toReversed();
    const behind = before.map(({ id }) => result.findIndex((each) => each.id === id)).find((at) => at !== -1);
    result.splice((behind ?? -1) + 1, 0, variable);
  }
  return result;
}

function withDifference<TRow extends NamedRow>(
  now: TRow,
  before: TRow,
  after: TRow,
  except: readonly string[],
): TRow {
  return {
    ...now,
    ...Object.fromEntries(difference(before, after).filter(([field]) => !except.includes(field))),
  };
}

/** Fields that two have changed, each to something else. */
function changedByBoth(now: NamedRow, before: NamedRow, after: NamedRow): string[] {
  const fieldsNow = new Map<string, unknown>(Object.entries(now));
  const theirs = new Set(difference(before, now).map(([field]) => field));
  return difference(before, after)
    .filter(([field, value]) => theirs.has(field) && fieldsNow.get(field) !== value)
    .map(([field]) => field);
}

function same(one: NamedRow, other: NamedRow): boolean {
  return difference(one, other).length === 0;
}

/** What is said of the second row, and not of the first. */
function difference(before: NamedRow, after: NamedRow): [field: string, value: unknown][] {
  const old = new Map<string, unknown>(Object.entries(before));
  return Object.entries(after).filter(([field, value]) => field !== 'id' && old.get(field) !== value);
}

/** Its id is not to be taken for one that a reading gave. */
function asNew<TRow extends NamedRow>(variable: TRow): TRow {
  return { ...variable, id: `new-${variable.id}`.slice(0, 64) };
}

/** By name and by which of that name it is. */
function keyed<TRow extends NamedRow>(variables: readonly TRow[]): Map<string, TRow> {
  const counts = new Map<string, number>();
  return new Map(
    variables.map((variable) => {
      const count = (counts.get(variable.name) ?? 0) + 1;
      counts.set(variable.name, count);
      return [`${count} ${variable.name}`, variable];
    }),
  );
}
