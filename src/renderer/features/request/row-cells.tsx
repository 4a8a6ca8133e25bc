import { ActionIcon, Checkbox } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';

/** The head of a narrow column whose cells say by themselves what they are. */
export function NarrowHead({ label }: { readonly label: string }) {
  return (
    <th scope="col" className="rows-narrow">
      <span className="visually-hidden">{label}</span>
    </th>
  );
}

export interface OnCellProps {
  /** What the row is, such as `Header 2`. */
  readonly rowLabel: string;
  readonly enabled: boolean;
  readonly disabled?: boolean;
  readonly onChange: (enabled: boolean) => void;
}

/** Switches a row on and off. */
export function OnCell({ rowLabel, enabled, disabled = false, onChange }: OnCellProps) {
  return (
    <td className="rows-narrow">
      <Checkbox
        aria-label={`${rowLabel} on`}
        checked={enabled}
        disabled={disabled}
        onChange={({ currentTarget: { checked } }) => onChange(checked)}
      />
    </td>
  );
}

export interface DeleteCellProps {
  readonly rowLabel: string;
  /** Null for the blank line, which can't be deleted. */
  readonly onDelete: (() => void) | null;
}

export function DeleteCell({ rowLabel, onDelete }: DeleteCellProps) {
  return (
    <td className="rows-narrow">
      {onDelete && (
        <ActionIcon
          className="rows-delete"
          aria-label={`Delete ${rowLabel.toLowerCase()}`}
          onClick={onDelete}
        >
          <IconTrash size={15} stroke={1.6} />
        </ActionIcon>
      )}
    </td>
  );
}
