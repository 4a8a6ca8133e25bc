import { defaultKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap } from '@codemirror/view';
import { useEffect, useEffectEvent, useRef } from 'react';
import { appearance } from './appearance.ts';
import { type CodeLanguage, highlightLimit, loadLanguage } from './language.ts';
import { addBreaks, LineSplitter, longLines } from './long-lines.ts';

/** Gives text to a viewer, at once or over time. @returns stops it. */
export type Feed = (append: (text: string) => void) => (() => void) | undefined;

export interface CodeViewerProps {
  /** The accessible name. */
  readonly label: string;
  readonly language: CodeLanguage;
  readonly wrap: boolean;
  /** A new feed empties the view. */
  readonly feed: Feed;
  /** A line is so long that it is shown in pieces. */
  readonly onLongLine: () => void;
}

const languageSlot = new Compartment();
const wrapSlot = new Compartment();
const wrapping = (wrap: boolean) => (wrap ? EditorView.lineWrapping : []);

/**
 * Text that is only read, and may still arrive. Lines are drawn as they come into view, and very long ones in pieces,
 * so that megabytes without a line break stay usable.
 */
export default function CodeViewer({ label, language, wrap, feed, onLongLine }: CodeViewerProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const tellLongLine = useEffectEvent(onLongLine);

  useEffect(() => {
    if (!host.current) return;
    const viewer = new EditorView({
      parent: host.current,
      state: EditorState.create({
        extensions: [
          longLines(),
          drawSelection(),
          bracketMatching(),
          highlightSelectionMatches(),
          search({ top: true }),
          keymap.of([...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'), ...searchKeymap]),
          languageSlot.of([]),
          wrapSlot.of([]),
          appearance(),
          EditorState.readOnly.of(true),
          EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true' }),
        ],
      }),
    });
    view.current = viewer;
    return () => {
      view.current = null;
      viewer.destroy();
    };
  }, [label]);

  useEffect(() => {
    view.current?.dispatch({ effects: wrapSlot.reconfigure(wrapping(wrap)) });
  }, [wrap]);

  useEffect(() => {
    const viewer = view.current;
    if (!viewer) return;
    viewer.dispatch({
      changes: { from: 0, to: viewer.state.doc.length },
      effects: languageSlot.reconfigure([]),
    });
    let current = true;
    let highlighted = false;
    void loadLanguage(language).then((support) => {
      if (!current || viewer.state.doc.length > highlightLimit) return;
      highlighted = true;
      viewer.dispatch({ effects: languageSlot.reconfigure(support) });
    });
    const splitter = new LineSplitter();
    const stop = feed((text) => {
      if (!current) return;
      const from = viewer.state.doc.length;
      const { insert, breaks } = splitter.push(text);
      viewer.dispatch({
        changes: { from, insert },
        effects: addBreaks.of(breaks.map((offset) => from + offset)),
      });
      if (breaks.length > 0) tellLongLine();
      if (highlighted && viewer.state.doc.length > highlightLimit) {
        highlighted = false;
        viewer.dispatch({ effects: languageSlot.reconfigure([]) });
      }
    });
    return () => {
      current = false;
      stop?.();
    };
  }, [feed, language]);

  return <div ref={host} className="code-host" />;
}
