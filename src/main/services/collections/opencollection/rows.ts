import type { MultipartRow, Row, StoredFile } from '#router/contracts/request.ts';
import type { Variable } from '#router/contracts/variable.ts';

/** What counts of one kind of rows. */
export interface RowKind<TRow extends { readonly id: string }> {
  /** All that is kept of a row but its id, to compare it by. */
  readonly keyOf: (row: TRow) => string;
  /** Whether it is a line that nobody has filled in: such a one is not kept. */
  readonly isBlank: (row: TRow) => boolean;
}

export const plainRows: RowKind<Row> = {
  keyOf: ({ name, value, enabled }) => JSON.stringify([name, value, enabled]),
  isBlank: ({ name, value }) => name === '' && value === '',
};

export const multipartRows: RowKind<MultipartRow> = {
  keyOf: ({ kind, name, value, file, enabled }) =>
    JSON.stringify([kind, name, kind === 'text' ? value : fileKey(file), enabled]),
  isBlank: ({ kind, name, value, file }) => name === '' && (kind === 'text' ? value === '' : file === null),
};

export const variableRows: RowKind<Variable> = {
  keyOf: ({ name, value, type, enabled, secret }) =>
    JSON.stringify([name, secret ? null : value, type, enabled]),
  isBlank: ({ name, value, secret }) => name === '' && value === '' && !secret,
};

/** What a file is known by: its size may change while it stays the one that is meant. */
export function fileKey(file: StoredFile | null): string {
  return file === null ? '' : `${file.id} ${file.type}`;
}

/** Whether two lists say the same. */
export function sameRows<TRow extends { readonly id: string }>(
  one: readonly TRow[],
  other: readonly TRow[],
  { keyOf, isBlank }: RowKind<TRow>,
): boolean {
  const keys = (rows: readonly TRow[]) => rows.filter((row) => !isBlank(row)).map(keyOf);
  const [first, second] = [keys(one), keys(other)];
  return first.length === second.length && first.every((key, index) => key === second[index]);
}

/** What has each key, in the order of the list: a list may have thousands of rows, which are not all compared with each other. */
export function groupedBy<TItem, TKey>(
  list: readonly TItem[],
  keyOf: (item: TItem) => TKey,
): Map<TKey, TItem[]> {
  const groups = new Map<TKey, TItem[]>();
  for (const item of list) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** Keys of a list's item, in the order in which new ones stand. */
export const rowKeys = ['secret', 'name', 'type', 'value', 'contentType', 'description', 'disabled'] as const;
