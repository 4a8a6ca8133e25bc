import type { VariableScope } from '#router/contracts/variable.ts';
import { maskedScope, type ScopeLayer, scopeOf } from './scope.ts';
import { Templates } from './template.ts';

/** What a person can name, with what would be sent for it; secrets masked. */
export function viewOf(layers: readonly ScopeLayer[]): VariableScope {
  const scope = maskedScope(scopeOf(layers));
  const templates = new Templates(scope);
  const variables = [...scope.values()].map(({ name, value, type, secret, source, sourceName }) => ({
    name,
    value: secret ? null : templates.resolve(`{{${name}}}`).text,
    ...{ type, secret, missing: secret && value === null, source, sourceName },
  }));
  return { variables };
}
