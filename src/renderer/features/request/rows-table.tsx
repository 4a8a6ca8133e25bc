import type { ReactNode } from 'react';
import type { Row } from '#router/contracts/request.ts';
import { Notice } from '../../ui/notice.tsx';
import { VariableField } from '../variables/variable-field.tsx';
import { DeleteCell, NarrowHead, OnCell } from './row-cells.tsx';
import { insertRows, removeRow } from './rows.ts';
import { type EditableRowsOptions, useEditableRows } from './use-editable-rows.ts';

export interface RowsTableProps<TRow extends Row> extends EditableRowsOptions<TRow> {
  /** What a row is, for the fields' names: `Header` gives `Header 1 name`. */
  readonly noun: string;
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
  const { body, shown, isBlank, change, remove, deleted } = useEditableRows({ rows, onChange, makeRow });
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
            <NarrowHead label="On" />
            <th scope="col" className="rows-name">
              Name
            </th>
            <th scope="col">Value</th>
            <NarrowHead label="Delete" />
          </tr>
        </thead>
        <tbody ref={body}>
          {shown.map((row, index) => {
            const isBlankLine = isBlank(row);
            const rowLabel = `${noun} ${index + 1}`;
            const field = {
              row,
              rowLabel,
              onChange: (apply: (row: TRow) => TRow) => change(row, apply),
            };
            return (
              <tr key={row.id} data-off={!row.enabled || undefined} data-blank={isBlankLine || undefined}>
                <OnCell
                  rowLabel={rowLabel}
                  enabled={row.enabled}
                  disabled={isBlankLine}
                  onChange={(enabled) => change(row, (old) => ({ ...old, enabled }))}
                />
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
                <DeleteCell rowLabel={rowLabel} onDelete={isBlankLine ? null : () => remove(row, index)} />
              </tr>
            );
          })}
        </tbody>
      </table>
      {deleted && (
        <Notice action={{ label: 'Undo', onClick: deleted.undo }} onClose={deleted.dismiss}>
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
