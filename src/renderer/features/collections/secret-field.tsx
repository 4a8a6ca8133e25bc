import { ActionIcon, Tooltip } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { KeptSecret } from '#router/contracts/variable.ts';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { Notice } from '../../ui/notice.tsx';
import { type PartsOf, SavedAsTyped } from './saved-as-typed.ts';
import { useKept } from './use-saved-as-typed.ts';

export interface SecretFieldProps {
  /** Such as `Variable 2`. */
  readonly label: string;
  /** Of the value that this machine has; null where it has none, undefined where main does not know it as a secret yet. */
  readonly mark: SecretMark;
  readonly disabled: boolean;
  /** Keeps another value, or none, in the place of the one with that mark. */
  readonly onChange: (value: string | null, before: SecretMark) => Promise<KeptSecret>;
  readonly reveal: () => Promise<string>;
}

type SecretMark = string | null | undefined;

/** What is typed; null: what this machine has, whose mark it is. */
interface Typed {
  readonly text: string | null;
  readonly mark: SecretMark;
}

const thePart = new Set(['value']);

/** What others have typed meanwhile is not told: it is as secret as this. */
const partsOf: PartsOf<Typed> = {
  exchanged: (value, other, parts) => (parts.size > 0 ? other : value),
  withLines: (value) => value,
  words: (_value, parts) => (parts.size > 0 ? ['a secret value'] : []),
};

const never = () => () => undefined;
const nothing = () => null;

/** The value of a secret variable: dots until it is asked for. What is typed is kept on this machine alone. */
export function SecretField({ label, mark, disabled, onChange, reveal }: SecretFieldProps) {
  const put = useRef(onChange);
  useEffect(() => {
    put.current = onChange;
  });
  /** Null until something is typed. */
  const [edits, setEdits] = useState<SavedAsTyped<Typed> | null>(null);
  useKept(edits);
  const state = useSyncExternalStore(edits?.subscribe ?? never, edits?.snapshot ?? nothing);
  const typed = state?.value.text ?? null;
  const [lastRevealed, setRevealed] = useState<Typed | null>(null);
  // Others may have typed something else since.
  const revealed = lastRevealed && lastRevealed.mark === mark ? lastRevealed.text : null;
  const [isShown, setShown] = useState(false);
  const [notShown, setNotShown] = useState<string | null>(null);
  const problem =
    state?.save.kind === 'failed' ? `Not kept: ${toMainProcessError(state.save.error).message}` : notShown;

  const onTyped = (value: string) => {
    const known =
      edits ??
      new SavedAsTyped<Typed>({
        value: { text: null, mark },
        put: async (before, { text }) => {
          const { isKept, mark: now } = await put.current(text === '' ? null : text, before.mark);
          if (isKept) return { value: { text, mark: now }, parts: new Set() };
          return { value: { text: null, mark: now }, parts: thePart };
        },
        askAgain: () => undefined,
        isSame: (one, other) => one.text === other.text,
        // The mark that it will have is not known before main has it.
        storable: ({ text }) => ({ text, mark: undefined }),
        adopted: (told) => told,
        partsOf,
      });
    setEdits(known);
    known.edit((now) => ({ ...now, text: value }));
  };
  const toggle = () => {
    if (isShown || typed !== null || revealed !== null) {
      setShown(!isShown);
      return;
    }
    reveal().then(
      (text) => {
        setRevealed({ text, mark });
        setShown(true);
        setNotShown(null);
      },
      (cause: unknown) => setNotShown(`Not shown: ${toMainProcessError(cause).message}`),
    );
  };

  const field = (
    <div className="secret-field">
      <input
        className="field"
        type={isShown ? 'text' : 'password'}
        aria-label={`${label} secret value`}
        aria-invalid={problem !== null || undefined}
        title={problem ?? undefined}
        placeholder={typeof mark === 'string' ? '••••••••' : 'No value on this machine'}
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
          disabled={disabled || (typeof mark !== 'string' && typed === null && revealed === null)}
          onClick={toggle}
        >
          {isShown ? <IconEyeOff size={14} stroke={1.6} /> : <IconEye size={14} stroke={1.6} />}
        </ActionIcon>
      </Tooltip>
    </div>
  );
  if (!edits || !state || state.elsewhere.length === 0) return field;
  return (
    <>
      {field}
      <Notice
        tone="warning"
        action={{ label: 'Keep mine', onClick: () => edits.choose('mine') }}
        otherAction={{ label: 'Take theirs', onClick: () => edits.choose('theirs') }}
      >
        Not kept: changed elsewhere while you edited it.
      </Notice>
    </>
  );
}
