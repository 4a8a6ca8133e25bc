import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { BodyFacts, ContentKind } from '#router/contracts/body-view.ts';
import { counted, formatBytes, formatExactBytes } from '../../../ui/format.ts';

const kindNames: Record<ContentKind, string> = {
  empty: 'Empty',
  text: 'Text',
  json: 'JSON',
  ndjson: 'NDJSON',
  sse: 'Event stream',
  xml: 'XML',
  html: 'HTML',
  image: 'Image',
  pdf: 'PDF',
  binary: 'Binary',
};

const lineEndNames = { lf: 'LF', crlf: 'CRLF', mixed: 'LF and CRLF' };

/** What is known of a body, in the order of what one wants to know first: `JSON · UTF-8 · LF · 120 lines · 4 KiB`. */
export function describeFacts(facts: BodyFacts, isText: boolean): string {
  const { kind, encoding, lineEnds, lines, longestLine, size, events } = facts;
  const ofText = [
    encoding.label.toUpperCase(),
    lineEnds === 'none' ? null : lineEndNames[lineEnds],
    counted(lines, 'line').replace(/^\d+/, lines.toLocaleString('en-US')),
    // Lines of JSON are its events, and counted already.
    kind !== 'sse' || events === undefined ? null : counted(events, 'event'),
    longestLine.bytes > longLineBytes ? `longest ${formatBytes(longestLine.bytes)}` : null,
  ];
  return [kindNames[kind], ...(isText ? ofText : []), formatBytes(size)]
    .filter((fact) => fact !== null)
    .join(' · ');
}

/** Up to this a line is nothing to talk about. */
const longLineBytes = 1024;

export interface BodyFootProps {
  readonly facts: BodyFacts;
  readonly isText: boolean;
  /** Ways to look at it. */
  readonly children: ReactNode;
}

/** The line below a body: what it is, and how else it can be looked at. */
export function BodyFoot({ facts, isText, children }: BodyFootProps) {
  const { size, longestLine, indexedBytes, state } = facts;
  const isBehind = state !== 'arriving' && indexedBytes < size;
  const title = isText
    ? `${formatExactBytes(size)}; the longest line is number ${longestLine.line + 1}, with ${formatExactBytes(longestLine.bytes)}`
    : formatExactBytes(size);
  return (
    <>
      {isBehind && (
        <div
          className="indexing"
          role="progressbar"
          aria-label="Reading the body"
          aria-valuemin={0}
          aria-valuemax={size}
          aria-valuenow={indexedBytes}
        >
          <div style={{ width: `${(indexedBytes / size) * 100}%` }} />
        </div>
      )}
      <div className="editor-foot">
        <span className="fact fact-minor body-facts" title={title}>
          {isBehind
            ? `Reading ${formatBytes(indexedBytes)} of ${formatBytes(size)} · `
            : state === 'incomplete' && 'Incomplete · '}
          {describeFacts(facts, isText)}
        </span>
        {children}
      </div>
    </>
  );
}

export interface ToggleProps {
  readonly pressed: boolean;
  readonly onClick: () => void;
  readonly children: string;
  readonly title?: string;
}

/** A button of the foot that stays pressed. */
export function Toggle({ pressed, onClick, children, title }: ToggleProps) {
  return (
    <Button variant="subtle" size="compact-xs" aria-pressed={pressed} title={title} onClick={onClick}>
      {children}
    </Button>
  );
}
