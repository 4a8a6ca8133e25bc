import type { ReactNode } from 'react';

export interface HighlightedProps {
  readonly text: string;
  /** Ranges that are marked, [start, end); they may overlap. */
  readonly ranges: readonly (readonly [number, number])[];
}

/** Text with what was looked for marked in it. */
export function Highlighted({ text, ranges }: HighlightedProps): ReactNode {
  const pieces: ReactNode[] = [];
  let at = 0;
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const start = Math.max(at, from);
    if (start >= to) continue;
    pieces.push(text.slice(at, start), <mark key={start}>{text.slice(start, to)}</mark>);
    at = to;
  }
  return [...pieces, text.slice(at)];
}
