import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type Ref, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { BodyFilter } from '#router/contracts/body-jobs.ts';
import type { BodyFacts } from '#router/contracts/body-view.ts';
import { toMainProcessError } from '../../../trpc/main-process-error.ts';
import { useTRPC } from '../../../trpc/provider.tsx';
import type { SearchableTextCommands } from '../search/searchable-text.tsx';
import { DerivedText } from '../viewer/derived-text.tsx';

export interface FilterViewProps {
  readonly facts: Pick<BodyFacts, 'id' | 'kind'>;
  readonly wrap: boolean;
  /** Shows a place of the body as it came. */
  readonly onGoToRaw: (offset: number) => void;
  readonly ref?: Ref<SearchableTextCommands>;
}

type Kind = BodyFilter['kind'];

const words = {
  failed: 'The body could not be filtered',
  making: 'Filtering',
  made: 'Filtered',
  cancel: 'Cancel filter',
  none: 'Nothing of the body matches.',
};

const hints: Record<Kind, string> = {
  jsonpath: 'Type a JSONPath, such as $.items[*].name or $..id, and press Enter.',
  lines: 'Type what the lines have to hold, and press Enter.',
};

/** What a filter lets through of a body: matches of a JSONPath, or lines with a text. */
export function FilterView({ facts: { id, kind }, wrap, onGoToRaw, ref }: FilterViewProps) {
  const isJson = kind === 'json' || kind === 'ndjson';
  const [by, setBy] = useState<Kind>(isJson ? 'jsonpath' : 'lines');
  const [text, setText] = useState('');
  const trpc = useTRPC();
  const filter = useMutation(trpc.bodies.filter.mutationOptions({ gcTime: 0 }));
  const { mutate: discard } = useMutation(trpc.bodies.discard.mutationOptions());
  const made = filter.data?.id;
  const forget = useEffectEvent((body: string) => discard({ id: body }));
  useEffect(() => {
    if (made !== undefined) return () => forget(made);
    return undefined;
  }, [made]);

  /** The run whose text is still wanted; one that comes after that has been given up is removed again. */
  const wanted = useRef<object | null>(null);
  useEffect(
    () => () => {
      wanted.current = null;
    },
    [],
  );
  const giveUp = () => {
    wanted.current = null;
    filter.reset();
  };
  const apply = () => {
    if (text.trim() === '') return giveUp();
    const run = {};
    wanted.current = run;
    const query = { text, matchCase: false, wholeWord: false, regex: false };
    filter
      .mutateAsync({ id, filter: by === 'jsonpath' ? { kind: by, expression: text } : { kind: by, query } })
      .then(
        (body) => {
          if (wanted.current !== run) discard(body);
        },
        // Shown below the field.
        () => undefined,
      );
  };
  return (
    <>
      <form
        className="search-bar"
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        <div className="search-line">
          {isJson && (
            <SegmentedControl
              size="xs"
              aria-label="Filter by"
              value={by}
              onChange={(value) => {
                setBy(value === 'lines' ? 'lines' : 'jsonpath');
                giveUp();
              }}
              data={[
                { value: 'jsonpath', label: 'JSONPath' },
                { value: 'lines', label: 'Lines' },
              ]}
            />
          )}
          <TextInput
            className="search-text"
            aria-label={by === 'jsonpath' ? 'JSONPath' : 'Lines with this text'}
            placeholder={by === 'jsonpath' ? '$' : 'Text'}
            value={text}
            error={filter.error !== null}
            spellCheck={false}
            autoFocus
            onFocus={(event) => event.currentTarget.select()}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button type="submit" variant="subtle" size="compact-xs" loading={filter.isPending}>
            Apply
          </Button>
        </div>
        {filter.error !== null && (
          <p className="search-note" role="alert" data-tone="warning">
            {toMainProcessError(filter.error).message}
          </p>
        )}
      </form>
      {made === undefined ? (
        <p className="pane-hint">{hints[by]}</p>
      ) : (
        <DerivedText
          key={made}
          ref={ref}
          id={made}
          label="Response body, filtered"
          words={words}
          wrap={wrap}
          onCancel={giveUp}
          onGoToRaw={onGoToRaw}
        />
      )}
    </>
  );
}
