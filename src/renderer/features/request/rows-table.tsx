import { ActionIcon, Checkbox } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { type ReactNode, useRef, useState } from 'react';
import type { Row } from '#router/contracts/request.ts';
import { Notice } from '../../ui/notice.tsx';
import { randomId } from '../../ui/random-id.ts';
import { VariableField } from '../variables/variable-field.tsx';
import { changeRow, insertRows, removeRow } from './rows.ts';

export interface RowsTableProps<TRow extends Row> {
  /** What a row is, for the fields' names: `Header` gives `Header 1 name`. */
  readonly noun: string;
  readonly rows: readonly TRow[];
  /** Given the change and not its result: an upload that ends late must not bring back rows as they were before. */
  readonly onChange: (change: (rows: readonly TRow[]) => TRow[]) => void;
  /** The blank line at the end. */
  readonly makeRow: (id: string) => TRow;
  /** Rows from text pasted into a blank line; null where the text is to be pasted as it is. */
  readonly parsePaste?: (text: string) => TRow[] | null;
  /** What stands under Value, where it is not just a line of text. */
  readonly renderValue?: (field: ValueField<TRow>) => ReactNode;
}

export interface ValueField<TRow extends Row> {
  readonly row: TRow;
  /** Such as `Header 2`. */
  readonly rowLabel: string;
  readonly onChange: (change: (row: TRow) => TRow) => void;
}

/** Rows to be switched on and off, edited and deleted; typing into the blank line at the end makes it a row. */
export function RowsTable<TRow extends Row>(props: RowsTableProps<TRow>) {
  const { noun, rows, onChange, makeRow, parsePaste, renderValue } = props;
  const [blankId, setBlankId] = useState(randomId);
  const [deleted, setDeleted] = useState<{ row: TRow; index: number } | null>(null);
  const body = useRef<HTMLTableSectionElement>(null);

  const change = (row: TRow, apply: (row: TRow) => TRow) => {
    if (row.id !== blankId) {
      onChange((now) => changeRow(now, row.id, apply));
      return;
    }
    // The line keeps its identity, and with it the cursor; a new blank line follows it.
    onChange((now) => [...now, apply(row)]);
    setBlankId(randomId());
  };
  const remove = (row: TRow, index: number) => {
    setDeleted({ row, index });
    onChange((now) => removeRow(now, row.id));
    // The focus would fall out of the table with the row: the row that takes its place gets it.
    body.current?.children[index + 1]?.querySelector('input')?.focus();
  };
  const paste = (row: TRow, index: number, text: string): boolean => {
    const pasted = row.name === '' && row.value === '' ? (parsePaste?.(text) ?? null) : null;
    if (!pasted) return false;
    onChange((now) => insertRows(removeRow(now, row.id), index, pasted));
    return true;
  };

  return (
    <div className="rows">
      <table className="rows-table">
        <thead>
          <tr>
            <th scope="col" className="rows-narrow">
              <span className="visually-hidden">On</span>
            </th>
            <th scope="col" className="rows-name">
              Name
            </th>
            <th scope="col">Value</th>
            <th scope="col" className="rows-narrow">
              <span className="visually-hidden">Delete</span>
            </th>
          </tr>
        </thead>
        <tbody ref={body}>
          {[...rows, makeRow(blankId)].map((row, index) => {
            const isBlankLine = row.id === blankId;
            const rowLabel = `${noun} ${index + 1}`;
            const field = { row, rowLabel, onChange: (apply: (row: TRow) => TRow) => change(row, apply) };
            return (
              <tr key={row.id} data-off={!row.enabled || undefined} data-blank={isBlankLine || undefined}>
                <td className="rows-narrow">
                  <Checkbox
                    aria-label={`${rowLabel} on`}
                    checked={row.enabled}
                    disabled={isBlankLine}
                    onChange={({ currentTarget: { checked } }) =>
                      change(row, (old) => ({ ...old, enabled: checked }))
                    }
                  />
                </td>
                <td>
                  <VariableField
                    aria-label={`${rowLabel} name`}
                    placeholder={isBlankLine ? 'Name' : undefined}
                    value={row.name}
                    onChange={(name) => change(row, (old) => ({ ...old, name }))}
                    onPaste={(event) => {
                      if (paste(row, index, event.clipboardData.getData('text/plain')))
                        event.preventDefault();
                    }}
                  />
                </td>
                <td>{renderValue ? renderValue(field) : <TextValue {...field} />}</td>
                <td className="rows-narrow">
                  {!isBlankLine && (
                    <ActionIcon
                      className="rows-delete"
                      aria-label={`Delete ${rowLabel.toLowerCase()}`}
                      onClick={() => remove(row, index)}
                    >
                      <IconTrash size={15} stroke={1.6} />
                    </ActionIcon>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {deleted && (
        <Notice
          action={{
            label: 'Undo',
            onClick: () => {
              onChange((now) => insertRows(now, deleted.index, [deleted.row]));
              setDeleted(null);
            },
          }}
          onClose={() => setDeleted(null)}
        >
          Row deleted.
        </Notice>
      )}
    </div>
  );
}

/** The value as a line of text. */
export function TextValue<TRow extends Row>({ row, rowLabel, onChange }: ValueField<TRow>) {
  return (
    <VariableField
      aria-label={`${rowLabel} value`}
      placeholder="Value"
      value={row.value}
      onChange={(value) => onChange((old) => ({ ...old, value }))}
    />
  );
}
