import { Button } from '@mantine/core';
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Comparison, Hunk } from '#router/contracts/body-compare.ts';
import type { BodyFacts } from '#router/contracts/body-view.ts';
import { toMainProcessError } from '../../../trpc/main-process-error.ts';
import { useTRPCClient } from '../../../trpc/provider.tsx';
import { formatBytes, formatExactBytes } from '../../../ui/format.ts';
import { Notice } from '../../../ui/notice.tsx';
import { bodySource } from '../viewer/body-source.ts';
import { NotRead } from '../viewer/not-read.tsx';
import { useRowList } from '../viewer/use-row-list.ts';
import { drawDiffRow } from './diff-row.ts';
import { type DiffRow, DiffRows } from './diff-rows.ts';
import { LinePages } from './line-pages.ts';
import { useComparison } from './use-comparison.ts';

export interface CompareViewProps {
  /** The response before. */
  readonly previousId: string;
  /** This response, which has arrived. */
  readonly facts: BodyFacts;
  /** Shows a place of this response. */
  readonly onGoToRaw: (offset: number) => void;
}

/** What has changed since the response before. */
export function CompareView({ previousId, facts, onGoToRaw }: CompareViewProps) {
  const { comparison, progress, problem, again } = useComparison({ left: previousId, right: facts.id });
  return (
    <div className="body-viewer compare-view">
      {problem !== null && (
        <Notice tone="warning" action={{ label: 'Try again', onClick: again }}>
          The responses could not be compared: {problem}
        </Notice>
      )}
      {problem === null && !comparison && (
        <p className="pane-hint">
          <span role="status">Comparing</span>
          {progress && `: ${formatBytes(progress.doneBytes)} of ${formatBytes(progress.totalBytes)}`}
        </p>
      )}
      {comparison && <Summary comparison={comparison} onGoToRaw={onGoToRaw} />}
      {comparison?.firstDifference &&
        ('tooMuch' in comparison.lines ? (
          <p className="pane-hint">{comparison.lines.tooMuch}</p>
        ) : (
          <Diff previousId={previousId} facts={facts} hunks={comparison.lines.hunks} />
        ))}
    </div>
  );
}

interface SummaryProps extends Pick<CompareViewProps, 'onGoToRaw'> {
  readonly comparison: Comparison;
}

function Summary({ comparison: { left, right, firstDifference }, onGoToRaw }: SummaryProps) {
  if (!firstDifference) {
    return (
      <p className="pane-hint" role="status">
        The response is the same as the one before: {formatExactBytes(right.size)}, SHA-256{' '}
        <code>{right.sha256}</code>
      </p>
    );
  }
  const { line, offset } = firstDifference;
  return (
    <div className="compare-summary">
      <dl>
        <dt>Before</dt>
        <dd>
          {formatExactBytes(left.size)}, SHA-256 <code>{left.sha256}</code>
        </dd>
        <dt>Now</dt>
        <dd>
          {formatExactBytes(right.size)}, SHA-256 <code>{right.sha256}</code>
        </dd>
      </dl>
      <span className="fact fact-minor">
        First difference: line {(line + 1).toLocaleString('en-US')}, offset {offset.toLocaleString('en-US')}
      </span>
      <Button variant="subtle" size="compact-xs" onClick={() => onGoToRaw(offset)}>
        Go there
      </Button>
    </div>
  );
}

interface DiffProps extends Pick<CompareViewProps, 'previousId' | 'facts'> {
  readonly hunks: readonly Hunk[];
}

function Diff({ previousId, facts, hunks }: DiffProps) {
  const client = useTRPCClient();
  const host = useRef<HTMLDivElement>(null);
  const diff = useMemo(() => new DiffRows(hunks, facts.lines), [hunks, facts.lines]);
  const [arrivals, setArrivals] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const [current, setCurrent] = useState(0);
  const sides = useMemo(() => {
    const told = {
      onArrival: () => setArrivals((before) => before + 1),
      onFailure: (cause: unknown) => setProblem(toMainProcessError(cause).message),
    };
    return {
      left: new LinePages(bodySource(client, previousId), told),
      right: new LinePages(bodySource(client, facts.id), told),
    };
  }, [client, previousId, facts.id]);
  useEffect(
    () => () => {
      sides.left[Symbol.dispose]();
      sides.right[Symbol.dispose]();
    },
    [sides],
  );

  /** Undefined while it is on its way. */
  const textOf = useCallback(
    (row: DiffRow) => {
      if (row.type === 'gap') return '';
      return row.type === 'removed' ? sides.left.get(row.left) : sides.right.get(row.right);
    },
    [sides],
  );
  const draw = useCallback(
    (element: HTMLElement, index: number) => {
      const row = diff.at(index);
      const text = textOf(row);
      drawDiffRow(element, row, text);
      return arrivals >= 0 && text !== undefined;
    },
    [diff, textOf, arrivals],
  );
  const want = (first: number, last: number) => {
    const shown = Array.from({ length: last - first + 1 }, (_, at) => diff.at(first + at));
    const left = shown.flatMap((row) => (row.type === 'removed' ? [row.left] : []));
    const right = shown.flatMap((row) => (row.type === 'added' || row.type === 'same' ? [row.right] : []));
    if (left.length > 0) sides.left.want(Math.min(...left), Math.max(...left));
    if (right.length > 0) sides.right.want(Math.min(...right), Math.max(...right));
  };
  const list = useRowList(host, {
    rows: diff.count,
    draw,
    onWindow: want,
    isThere: (row) => textOf(diff.at(row)) !== undefined,
  });

  const count = diff.differences.length;
  const go = (direction: -1 | 1) => {
    const next = (current + direction + count) % count;
    setCurrent(next);
    list.current?.reveal(diff.differences[next] ?? 0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const height = list.current?.rowHeight ?? 0;
    const page = (list.current?.viewportHeight ?? 0) - height;
    const scrolls = new Map([
      ['ArrowDown', height],
      ['ArrowUp', -height],
      ['PageDown', page],
      ['PageUp', -page],
    ]);
    const pixels = scrolls.get(event.key);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'F7' || event.key === 'n') go(event.shiftKey ? -1 : 1);
    else if (event.key === 'p') go(-1);
    else if (pixels !== undefined) list.current?.scrollBy(pixels);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <div className="compare-bar">
        <span className="search-count" role="status" aria-label="Differences">
          Difference {current + 1} of {count}
        </span>
        <Button variant="subtle" size="compact-xs" title="Shift F7" onClick={() => go(-1)}>
          Previous
        </Button>
        <Button variant="subtle" size="compact-xs" title="F7" onClick={() => go(1)}>
          Next
        </Button>
      </div>
      <div
        ref={host}
        className="rows-host diff-host"
        role="list"
        tabIndex={0}
        aria-label="Differences, line by line"
        onKeyDown={onKeyDown}
      />
      <NotRead
        what="The lines"
        problem={problem}
        onRetry={() => {
          setProblem(null);
          sides.left.retry();
          sides.right.retry();
        }}
      />
    </>
  );
}
