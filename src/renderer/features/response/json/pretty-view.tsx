import { type Ref, useMemo } from 'react';
import type { Derivation } from '#router/contracts/body-view.ts';
import { useTRPCClient } from '../../../trpc/provider.tsx';
import { EditorSkeleton } from '../../../ui/editor-skeleton.tsx';
import { formatBytes } from '../../../ui/format.ts';
import { Notice } from '../../../ui/notice.tsx';
import { SearchableText, type SearchableTextCommands } from '../search/searchable-text.tsx';
import { bodySource } from '../viewer/body-source.ts';
import { useBodyFacts } from '../viewer/use-body-facts.ts';
import { useFormatted } from './use-formatted.ts';

export interface PrettyViewProps {
  readonly bodyId: string;
  readonly wrap: boolean;
  /** Shows a place of the body as it came. */
  readonly onGoToRaw: (offset: number) => void;
  /** Back to the body as it came. */
  readonly onGiveUp: () => void;
  readonly ref?: Ref<SearchableTextCommands>;
}

/** A body's JSON laid out, as far as that is made. */
export function PrettyView({ bodyId, onGiveUp, ...props }: PrettyViewProps) {
  const formatted = useFormatted(bodyId);
  if (formatted.problem !== null) {
    return (
      <div className="view-fill">
        <Notice tone="warning" action={{ label: 'Try again', onClick: formatted.again }}>
          The JSON could not be laid out: {formatted.problem}
        </Notice>
      </div>
    );
  }
  if (formatted.id === null) return <EditorSkeleton />;
  return (
    <FormattedText
      key={formatted.id}
      id={formatted.id}
      onCancel={() => {
        onGiveUp();
        formatted.cancel();
      }}
      {...props}
    />
  );
}

interface FormattedTextProps extends Omit<PrettyViewProps, 'bodyId' | 'onGiveUp'> {
  readonly id: string;
  readonly onCancel: () => void;
}

function FormattedText({ id, wrap, onGoToRaw, onCancel, ref }: FormattedTextProps) {
  const client = useTRPCClient();
  const source = useMemo(() => bodySource(client, id), [client, id]);
  const { facts, error, retry } = useBodyFacts(id);
  if (error) {
    return (
      <div className="view-fill">
        <Notice tone="warning" action={{ label: 'Try again', onClick: retry }}>
          The JSON could not be laid out: {error.message}
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
        label="Response body, laid out"
        source={source}
        facts={facts}
        wrap={wrap}
        follow={false}
        onLeaveEnd={() => undefined}
      />
      {facts.state === 'arriving' && derivation && derivation.doneBytes < derivation.totalBytes && (
        <Notice action={{ label: 'Cancel layout', onClick: onCancel }}>
          Laid out {formatBytes(derivation.doneBytes)} of {formatBytes(derivation.totalBytes)}
        </Notice>
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

/** Why there is no more of the JSON, and the way to that place. */
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
