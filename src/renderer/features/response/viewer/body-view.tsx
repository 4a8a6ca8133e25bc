import { Button } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import type { BodyFacts, ContentKind } from '#router/contracts/body-view.ts';
import { useTRPCClient } from '../../../trpc/provider.tsx';
import { EditorSkeleton } from '../../../ui/editor-skeleton.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { commandKey } from '../../../ui/platform.ts';
import { HtmlPreview, useHtmlPreview } from '../html-preview.tsx';
import { BodyFoot, Toggle } from './body-foot.tsx';
import { bodySource } from './body-source.ts';
import { HexView, type HexViewCommands } from './hex-view.tsx';
import { TextView, type TextViewCommands } from './text-view.tsx';
import { useBodyFacts } from './use-body-facts.ts';

export interface BodyViewProps {
  readonly bodyId: string;
  /** Saves the whole body; left out where that is not possible now. */
  readonly onSave?: (() => void) | undefined;
}

/** A response's body, of any size, while it arrives and after. */
export function BodyView({ bodyId, onSave }: BodyViewProps) {
  const { facts, error, retry } = useBodyFacts(bodyId);
  if (error) {
    return (
      <Notice tone="warning" action={{ label: 'Try again', onClick: retry }}>
        The body could not be read: {error.message}
      </Notice>
    );
  }
  if (!facts) return <EditorSkeleton />;
  if (facts.size === 0) {
    return (
      <p className="pane-hint">
        {facts.state === 'arriving' ? 'Nothing of the body has arrived yet.' : 'The response has no body.'}
      </p>
    );
  }
  return <KnownBody facts={facts} onSave={onSave} />;
}

const notText: Partial<Record<ContentKind, string>> = {
  binary: 'This body is binary.',
  image: 'This body is an image.',
  pdf: 'This body is a PDF.',
};

function KnownBody({ facts, onSave }: { readonly facts: BodyFacts } & Pick<BodyViewProps, 'onSave'>) {
  const { id, kind, state, encoding } = facts;
  const client = useTRPCClient();
  const source = useMemo(() => bodySource(client, id), [client, id]);
  const [chosen, setChosen] = useState<'text' | 'hex' | null>(null);
  const [wrap, setWrap] = useState(false);
  const [follow, setFollow] = useState(false);
  const preview = useHtmlPreview(id);
  const view = useRef<TextViewCommands | HexViewCommands>(null);

  const isArriving = state === 'arriving';
  const reason = notText[kind];
  const isHex = (chosen ?? (reason === undefined ? 'text' : 'hex')) === 'hex';
  const isPreview = preview.path !== null;

  return (
    <div className="text-body">
      {preview.path !== null ? (
        <HtmlPreview path={preview.path} />
      ) : isHex ? (
        <HexView
          ref={(commands) => {
            view.current = commands;
          }}
          label="Bytes of the response"
          source={source}
          facts={facts}
          onSave={onSave}
        />
      ) : (
        <TextView
          ref={(commands) => {
            view.current = commands;
          }}
          label="Response body"
          source={source}
          facts={facts}
          wrap={wrap}
          follow={follow && isArriving}
          onLeaveEnd={() => setFollow(false)}
          onSave={onSave}
        />
      )}
      {preview.problem !== null && (
        <Notice tone="warning" onClose={preview.toggle}>
          There is no preview: {preview.problem}
        </Notice>
      )}
      {reason !== undefined && isHex && (
        <Notice action={{ label: 'Show as text', onClick: () => setChosen('text') }}>{reason}</Notice>
      )}
      {encoding.unknown !== undefined && (
        <Notice tone="warning">
          The server names a charset that is not known, “{encoding.unknown}”. Shown as{' '}
          {encoding.label.toUpperCase()}.
        </Notice>
      )}
      <BodyFoot facts={facts} isText={!isHex || reason === undefined}>
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
            <Toggle pressed={isHex} title="As bytes" onClick={() => setChosen(isHex ? 'text' : 'hex')}>
              Hex
            </Toggle>
            {isArriving && !isHex && (
              <Toggle
                pressed={follow}
                title="Keeps the end in view while more arrives"
                onClick={() => setFollow(!follow)}
              >
                Follow
              </Toggle>
            )}
            {!isHex && (
              <Toggle pressed={wrap} onClick={() => setWrap(!wrap)}>
                Wrap lines
              </Toggle>
            )}
            <Button
              variant="subtle"
              size="compact-xs"
              title={`${commandKey} G in the text`}
              onClick={() => view.current?.askWhereTo()}
            >
              Go to
            </Button>
          </>
        )}
      </BodyFoot>
    </div>
  );
}
