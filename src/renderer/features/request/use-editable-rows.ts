import { useRef, useState } from 'react';
import type { Row } from '#router/contracts/request.ts';
import { randomId } from '../../ui/random-id.ts';
import { changeRow, insertRows, removeRow } from './rows.ts';

export interface EditableRowsOptions<TRow extends Row> {
  readonly rows: readonly TRow[];
  /** Given the change and not its result: an upload that ends late must not bring back rows as they were before. */
  readonly onChange: (change: (rows: readonly TRow[]) => TRow[]) => void;
  /** The blank line at the end. */
  readonly makeRow: (id: string) => TRow;
}

/** Rows of a table that are edited and deleted, with a blank line at the end, which becomes a row when something is typed. */
export function useEditableRows<TRow extends Row>({ rows, onChange, makeRow }: EditableRowsOptions<TRow>) {
  const [blankId, setBlankId] = useState(randomId);
  const [deleted, setDeleted] = useState<{ row: TRow; index: number } | null>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  return {
    /** For the element that has a child for each row. */
    body,
    /** With the blank line. */
    shown: [...rows, makeRow(blankId)],
    isBlank: ({ id }: TRow) => id === blankId,
    change: (row: TRow, apply: (row: TRow) => TRow) => {
      if (row.id !== blankId) {
        onChange((now) => changeRow(now, row.id, apply));
        return;
      }
      // The line keeps its identity, and with it the cursor; a new blank line follows it.
      onChange((now) => [...now, apply(row)]);
      setBlankId(randomId());
    },
    remove: (row: TRow, index: number) => {
      setDeleted({ row, index });
      onChange((now) => removeRow(now, row.id));
      // The focus would fall out of the table with the row: the row that takes its place gets it.
      body.current?.children[index + 1]?.querySelector('input')?.focus();
    },
    /** What was deleted last and can be had again; null where nothing was. */
    deleted: deleted && {
      undo: () => {
        onChange((now) => insertRows(now, deleted.index, [deleted.row]));
        setDeleted(null);
      },
      dismiss: () => setDeleted(null),
    },
  };
}
