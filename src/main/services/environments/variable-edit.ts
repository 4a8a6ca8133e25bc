import type { Variable } from '#router/contracts/variable.ts';

/**
 * Makes a person's edit on variables that are not what they were for that person any more: what they changed is changed, what
 * others changed stays. Variables are known by their names; of equal names, by which of them it is.
 * @param now with the ids that the result names them by; new ones have other ids
 */
export function editOn(
  now: readonly Variable[],
  before: readonly Variable[],
  after: readonly Variable[],
): Variable[] {
  const nowByKey = keyed(now);
  const counterparts = new Map([...keyed(before)].map(([key, { id }]) => [id, nowByKey.get(key)]));
  const beforeById = new Map(before.map((variable) => [variable.id, variable]));
  const edited = after.flatMap((variable) => {
    const old = beforeById.get(variable.id);
    if (!old) return [asNew(variable)];
    const counterpart = counterparts.get(variable.id);
    if (counterpart) return [withDifference(counterpart, old, variable)];
    // Others have removed it: that stands, unless this person changed it.
    return same(old, variable) ? [] : [asNew(variable)];
  });
  const known = new Set([...counterparts.values()].map((variable) => variable?.id));
  return withForeign(
    edited,
    now,
    now.filter(({ id }) => !known.has(id)),
  );
}

/** What others added stays behind what it stands behind. */
function withForeign(
  edited: readonly Variable[],
  now: readonly Variable[],
  foreign: readonly Variable[],
): Variable[] {
  const result = [...edited];
  for (const variable of foreign) {
    const before = now.slice(0, now.indexOf(variable)).toReversed();
    const behind = before.map(({ id }) => result.findIndex((each) => each.id === id)).find((at) => at !== -1);
    result.splice((behind ?? -1) + 1, 0, variable);
  }
  return result;
}

const fields = ['name', 'value', 'type', 'enabled', 'secret'] as const;

function withDifference(now: Variable, before: Variable, after: Variable): Variable {
  const changed = fields.filter((field) => before[field] !== after[field]);
  return { ...now, ...Object.fromEntries(changed.map((field) => [field, after[field]])) };
}

function same(one: Variable, other: Variable): boolean {
  return fields.every((field) => one[field] === other[field]);
}

/** Its id is not to be taken for one that a reading gave. */
function asNew(variable: Variable): Variable {
  return { ...variable, id: `new-${variable.id}`.slice(0, 64) };
}

/** By name and by which of that name it is. */
function keyed(variables: readonly Variable[]): Map<string, Variable> {
  const counts = new Map<string, number>();
  return new Map(
    variables.map((variable) => {
      const count = (counts.get(variable.name) ?? 0) + 1;
      counts.set(variable.name, count);
      return [`${count} ${variable.name}`, variable];
    }),
  );
}
