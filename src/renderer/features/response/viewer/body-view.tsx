import { Button } from '@mantine/core';
import { lazy, Suspense, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { BodyFacts, ContentKind } from '#router/contracts/body-view.ts';
import { useTRPCClient } from '../../../trpc/provider.tsx';
import { EditorSkeleton } from '../../../ui/editor-skeleton.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { commandKey } from '../../../ui/platform.ts';
import { CompareView } from '../compare/compare-view.tsx';
import { EventsView } from '../events/events-view.tsx';
import { FilterView } from '../filter/filter-view.tsx';
import { HtmlPreview, useHtmlPreview } from '../html-preview.tsx';
import { ImageView } from '../media/image-view.tsx';
import { PrettyView } from '../json/pretty-view.tsx';
import { TreeView } from '../json/tree-view.tsx';
import { SearchableText, type SearchableTextCommands } from '../search/searchable-text.tsx';
import { BodyFoot, Toggle } from './body-foot.tsx';
import { bodySource } from './body-source.ts';
import { HexView, type HexViewCommands } from './hex-view.tsx';
import { BodyOwner, useBodyLabel } from './body-owner.ts';
import { NotRead } from './not-read.tsx';
import { useBodyFacts } from './use-body-facts.ts';

// pdf.js is larger than the rest of the window.
const PdfView = lazy(async () => ({ default: (await import('../media/pdf-view.tsx')).PdfView }));

export interface BodyViewProps {
  readonly bodyId: string;
  /** The body of the response before, to compare with. */
  readonly previousBodyId?: string | null;
  /** Saves the whole body; left out where that is not possible now. */
  readonly onSave?: (() => void) | undefined;
}

/** A response's body, of any size, while it arrives and after. */
export function BodyView({ bodyId, previousBodyId = null, onSave }: BodyViewProps) {
  const { facts, error, retry } = useBodyFacts(bodyId);
  if (error) return <NotRead what="The body" problem={error.message} onRetry={retry} />;
  if (!facts) return <EditorSkeleton />;
  if (facts.size === 0) {
    return (
      <p className="pane-hint">
        {facts.state === 'arriving' ? 'Nothing of the body has arrived yet.' : 'The response has no body.'}
      </p>
    );
  }
  return <KnownBody facts={facts} previousBodyId={previousBodyId} onSave={onSave} />;
}

type View = 'text' | 'pretty' | 'tree' | 'events' | 'filter' | 'compare' | 'hex' | 'drawn';

const notText: Partial<Record<ContentKind, string>> = {
  binary: 'This body is binary.',
  image: 'This body is an image.',
  pdf: 'This body is a PDF.',
};

/** Of kinds that can be drawn: what that is called. */
const drawings: Partial<Record<ContentKind, string>> = { image: 'Image', pdf: 'PDF' };

interface KnownBodyProps extends Pick<BodyViewProps, 'onSave'> {
  readonly facts: BodyFacts;
  readonly previousBodyId: string | null;
}

function KnownBody({ facts, previousBodyId, onSave }: KnownBodyProps) {
  const { id, kind, state, encoding, events } = facts;
  const bodyLabel = useBodyLabel();
  const owner = useContext(BodyOwner);
  const client = useTRPCClient();
  const source = useMemo(() => bodySource(client, id), [client, id]);
  const [chosen, setChosen] = useState<View | null>(null);
  const [wrap, setWrap] = useState(false);
  const [follow, setFollow] = useState(false);
  /** An offset to go to once the text is there. */
  const [goal, setGoal] = useState<number | null>(null);
  const preview = useHtmlPreview(id);
  const text = useRef<SearchableTextCommands>(null);
  /** A filter that is not applied yet, or a layout that has not begun, has no text to search or to go to. */
  const [hasText, setHasText] = useState(false);
  const attachText = useCallback((commands: SearchableTextCommands | null) => {
    text.current = commands;
    setHasText(commands !== null);
  }, []);
  const hex = useRef<HexViewCommands>(null);

  const isArriving = state === 'arriving';
  const reason = notText[kind];
  const isPreview = preview.path !== null;
  const drawing = isArriving ? undefined : drawings[kind];
  const home = drawing !== undefined ? 'drawn' : reason === undefined ? 'text' : 'hex';
  const view = chosen ?? home;
  const isText = view === 'text' || view === 'pretty' || view === 'filter';
  const toggle = (name: View) => setChosen(view !== name ? name : name === home ? 'text' : home);
  const isJson = kind === 'json' || kind === 'ndjson';
  const ways: { name: View; label: string; title: string; isOffered: boolean }[] = [
    { name: 'drawn', label: drawing ?? '', title: 'Drawn', isOffered: drawing !== undefined },
    { name: 'pretty', label: 'Pretty', title: 'Laid out', isOffered: isJson },
    { name: 'tree', label: 'Tree', title: 'Values to open and close', isOffered: isJson },
    { name: 'events', label: 'Events', title: 'As a list', isOffered: events !== undefined },
    {
      name: 'filter',
      label: 'Filter',
      title: 'Parts of it: by JSONPath, or lines with a text',
      isOffered: reason === undefined,
    },
    {
      name: 'compare',
      label: 'Compare',
      title: 'With the response before this one',
      isOffered: previousBodyId !== null && !isArriving,
    },
    { name: 'hex', label: 'Hex', title: 'As bytes', isOffered: true },
  ];
  const offered = ways.filter(({ isOffered }) => isOffered);
  const goToRaw = (offset: number) => {
    setChosen('text');
    setGoal(offset);
  };
  useEffect(() => {
    if (goal === null || !text.current) return;
    text.current.goTo({ offset: goal });
    setGoal(null);
  }, [goal]);

  return (
    <div className="text-body">
      {preview.path !== null && <HtmlPreview path={preview.path} size={facts.size} />}
      {view === 'drawn' && kind === 'image' && <ImageView bodyId={id} facts={facts} />}
      {view === 'drawn' && kind === 'pdf' && (
        <Suspense fallback={<EditorSkeleton />}>
          <PdfView bodyId={id} facts={facts} />
        </Suspense>
      )}
      {!isPreview && view === 'hex' && (
        <HexView ref={hex} label={`Bytes of the ${owner}`} source={source} facts={facts} onSave={onSave} />
      )}
      {!isPreview && view === 'text' && (
        <SearchableText
          ref={attachText}
          label={bodyLabel}
          source={source}
          facts={facts}
          wrap={wrap}
          follow={follow && isArriving}
          onLeaveEnd={() => setFollow(false)}
          onSave={onSave}
        />
      )}
      {!isPreview && view === 'pretty' && (
        <PrettyView
          ref={attachText}
          bodyId={id}
          wrap={wrap}
          onGoToRaw={goToRaw}
          onGiveUp={() => setChosen('text')}
        />
      )}
      {!isPreview && view === 'filter' && (
        <FilterView ref={attachText} facts={facts} wrap={wrap} onGoToRaw={goToRaw} />
      )}
      {!isPreview && view === 'tree' && <TreeView facts={facts} onGoToRaw={goToRaw} onSave={onSave} />}
      {!isPreview && view === 'events' && <EventsView facts={facts} onGoToRaw={goToRaw} />}
      {!isPreview && view === 'compare' && previousBodyId !== null && (
        <CompareView previousId={previousBodyId} facts={facts} onGoToRaw={goToRaw} />
      )}
      {preview.problem !== null && (
        <Notice tone="warning" onClose={preview.toggle}>
          There is no preview: {preview.problem}
        </Notice>
      )}
      {reason !== undefined && view === 'hex' && (
        <Notice action={{ label: 'Show as text', onClick: () => setChosen('text') }}>{reason}</Notice>
      )}
      {encoding.unknown !== undefined && (
        <Notice tone="warning">
          The server names a charset that is not known, “{encoding.unknown}”. Shown as{' '}
          {encoding.label.toUpperCase()}.
        </Notice>
      )}
      <BodyFoot facts={facts} isText={(view !== 'hex' && view !== 'drawn') || reason === undefined}>
        {kind === 'html' && !isArriving && (
          <Toggle
            pressed={isPreview}
            title="As a page, without scripts and without anything from the network"
            onClick={preview.toggle}
          >
            Preview
          </Toggle>
        )}
        {!isPreview && (
          <>
            {offered.map(({ name, label, title }) => (
              <Toggle key={name} pressed={view === name} title={title} onClick={() => toggle(name)}>
                {label}
              </Toggle>
            ))}
            {isArriving && view === 'text' && (
              <Toggle
                pressed={follow}
                title="Keeps the end in view while more arrives"
                onClick={() => setFollow(!follow)}
              >
                Follow
              </Toggle>
            )}
            {isText && (
              <>
                <Toggle pressed={wrap} onClick={() => setWrap(!wrap)}>
                  Wrap lines
                </Toggle>
                <Button
                  variant="subtle"
                  size="compact-xs"
                  title={`${commandKey} F in the text`}
                  disabled={!hasText}
                  onClick={() => text.current?.openSearch()}
                >
                  Search
                </Button>
              </>
            )}
            {(isText || view === 'hex') && (
              <Button
                variant="subtle"
                size="compact-xs"
                title={`${commandKey} G in the text`}
                disabled={isText && !hasText}
                onClick={() => (isText ? text : hex).current?.askWhereTo()}
              >
                Go to
              </Button>
            )}
          </>
        )}
      </BodyFoot>
    </div>
  );
}
