import type { Ref } from 'react';
import { EditorSkeleton } from '../../../ui/editor-skeleton.tsx';
import { Notice } from '../../../ui/notice.tsx';
import type { SearchableTextCommands } from '../search/searchable-text.tsx';
import { useBodyLabel } from '../viewer/body-owner.ts';
import { DerivedText } from '../viewer/derived-text.tsx';
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

const words = {
  failed: 'The JSON could not be laid out',
  making: 'Laying out',
  made: 'Laid out',
  cancel: 'Cancel layout',
};

/** A body's JSON laid out, as far as that is made. */
export function PrettyView({ bodyId, onGiveUp, ...props }: PrettyViewProps) {
  const formatted = useFormatted(bodyId);
  const label = useBodyLabel();
  if (formatted.problem !== null) {
    return (
      <div className="view-fill">
        <Notice tone="warning" action={{ label: 'Try again', onClick: formatted.again }}>
          {words.failed}: {formatted.problem}
        </Notice>
      </div>
    );
  }
  if (formatted.id === null) return <EditorSkeleton />;
  return (
    <DerivedText
      key={formatted.id}
      id={formatted.id}
      label={`${label}, laid out`}
      words={words}
      onCancel={() => {
        onGiveUp();
        formatted.cancel();
      }}
      {...props}
    />
  );
}
