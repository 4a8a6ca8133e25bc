import { ActionIcon, Checkbox } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { type ReactNode, useId, useRef, useState } from 'react';
import type { Variable } from '#router/contracts/variable.ts';
import { Notice } from '../../ui/notice.tsx';
import { randomId } from '../../ui/random-id.ts';
import { findPlaceholders } from '../variables/placeholders.ts';

export interface VariablesTableProps {
  readonly variables: readonly Variable[];
  readonly onChange: (change: (variables: readonly Variable[]) => readonly Variable[]) => void;
  /** What stands under Value for a secret one. */
  readonly renderSecret: (variable: Variable, label: string) => ReactNode;
}

const types: { value: Variable['type']; label: string }[] = [
  { value: 'string', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'True or false' },
  { value: 'null', label: 'Null' },
  { value: 'object', label: 'JSON' },
];

/** Variables with their types; typing into the blank line at the end makes it one. */
export function VariablesTable({ variables, onChange, renderSecret }: VariablesTableProps) {
  const [blankId, setBlankId] = useState(randomId);
  const [deleted, setDeleted] = useState<{ variable: Variable; index: number } | null>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const ids = useId();

  const change = (variable: Variable, fields: Partial<Variable>) => {
    if (variable.id === blankId) {
      // The line keeps its identity, and with it the cursor; a new blank line follows it.
      onChange((now) => [...now, { ...variable, ...fields }]);
      setBlankId(randomId());
    } else {
      onChange((now) => now.map((one) => (one.id === variable.id ? { ...one, ...fields } : one)));
    }
  };
  const remove = (variable: Variable, index: number) => {
    setDeleted({ variable, index });
    onChange((now) => now.filter(({ id }) => id !== variable.id));
    body.current?.children[index + 1]?.querySelector('input')?.focus();
  };

  return (
    <div className="variables">
      <table className="rows-table">
        <thead>
          <tr>
            <th scope="col" className="rows-narrow">
              <span className="visually-hidden">On</span>
            </th>
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
            <th scope="col" className="rows-narrow">
              <span className="visually-hidden">Delete</span>
            </th>
          </tr>
        </thead>
        <tbody ref={body}>
          {[...variables, blankVariable(blankId)].map((variable, index) => {
            const isBlankLine = variable.id === blankId;
            const label = `Variable ${index + 1}`;
            const hint = nameHint(variable, variables.slice(index + 1));
            return (
              <tr
                key={variable.id}
                data-off={!variable.enabled || undefined}
                data-blank={isBlankLine || undefined}
              >
                <td className="rows-narrow">
                  <Checkbox
                    aria-label={`${label} on`}
                    checked={variable.enabled}
                    disabled={isBlankLine}
                    onChange={({ currentTarget: { checked } }) => change(variable, { enabled: checked })}
                  />
                </td>
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
                      const type = types.find((one) => one.value === value)?.value;
                      if (type) change(variable, { type });
                    }}
                  >
                    {types.map((type) => (
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
                      change(variable, { secret: checked, value: '' })
                    }
                  />
                </td>
                <td className="rows-narrow">
                  {!isBlankLine && (
                    <ActionIcon
                      className="rows-delete"
                      aria-label={`Delete ${label.toLowerCase()}`}
                      onClick={() => remove(variable, index)}
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
              onChange((now) => now.toSpliced(deleted.index, 0, deleted.variable));
              setDeleted(null);
            },
          }}
          onClose={() => setDeleted(null)}
        >
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
  const problem = problemOf(variable);
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

/** Why a text is no value of its type; kept and sent as it is all the same. */
function problemOf({ type, value }: Variable): string | null {
  if (type === 'number') return value.trim() === '' || Number.isNaN(Number(value)) ? 'Not a number' : null;
  if (type === 'boolean') return value === 'true' || value === 'false' ? null : 'Neither true nor false';
  if (type !== 'object') return null;
  try {
    JSON.parse(value);
    return null;
  } catch {
    return 'Not JSON';
  }
}

function blankVariable(id: string): Variable {
  return { id, name: '', value: '', type: 'string', enabled: true, secret: false };
}
