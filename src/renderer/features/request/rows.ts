import type { Row } from '#router/contracts/request.ts';
import { randomId } from '../../ui/random-id.ts';

export function newRow(fields: Partial<Row> = {}): Row {
  return { id: randomId(), name: '', value: '', enabled: true, ...fields };
}

/** True where neither field holds anything. */
export function isBlank(row: Pick<Row, 'name' | 'value'>): boolean {
  return row.name === '' && row.value === '';
}

/** Rows that will be sent. */
export function countActive(rows: readonly Row[]): number {
  return rows.filter((row) => row.enabled && !isBlank(row)).length;
}

export function changeRow<TRow extends Row>(
  rows: readonly TRow[],
  id: string,
  change: (row: TRow) => TRow,
): TRow[] {
  return rows.map((row) => (row.id === id ? change(row) : row));
}

export function removeRow<TRow extends Row>(rows: readonly TRow[], id: string): TRow[] {
  return rows.filter((row) => row.id !== id);
}

/** Puts `inserted` at `index`, or at the end where the list has become shorter than that. */
export function insertRows<TRow extends Row>(
  rows: readonly TRow[],
  index: number,
  inserted: readonly TRow[],
): TRow[] {
  return rows.toSpliced(index, 0, ...inserted);
}
