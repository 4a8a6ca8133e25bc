import { defaultKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { search, searchKeymap } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { appearance } from '../../ui/code/appearance.ts';
import { highlightLimit } from '../../ui/code/language.ts';

export interface YamlTextProps {
  readonly label: string;
  readonly text: string;
  /** Where the cursor stands at first, both from 1. */
  readonly at: { readonly line: number; readonly column: number } | null;
}

/** YAML to be read. */
export default function YamlText({ label, text, at }: YamlTextProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return;
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          EditorState.readOnly.of(true),
          lineNumbers(),
          highlightActiveLineGutter(),
          drawSelection(),
          search({ top: true }),
          keymap.of([...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'), ...searchKeymap]),
          text.length <= highlightLimit ? yaml() : [],
          appearance(),
          // The dialog that it is in would begin elsewhere.
          EditorView.contentAttributes.of({ 'aria-label': label, 'data-autofocus': '' }),
        ],
      }),
    });
    if (at) {
      const { doc } = view.state;
      const line = doc.line(Math.max(1, Math.min(at.line, doc.lines)));
      const anchor = Math.min(line.from + at.column - 1, line.to);
      view.dispatch({
        selection: { anchor },
        effects: EditorView.scrollIntoView(anchor, { y: 'center' }),
      });
    }
    view.focus();
    return () => view.destroy();
  }, [label, text, at]);
  return <div ref={host} className="code-host" />;
}
