import { ActionIcon, Tooltip } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { hasLiteralText } from '../variables/placeholders.ts';
import { useFieldScope } from '../variables/scope-context.ts';
import { VariableField } from '../variables/variable-field.tsx';

export interface AuthFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Dots until they are asked away, and a word of warning where it would stand in a file. */
  readonly isSecret?: boolean;
}

/** One field of a request's auth. */
export function AuthField({ label, value, onChange, isSecret = false }: AuthFieldProps) {
  const { isSaved } = useFieldScope();
  const [isShown, setShown] = useState(false);
  const id = useId();
  const isLiteral = isSecret && hasLiteralText(value);
  const isTold = isLiteral && isSaved;
  return (
    <div className="auth-field">
      <label htmlFor={id}>{label}</label>
      <div className="auth-field-line">
        <VariableField
          id={id}
          value={value}
          onChange={onChange}
          isHidden={isSecret && !isShown}
          autoComplete={isSecret ? 'new-password' : 'off'}
          aria-describedby={isTold ? `${id}-told` : undefined}
        />
        {isSecret && (
          <Tooltip label={isShown ? 'Hide' : 'Show'}>
            <ActionIcon
              size="sm"
              aria-label={`${isShown ? 'Hide' : 'Show'} ${label.toLowerCase()}`}
              aria-pressed={isShown}
              disabled={!isLiteral}
              onClick={() => setShown(!isShown)}
            >
              {isShown ? <IconEyeOff size={14} stroke={1.6} /> : <IconEye size={14} stroke={1.6} />}
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      {isTold && (
        <p id={`${id}-told`} className="auth-told" role="status">
          This will be saved in the file. Use a secret variable instead.
        </p>
      )}
    </div>
  );
}
