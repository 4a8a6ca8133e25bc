import { MergeView } from '@codemirror/merge';
import { yaml } from '@codemirror/lang-yaml';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { appearance } from './appearance.ts';

export interface MergeSidesProps {
  readonly left: string;
  readonly right: string;
}

// Colours are the page's own variables, so that light and dark need no second theme.
const changes = EditorView.theme({
  '&.cm-merge-a .cm-changedLine, & .cm-deletedChunk': { backgroundColor: 'var(--broken-surface)' },
  '&.cm-merge-b .cm-changedLine': { backgroundColor: 'var(--accent-soft)' },
  '&.cm-merge-a .cm-changedText, &.cm-merge-b .cm-changedText': {
    background: 'var(--selection)',
    borderRadius: '2px',
  },
  '.cm-collapsedLines': { background: 'var(--surface-raised)', color: 'var(--ink-soft)' },
  // Its own signs are in few fonts.
  '.cm-collapsedLines::before, .cm-collapsedLines::after': { content: '"⋯"' },
});

/** Two texts side by side, with what differs between them marked; nothing of them can be changed. */
export function MergeSides({ left, right }: MergeSidesProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return;
    const extensions = (label: string) => [
      lineNumbers(),
      yaml(),
      EditorView.lineWrapping,
      EditorState.readOnly.of(true),
      EditorView.contentAttributes.of({ 'aria-label': label }),
      appearance(),
      changes,
    ];
    const view = new MergeView({
      parent: host.current,
      a: { doc: left, extensions: extensions('On disk') },
      b: { doc: right, extensions: extensions('Here') },
      collapseUnchanged: { margin: 3, minSize: 8 },
    });
    return () => view.destroy();
  }, [left, right]);
  return <div ref={host} className="compare-sides" />;
}
