import { Button } from '@mantine/core';
import { lazy, Suspense, useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Feed } from '../../ui/code/code-viewer.tsx';
import { highlightLimit } from '../../ui/code/language.ts';
import { EditorSkeleton } from '../../ui/editor-skeleton.tsx';
import { formatBytes } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { describeJsonProblem, formatJson } from '../request/json-text.ts';
import type { BodyViewProps } from './body-view.tsx';
import { contentOf, mediaType } from './content.ts';
import { HtmlPreview, useHtmlPreview } from './html-preview.tsx';
import { useBodyText } from './use-body-text.ts';

const CodeViewer = lazy(() => import('../../ui/code/code-viewer.tsx'));

export interface TextBodyProps extends BodyViewProps {
  /** Bytes that are shown at most. */
  readonly limit: number;
  readonly evenBinary: boolean;
  /** The bytes turned out not to be text. */
  readonly onBinary: () => void;
}

/** A body as text with line numbers, while it arrives and after; JSON can be laid out anew. */
export function TextBody({ bodyBytes, arriving, onBinary, ...options }: TextBodyProps) {
  const { feed, shape, error, retry } = useBodyText(options);
  const content = contentOf(options.contentType);
  const language = content === 'json' || content === 'xml' ? content : 'text';
  const [wrap, setWrap] = useState(false);
  /** The feed that had a line too long to be shown in one piece. */
  const [longIn, setLongIn] = useState<Feed | null>(null);
  const pretty = usePretty(feed);
  const preview = useHtmlPreview(options.bodyId);
  const canPreview = mediaType(options.contentType) === 'text/html' && !arriving;
  const canPretty = content === 'json' && !arriving && bodyBytes <= highlightLimit;

  const tellBinary = useEffectEvent(onBinary);
  useEffect(() => {
    if (shape?.binary) tellBinary();
  }, [shape]);

  return (
    <div className="text-body">
      {preview.path === null ? (
        <Suspense fallback={<EditorSkeleton />}>
          <CodeViewer
            label="Response body"
            language={language}
            wrap={wrap}
            feed={pretty.feed}
            onLongLine={() => setLongIn(() => pretty.feed)}
          />
        </Suspense>
      ) : (
        <HtmlPreview path={preview.path} />
      )}
      {preview.problem !== null && (
        <Notice tone="warning" onClose={preview.toggle}>
          There is no preview: {preview.problem}
        </Notice>
      )}
      {error && (
        <Notice tone="warning" action={{ label: 'Try again', onClick: retry }}>
          The body could not be read: {error.message}
        </Notice>
      )}
      {pretty.problem && (
        <Notice tone="warning" onClose={pretty.toggle}>
          This is not valid JSON, and is shown as it came. {pretty.problem}.
        </Notice>
      )}
      {shape?.unknownCharset && (
        <Notice tone="warning">
          The server names a charset that is not known, “{shape.unknownCharset}”. Shown as UTF-8.
        </Notice>
      )}
      {bodyBytes > options.limit && (
        <Notice>
          Showing the first {formatBytes(options.limit)} of {formatBytes(bodyBytes)}
          {arriving && ' so far'}. Save the response to see all of it.
        </Notice>
      )}
      <div className="editor-foot">
        <span className="fact fact-minor">
          {language === 'text' ? 'Text' : language.toUpperCase()}
          {shape && ` · ${shape.encoding.toUpperCase()}`}
          {longIn === pretty.feed && ' · very long lines are shown in pieces'}
        </span>
        {canPretty && (
          <Button variant="subtle" size="compact-xs" aria-pressed={pretty.on} onClick={pretty.toggle}>
            Pretty
          </Button>
        )}
        {canPreview && (
          <Button
            variant="subtle"
            size="compact-xs"
            aria-pressed={preview.path !== null}
            title="As a page, without scripts and without anything from the network"
            onClick={preview.toggle}
          >
            Preview
          </Button>
        )}
        <Button
          variant="subtle"
          size="compact-xs"
          aria-pressed={wrap}
          disabled={preview.path !== null}
          onClick={() => setWrap(!wrap)}
        >
          Wrap lines
        </Button>
      </div>
    </div>
  );
}

/** Lays the text of `raw` out as JSON on demand. What the server sent is what is shown first. */
function usePretty(raw: Feed) {
  const pieces = useRef<string[]>([]);
  const [result, setResult] = useState<{ text: string } | { problem: string } | null>(null);

  const rawFeed = useCallback<Feed>(
    (append) => {
      pieces.current = [];
      let size = 0;
      return raw((text) => {
        size += text.length;
        if (size <= highlightLimit) pieces.current.push(text);
        append(text);
      });
    },
    [raw],
  );
  const text = result && 'text' in result ? result.text : null;
  const prettyFeed = useCallback<Feed>(
    (append) => {
      append(text ?? '');
      return undefined;
    },
    [text],
  );
  const layOut = () => {
    const source = pieces.current.join('');
    const formatted = formatJson(source);
    setResult('text' in formatted ? formatted : { problem: describeJsonProblem(source, formatted.problem) });
  };
  return {
    on: text !== null,
    feed: text === null ? rawFeed : prettyFeed,
    problem: result && 'problem' in result ? result.problem : null,
    toggle: () => (result === null ? layOut() : setResult(null)),
  };
}
