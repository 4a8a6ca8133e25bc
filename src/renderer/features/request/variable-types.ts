import type { Variable } from '#router/contracts/variable.ts';

/** OpenCollection's types, as people call them. */
export const variableTypes: readonly { readonly value: Variable['type']; readonly label: string }[] = [
  { value: 'string', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'True or false' },
  { value: 'null', label: 'Null' },
  { value: 'object', label: 'JSON' },
];

/** Why a text is no value of its type, for the person; null where it is one. It is kept and sent as it is all the same. */
export function typeProblem({ type, value }: Pick<Variable, 'type' | 'value'>): string | null {
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
