import { Checkbox } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import type { Variable } from '#router/contracts/variable.ts';
import { Notice } from '../../ui/notice.tsx';
import { DeleteCell, NarrowHead, OnCell } from '../request/row-cells.tsx';
import { useEditableRows } from '../request/use-editable-rows.ts';
import { typeProblem, variableTypes } from '../request/variable-types.ts';
import { findPlaceholders } from '../variables/placeholders.ts';

export interface VariablesTableProps {
  readonly variables: readonly Variable[];
  readonly onChange: (change: (variables: readonly Variable[]) => readonly Variable[]) => void;
  /** What stands under Value for a secret one. */
  readonly renderSecret: (variable: Variable, label: string) => ReactNode;
}

/** Variables with their types; typing into the blank line at the end makes it one. */
export function VariablesTable({ variables, onChange, renderSecret }: VariablesTableProps) {
  const {
    body,
    shown,
    isBlank,
    change: changeRow,
    remove,
    deleted,
  } = useEditableRows({ rows: variables, onChange, makeRow: blankVariable });
  const ids = useId();

  const change = (variable: Variable, fields: Partial<Variable>) =>
    changeRow(variable, (old) => ({ ...old, ...fields }));

  return (
    <div className="variables">
      <table className="rows-table">
        <thead>
          <tr>
            <NarrowHead label="On" />
            <th scope="col" className="variable-name">
              Name
            </th>
            <th scope="col">Value</th>
            <th scope="col" className="variable-type">
              Type
            </th>
            <th scope="col" className="variable-secret">
              Secret
            </th>
            <NarrowHead label="Delete" />
          </tr>
        </thead>
        <tbody ref={body}>
          {shown.map((variable, index) => {
            const isBlankLine = isBlank(variable);
            const label = `Variable ${index + 1}`;
            const hint = nameHint(variable, variables.slice(index + 1));
            return (
              <tr
                key={variable.id}
                data-off={!variable.enabled || undefined}
                data-blank={isBlankLine || undefined}
              >
                <OnCell
                  rowLabel={label}
                  enabled={variable.enabled}
                  disabled={isBlankLine}
                  onChange={(enabled) => change(variable, { enabled })}
                />
                <td>
                  <input
                    className="field"
                    aria-label={`${label} name`}
                    placeholder={isBlankLine ? 'Name' : 'A name is needed'}
                    value={variable.name}
                    spellCheck={false}
                    autoComplete="off"
                    aria-describedby={hint === null ? undefined : `${ids}-${variable.id}`}
                    onChange={({ currentTarget: { value } }) => change(variable, { name: value })}
                  />
                  {hint !== null && (
                    <span id={`${ids}-${variable.id}`} className="variable-hint">
                      {hint}
                    </span>
                  )}
                </td>
                <td>
                  {variable.secret ? (
                    renderSecret(variable, label)
                  ) : (
                    <PlainValue variable={variable} label={label} onChange={change} />
                  )}
                </td>
                <td>
                  <select
                    className="field variable-select"
                    aria-label={`${label} type`}
                    value={variable.type}
                    disabled={isBlankLine}
                    onChange={({ currentTarget: { value } }) => {
                      const type = variableTypes.find((one) => one.value === value)?.value;
                      if (type) change(variable, { type });
                    }}
                  >
                    {variableTypes.map((type) => (
                      <option key={type.value} value={type.value}>
                        {type.label}
                      </option>
                    ))}
                  </select>
                </td>
                <td className="variable-secret">
                  <Checkbox
                    aria-label={`${label} secret`}
                    checked={variable.secret}
                    disabled={isBlankLine || variable.name.trim() === ''}
                    onChange={({ currentTarget: { checked } }) =>
                      // What was typed may not be saved yet: main keeps it where secrets are, and out of the file.
                      change(variable, checked ? { secret: true } : { secret: false, value: '' })
                    }
                  />
                </td>
                <DeleteCell rowLabel={label} onDelete={isBlankLine ? null : () => remove(variable, index)} />
              </tr>
            );
          })}
        </tbody>
      </table>
      {deleted && (
        <Notice action={{ label: 'Undo', onClick: deleted.undo }} onClose={deleted.dismiss}>
          Variable deleted.
        </Notice>
      )}
    </div>
  );
}

interface PlainValueProps {
  readonly variable: Variable;
  readonly label: string;
  readonly onChange: (variable: Variable, fields: Partial<Variable>) => void;
}

function PlainValue({ variable, label, onChange }: PlainValueProps) {
  const problem = typeProblem(variable);
  return (
    <input
      className="field"
      aria-label={`${label} value`}
      aria-invalid={problem !== null || undefined}
      title={problem ?? undefined}
      placeholder={variable.type === 'null' ? 'null' : 'Value'}
      value={variable.value}
      disabled={variable.type === 'null'}
      spellCheck={false}
      autoComplete="off"
      onChange={({ currentTarget: { value } }) => onChange(variable, { value })}
    />
  );
}

/** Why a variable is of no use under its name; kept all the same. */
function nameHint({ name: typed, enabled }: Variable, below: readonly Variable[]): string | null {
  const name = typed.trim();
  if (name === '') return null;
  const text = `{{${name}}}`;
  const [placeholder] = findPlaceholders(text);
  if (placeholder?.end !== text.length || placeholder.start !== 0)
    return 'No request can name it: letters, digits, - _ . only';
  const isTwice = enabled && below.some((other) => other.enabled && other.name.trim() === name);
  return isTwice ? 'It is there twice: the last one counts' : null;
}

function blankVariable(id: string): Variable {
  return { id, name: '', value: '', type: 'string', enabled: true, secret: false };
}
