/** One line of a table that stands in a file: a variable, a header. */
interface Line {
  readonly id: string;
  readonly name: string;
  readonly value: string;
}

/** The same but for the ids of the lines. */
export function sameLines(some: readonly Line[], others: readonly Line[]): boolean {
  return (
    some.length === others.length &&
    some.every((one, index) => {
      const other = new Map<string, unknown>(Object.entries(others[index] ?? {}));
      return Object.entries(one).every(([field, value]) => field === 'id' || other.get(field) === value);
    })
  );
}

/** A new line without a name does not stand in the file yet. */
export function namedLines<TLine extends Line>(lines: readonly TLine[], stored: readonly TLine[]): TLine[] {
  const unnamed = new Set<Line>(unnamedLines(lines, stored));
  return lines.filter((line) => !unnamed.has(line));
}

/** What the file says, and below it the new lines that have no name yet. */
export function withUnnamedLines<TLine extends Line>(
  next: readonly TLine[],
  shown: readonly TLine[],
  stored: readonly TLine[],
): TLine[] {
  return [...next, ...unnamedLines(shown, stored)];
}

/** Whether a new line has a value and no name: what was typed is in no file. */
export function lacksName(lines: readonly Line[], stored: readonly Line[]): boolean {
  return unnamedLines(lines, stored).some(({ value }) => value !== '');
}

function unnamedLines<TLine extends Line>(lines: readonly TLine[], stored: readonly Line[]): TLine[] {
  const ids = new Set(stored.map(({ id }) => id));
  return lines.filter(({ id, name }) => name.trim() === '' && !ids.has(id));
}

/** Lines keep their ids where they keep their name, of equal names in their order, so that a cursor stays where it is. */
export function withKnownIds<TLine extends Line>(lines: readonly TLine[], known: readonly TLine[]): TLine[] {
  const ids = new Set(known.map(({ id }) => id));
  const used = new Set<string>();
  return lines.map((line, index) => {
    const before = known.find(({ id, name }) => name === line.name && !used.has(id));
    let { id } = line;
    if (before) ({ id } = before);
    // An id of main's may be one that a line here has been given before.
    else if (ids.has(id) || used.has(id)) id = `${id}-${index}-new`.slice(-64);
    used.add(id);
    return { ...line, id };
  });
}
