import { ActionIcon, Tooltip } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { toMainProcessError } from '../../trpc/main-process-error.ts';

/** Typing waits this long for more of it, in milliseconds. */
const gatherMs = 300;

export interface SecretFieldProps {
  /** Such as `Variable 2`. */
  readonly label: string;
  /** It has a value on this machine. */
  readonly isSet: boolean;
  readonly disabled: boolean;
  /** Keeps another value, or none. */
  readonly onChange: (value: string | null) => Promise<void>;
  readonly reveal: () => Promise<string>;
}

/** The value of a secret variable: dots until it is asked for. What is typed is kept on this machine alone. */
export function SecretField({ label, isSet, disabled, onChange, reveal }: SecretFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [isShown, setShown] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(null);
  const waiting = useRef<string | null>(null);

  const put = useEffectEvent(() => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    const value = waiting.current;
    if (value === null) return;
    waiting.current = null;
    onChange(value === '' ? null : value).then(
      () => setProblem(null),
      (cause: unknown) => setProblem(`Not kept: ${toMainProcessError(cause).message}`),
    );
  });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (turn > 0) put();
  }, [turn]);
  useEffect(() => () => put(), []);

  const onTyped = (value: string) => {
    setTyped(value);
    waiting.current = value;
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = setTimeout(() => setTurn((now) => now + 1), gatherMs);
  };
  const toggle = () => {
    if (isShown || typed !== null) {
      setShown(!isShown);
      return;
    }
    reveal().then(
      (value) => {
        setTyped(value);
        setShown(true);
        setProblem(null);
      },
      (cause: unknown) => setProblem(`Not shown: ${toMainProcessError(cause).message}`),
    );
  };

  return (
    <div className="secret-field">
      <input
        className="field"
        type={isShown ? 'text' : 'password'}
        aria-label={`${label} secret value`}
        aria-invalid={problem !== null || undefined}
        title={problem ?? undefined}
        placeholder={isSet ? '••••••••' : 'No value on this machine'}
        value={typed ?? ''}
        disabled={disabled}
        spellCheck={false}
        autoComplete="new-password"
        onChange={({ currentTarget: { value } }) => onTyped(value)}
        onBlur={() => setTurn((now) => now + 1)}
      />
      {problem !== null && (
        <span className="secret-problem" role="alert">
          {problem}
        </span>
      )}
      <Tooltip label={isShown ? 'Hide' : 'Show'}>
        <ActionIcon
          size="sm"
          aria-label={`${isShown ? 'Hide' : 'Show'} ${label.toLowerCase()}`}
          aria-pressed={isShown}
          disabled={disabled || (!isSet && typed === null)}
          onClick={toggle}
        >
          {isShown ? <IconEyeOff size={14} stroke={1.6} /> : <IconEye size={14} stroke={1.6} />}
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
