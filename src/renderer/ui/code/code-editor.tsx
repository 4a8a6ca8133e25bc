import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, indentOnInput } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { appearance } from './appearance.ts';
import { type CodeLanguage, highlightLimit, loadLanguage } from './language.ts';
import { typeOver } from './type-over.ts';

export interface CodeEditorProps {
  /** The accessible name. */
  readonly label: string;
  readonly language: CodeLanguage;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  /** Where the cursor is wanted, for example at an error; each new object moves it. */
  readonly goTo?: { readonly offset: number } | null;
  /** What else the editor can do; each new object takes the place of the last. */
  readonly extensions?: Extension;
}

const noExtensions: Extension = [];

// Ctrl+Enter sends the request; CodeMirror would also insert a line.
const keys = [...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'), ...historyKeymap, ...searchKeymap];

/** Text that a person edits. Tab moves on, as in any field of a form. */
export default function CodeEditor(props: CodeEditorProps) {
  const { label, language, value, onChange, hint, goTo, extensions = noExtensions } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const edited = useEffectEvent(onChange);
  const start = useEffectEvent(() => value);
  const [slot] = useState(() => new Compartment());
  const extensionsNow = useEffectEvent(() => extensions);

  useEffect(() => {
    if (!host.current) return;
    const languageSlot = new Compartment();
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: start(),
        extensions: [
          lineNumbers(),
          highlightActiveLineGutter(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          highlightSelectionMatches(),
          search({ top: true }),
          typeOver(),
          slot.of(extensionsNow()),
          keymap.of(keys),
          languageSlot.of([]),
          appearance(),
          placeholder(hint ?? ''),
          EditorView.contentAttributes.of({ 'aria-label': label }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) edited(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    if (editor.state.doc.length <= highlightLimit) {
      void loadLanguage(language).then((support) => {
        if (view.current === editor) editor.dispatch({ effects: languageSlot.reconfigure(support) });
      });
    }
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, [label, language, hint, slot]);

  useEffect(() => {
    const editor = view.current;
    if (editor && slot.get(editor.state) !== extensions)
      editor.dispatch({ effects: slot.reconfigure(extensions) });
  }, [extensions, slot]);

  // A change from outside (a format, an undo) becomes one edit, which the editor's own undo can take back.
  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    // The editor's lines know no kind of line break: text that differs in those alone is left as it is.
    const text = editor.state.toText(value);
    if (!editor.state.doc.eq(text)) {
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
    }
  }, [value]);

  useEffect(() => {
    const editor = view.current;
    if (!goTo || !editor) return;
    const anchor = Math.min(goTo.offset, editor.state.doc.length);
    editor.dispatch({ selection: { anchor }, scrollIntoView: true });
    editor.focus();
  }, [goTo]);

  return <div ref={host} className="code-host" />;
}
