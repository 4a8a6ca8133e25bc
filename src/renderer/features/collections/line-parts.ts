import type { RowElsewhere } from '#router/contracts/elsewhere.ts';
import type { PartsOf } from './saved-as-typed.ts';

/** One line of a table that stands in a file: a variable, a header. */
interface Line {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly secret?: boolean;
}

/** A field of a line, as a part of the lines. */
const partOf = (field: string, id: string) => `${field} ${id}`;

/** The parts that others have changed as well. */
export function partsElsewhere<TLine extends Line>(elsewhere: readonly RowElsewhere<TLine>[]): Set<string> {
  return new Set(elsewhere.flatMap(({ theirs, fields }) => fields.map((field) => partOf(field, theirs.id))));
}

/** What was put, with the fields that others have changed as well as they have them. */
export function linesElsewhere<TLine extends Line>(
  sent: readonly TLine[],
  elsewhere: readonly RowElsewhere<TLine>[],
): readonly TLine[] {
  return exchanged(
    sent,
    elsewhere.map(({ theirs }) => theirs),
    partsElsewhere(elsewhere),
  );
}

/** `lines` with fields as they are in the lines of those ids among `others`. */
function exchanged<TLine extends Line>(
  lines: readonly TLine[],
  others: readonly TLine[],
  parts: ReadonlySet<string>,
): readonly TLine[] {
  if (parts.size === 0) return lines;
  const byId = new Map(others.map((line) => [line.id, line]));
  return lines.map((line) => {
    const fields = Object.entries(byId.get(line.id) ?? {}).filter(([field]) =>
      parts.has(partOf(field, line.id)),
    );
    return fields.length === 0 ? line : { ...line, ...Object.fromEntries(fields) };
  });
}

function withLines<TLine extends Line>(
  lines: readonly TLine[],
  shown: readonly TLine[],
  parts: ReadonlySet<string>,
): readonly TLine[] {
  const ids = new Set(lines.map(({ id }) => id));
  return [...lines, ...shown.filter((line) => !ids.has(line.id) && partsIn(line, parts).length > 0)];
}

function words(lines: readonly Line[], parts: ReadonlySet<string>): string[] {
  return lines.flatMap((line) => partsIn(line, parts).map(([field, value]) => wordsOf(line, field, value)));
}

function wordsOf({ name, secret }: Line, field: string, value: unknown): string {
  switch (field) {
    case 'value':
      return `“${name}” to ${secret ? 'a secret value' : `“${shortened(String(value))}”`}`;
    case 'enabled':
      return `“${name}” switched ${value === true ? 'on' : 'off'}`;
    case 'secret':
      return `“${name}” ${value === true ? 'made secret' : 'not secret any more'}`;
    default:
      return `the ${field} of “${name}” to “${shortened(String(value))}”`;
  }
}

function partsIn(line: Line, parts: ReadonlySet<string>): [field: string, value: unknown][] {
  const fields: [string, unknown][] = Object.entries(line);
  return fields.filter(([field]) => parts.has(partOf(field, line.id)));
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** Of the lines of a table. */
export const lineParts = { exchanged, withLines, words } satisfies PartsOf<readonly Line[]>;
