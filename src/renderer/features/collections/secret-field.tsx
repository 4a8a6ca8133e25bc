import { ActionIcon, Tooltip } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { SavedAsTyped } from './saved-as-typed.ts';
import { useKept } from './use-saved-as-typed.ts';

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

const never = () => () => undefined;
const nothing = () => null;

/** The value of a secret variable: dots until it is asked for. What is typed is kept on this machine alone. */
export function SecretField({ label, isSet, disabled, onChange, reveal }: SecretFieldProps) {
  const put = useRef(onChange);
  useEffect(() => {
    put.current = onChange;
  });
  /** Null until something is typed. */
  const [edits, setEdits] = useState<SavedAsTyped<string | null> | null>(null);
  useKept(edits);
  const state = useSyncExternalStore(edits?.subscribe ?? never, edits?.snapshot ?? nothing);
  const typed = state?.value ?? null;
  const [revealed, setRevealed] = useState<string | null>(null);
  const [isShown, setShown] = useState(false);
  const [notShown, setNotShown] = useState<string | null>(null);
  const problem =
    state?.save.kind === 'failed' ? `Not kept: ${toMainProcessError(state.save.error).message}` : notShown;

  const onTyped = (value: string) => {
    const known =
      edits ??
      new SavedAsTyped<string | null>({
        value: null,
        put: async (_before, after) => {
          await put.current(after === '' ? null : after);
          return null;
        },
        askAgain: () => undefined,
        isSame: Object.is,
        storable: (text) => text,
        adopted: (text) => text,
      });
    setEdits(known);
    known.edit(() => value);
  };
  const toggle = () => {
    if (isShown || typed !== null || revealed !== null) {
      setShown(!isShown);
      return;
    }
    reveal().then(
      (value) => {
        setRevealed(value);
        setShown(true);
        setNotShown(null);
      },
      (cause: unknown) => setNotShown(`Not shown: ${toMainProcessError(cause).message}`),
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
        value={typed ?? revealed ?? ''}
        disabled={disabled}
        spellCheck={false}
        autoComplete="new-password"
        onChange={({ currentTarget: { value } }) => onTyped(value)}
        onBlur={() => void edits?.putNow()}
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
          disabled={disabled || (!isSet && typed === null && revealed === null)}
          onClick={toggle}
        >
          {isShown ? <IconEyeOff size={14} stroke={1.6} /> : <IconEye size={14} stroke={1.6} />}
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
