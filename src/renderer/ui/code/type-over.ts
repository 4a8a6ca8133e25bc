import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

/**
 * Typing over a selection, done by the editor itself. Where Chromium joins the lines on its own, it writes style
 * attributes to keep their looks, which the page's policy refuses (and reports) before the editor draws the lines anew.
 */
export function typeOver(): Extension {
  return EditorView.domEventHandlers({
    beforeinput(event, view) {
      if (event.inputType !== 'insertText' || event.data === null || event.isComposing) return false;
      const { main } = view.state.selection;
      const { from, to } = main.empty ? selectedInPage(view) : main;
      if (view.state.readOnly || from === to) return false;
      event.preventDefault();
      view.dispatch({
        changes: { from, to, insert: event.data },
        selection: { anchor: from + event.data.length },
        userEvent: 'input.type',
        scrollIntoView: true,
      });
      return true;
    },
  });
}

/** What a script or a tool has selected in this very moment, of which the editor has not heard yet. */
function selectedInPage(view: EditorView): { from: number; to: number } {
  const selection = getSelection();
  const range = selection?.rangeCount ? selection.getRangeAt(0) : null;
  if (!range || !view.contentDOM.contains(range.commonAncestorContainer)) return { from: 0, to: 0 };
  return {
    from: view.posAtDOM(range.startContainer, range.startOffset),
    to: view.posAtDOM(range.endContainer, range.endOffset),
  };
}
