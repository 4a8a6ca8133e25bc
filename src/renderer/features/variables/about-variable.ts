import type { ScopedVariable } from '#router/contracts/variable.ts';
import type { FieldScope } from './scope-context.ts';

export type VariableMap = ReadonlyMap<string, ScopedVariable>;

/** How a name is shown. `pending`: it is not known yet which there are. */
export type NameState = 'known' | 'secret' | 'missing' | 'unknown' | 'pending';

/** @param variables null until they are known */
export function stateOf(name: string, variables: VariableMap | null): NameState {
  if (!variables) return 'pending';
  const variable = variables.get(name);
  if (!variable) return 'unknown';
  if (variable.missing) return 'missing';
  return variable.secret ? 'secret' : 'known';
}

const secretDots = '••••••••';

/** What is shown for a variable's value: the value itself, or dots. */
export function valueWords({ value, secret, missing }: ScopedVariable): string {
  if (missing) return 'no value on this machine';
  return secret || value === null ? secretDots : value;
}

/** Where a variable comes from, such as `environment dev`. */
export function sourceWords({ source, sourceName }: ScopedVariable): string {
  return source === 'request' ? 'this request' : `${source} ${sourceName}`.trim();
}

/** What is wrong with a name, for people; null where nothing is. */
export function problemWords(
  name: string,
  { variables, kind }: Pick<FieldScope, 'variables' | 'kind'>,
): string | null {
  switch (stateOf(name, variables)) {
    case 'unknown':
      return kind === 'request'
        ? 'Unknown: no environment, folder or collection has it'
        : 'Unknown here, unless a request or folder within defines it';
    case 'missing':
      return 'A secret without a value on this machine: type it in the environment';
    case 'known':
    case 'secret':
    case 'pending':
      return null;
  }
}
