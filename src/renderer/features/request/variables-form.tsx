import type { Variable } from '#router/contracts/variable.ts';
import { VariableField } from '../variables/variable-field.tsx';
import type { RequestFormProps } from './request-editing.ts';
import { RowsTable, type ValueField } from './rows-table.tsx';
import { typeProblem, variableTypes } from './variable-types.ts';

/** The request's own variables: they count before all others of the same name. */
export function VariablesForm({ request, edit }: RequestFormProps) {
  return (
    <>
      <p className="pane-hint">
        Variables of this request alone. They count before those of folders, environment and collection.
      </p>
      <VariableRows
        variables={request.variables}
        onChange={(change) => edit((now) => ({ ...now, variables: change(now.variables) }))}
      />
    </>
  );
}

export interface VariableRowsProps {
  readonly variables: readonly Variable[];
  readonly onChange: (change: (variables: readonly Variable[]) => Variable[]) => void;
}

/** Variables of a place that keeps no secrets, with their types. */
export function VariableRows({ variables, onChange }: VariableRowsProps) {
  return (
    <RowsTable
      noun="Variable"
      rows={variables}
      onChange={onChange}
      makeRow={blankVariable}
      renderValue={(field) => <VariableValue {...field} />}
    />
  );
}

function VariableValue({ row, rowLabel, onChange }: ValueField<Variable>) {
  if (row.secret)
    return <span className="variable-kept">Secret: Parley keeps secret values for environments alone</span>;
  // What names variables is not judged: it may become a value of the type.
  const problem = row.value.includes('{{') ? null : typeProblem(row);
  return (
    <div className="part-value">
      <VariableField
        aria-label={`${rowLabel} value`}
        aria-invalid={problem !== null || undefined}
        title={problem ?? undefined}
        placeholder={row.type === 'null' ? 'null' : 'Value'}
        disabled={row.type === 'null'}
        value={row.value}
        onChange={(value) => onChange((old) => ({ ...old, value }))}
      />
      <select
        className="field variable-type-field"
        aria-label={`${rowLabel} type`}
        value={row.type}
        onChange={({ currentTarget: { value } }) => {
          const type = variableTypes.find((one) => one.value === value)?.value;
          if (type) onChange((old) => ({ ...old, type }));
        }}
      >
        {variableTypes.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

function blankVariable(id: string): Variable {
  return { id, name: '', value: '', type: 'string', enabled: true, secret: false };
}
