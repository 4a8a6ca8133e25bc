import { type Ref, useMemo } from 'react';
import type { Derivation } from '#router/contracts/body-view.ts';
import { useTRPCClient } from '../../../trpc/provider.tsx';
import { EditorSkeleton } from '../../../ui/editor-skeleton.tsx';
import { formatBytes } from '../../../ui/format.ts';
import { Notice } from '../../../ui/notice.tsx';
import { SearchableText, type SearchableTextCommands } from '../search/searchable-text.tsx';
import { bodySource } from './body-source.ts';
import { useBodyFacts } from './use-body-facts.ts';

export interface DerivedTextProps {
  /** The text's id, as a body. */
  readonly id: string;
  /** Its name for assistive technology. */
  readonly label: string;
  readonly words: {
    /** The start of `…: the file is gone`. */
    readonly failed: string;
    /** The start of `…: 1 MiB of 2 MiB`. */
    readonly making: string;
    /** Where it is done. */
    readonly made: string;
    readonly cancel: string;
    /** Where nothing came of it. */
    readonly none?: string;
  };
  readonly wrap: boolean;
  readonly onCancel: () => void;
  /** Shows a place of the body that it is made from. */
  readonly onGoToRaw: (offset: number) => void;
  readonly ref?: Ref<SearchableTextCommands> | undefined;
}

/** A text that main makes from a body, as far as it is made. */
export function DerivedText({ id, label, words, wrap, onCancel, onGoToRaw, ref }: DerivedTextProps) {
  const client = useTRPCClient();
  const source = useMemo(() => bodySource(client, id), [client, id]);
  const { facts, error, retry } = useBodyFacts(id);
  if (error) {
    return (
      <div className="view-fill">
        <Notice tone="warning" action={{ label: 'Try again', onClick: retry }}>
          {words.failed}: {error.message}
        </Notice>
      </div>
    );
  }
  if (!facts) return <EditorSkeleton />;
  const { derivation } = facts;
  return (
    <>
      <SearchableText
        ref={ref}
        label={label}
        source={source}
        facts={facts}
        wrap={wrap}
        follow={false}
        onLeaveEnd={() => undefined}
      />
      {facts.state === 'arriving' && derivation && derivation.doneBytes < derivation.totalBytes && (
        <Notice
          action={{ label: words.cancel, onClick: onCancel }}
          figures={`${formatBytes(derivation.doneBytes)} of ${formatBytes(derivation.totalBytes)}`}
        >
          {words.making}
        </Notice>
      )}
      <span className="visually-hidden" role="status">
        {facts.state === 'complete' && words.made}
      </span>
      {facts.state === 'complete' && facts.size === 0 && words.none !== undefined && (
        <Notice>{words.none}</Notice>
      )}
      {derivation?.problem && <Problem problem={derivation.problem} onGoTo={onGoToRaw} />}
      {derivation?.notes?.map((note) => (
        <Notice key={note}>{note}</Notice>
      ))}
    </>
  );
}

interface ProblemProps {
  readonly problem: NonNullable<Derivation['problem']>;
  readonly onGoTo: (offset: number) => void;
}

/** Why there is no more of the text, and the way to that place. */
function Problem({ problem: { message, offset, line, column }, onGoTo }: ProblemProps) {
  const place =
    line === undefined ? '' : `Line ${line + 1}${column === undefined ? '' : `, column ${column + 1}`}: `;
  const action = offset === undefined ? {} : { action: { label: 'Go there', onClick: () => onGoTo(offset) } };
  return (
    <Notice tone="warning" {...action}>
      {place}
      {message}
    </Notice>
  );
}
