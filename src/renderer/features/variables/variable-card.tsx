import { IconLock } from '@tabler/icons-react';
import { problemWords, sourceWords, valueWords } from './about-variable.ts';
import { useFieldScope } from './scope-context.ts';

export interface VariableCardProps {
  readonly name: string;
}

/** What a name stands for, and where that comes from. */
export function VariableCard({ name }: VariableCardProps) {
  const scope = useFieldScope();
  const variable = scope.variables?.get(name);
  const problem = problemWords(name, scope);
  return (
    <>
      <span className="variable-card-name">{name}</span>
      {variable && !variable.missing && (
        <span className="variable-card-value">
          {variable.secret && <IconLock size={12} stroke={1.8} aria-label="Secret" />}
          {shortened(valueWords(variable)) || <em>empty</em>}
        </span>
      )}
      {variable && <span className="variable-card-source">{sourceWords(variable)}</span>}
      {problem !== null && <span className="variable-card-problem">{problem}</span>}
    </>
  );
}

function shortened(value: string): string {
  return value.length > 300 ? `${value.slice(0, 300)}…` : value;
}
