import {
  acceptCompletion,
  autocompletion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { Facet, type Extension, Prec } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  EditorView,
  hoverTooltip,
  keymap,
  MatchDecorator,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view';
import { sourceWords, stateOf, type VariableMap, valueWords } from './about-variable.ts';
import { insertionOf, placeholderAt, placeholderPattern, unfinishedNameAt } from './placeholders.ts';
import { suggestionsFor } from './suggestions.ts';

/** What can be named; null until it is known. */
const variablesFacet = Facet.define<VariableMap | null, VariableMap | null>({
  combine: ([value]) => value ?? null,
});

/** Says what can be named from now on: goes into a compartment beside `variableMarks`. */
export function variablesOf(variables: VariableMap | null): Extension {
  return variablesFacet.of(variables);
}

/**
 * Variables in a code editor, as `VariableField` has them: in colour, completed behind `{{`, told about under the pointer.
 * @param drawCard draws what is to be said of a name, and returns what takes it away
 */
export function variableMarks(drawCard: (host: HTMLElement, name: string) => () => void): Extension {
  return [marks, completion, card(drawCard), look];
}

const decorator = new MatchDecorator({
  regexp: placeholderPattern(),
  decoration: ([, name = ''], view) => markOf(stateOf(name, view.state.facet(variablesFacet))),
});

function markOf(state: string): Decoration {
  return Decoration.mark({ class: 'variable-name', attributes: { 'data-state': state } });
}

const marks = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = decorator.createDeco(view);
    }
    update(update: ViewUpdate): void {
      const isTold = update.startState.facet(variablesFacet) !== update.state.facet(variablesFacet);
      this.decorations = isTold
        ? decorator.createDeco(update.view)
        : decorator.updateDeco(update, this.decorations);
    }
  },
  { decorations: ({ decorations }) => decorations },
);

function complete({ state, pos }: CompletionContext): CompletionResult | null {
  const line = state.doc.lineAt(pos);
  const name = unfinishedNameAt(line.text, pos - line.from);
  if (!name) return null;
  const options = suggestionsFor(name.typed, state.facet(variablesFacet)).map(({ variable }) => ({
    label: variable.name,
    detail: `${valueWords(variable).slice(0, 60)}  ${sourceWords(variable)}`,
    apply: (view: EditorView) => {
      const { head } = view.state.selection.main;
      const here = view.state.doc.lineAt(head);
      const typed = unfinishedNameAt(here.text, head - here.from) ?? name;
      const { from, to, text } = insertionOf(here.text, typed, variable.name);
      view.dispatch({
        changes: { from: here.from + from, to: here.from + to, insert: text },
        selection: { anchor: here.from + from + text.length },
        userEvent: 'input.complete',
      });
    },
  }));
  // In this order: the best first, as the fields have them.
  return options.length === 0 ? null : { from: line.from + name.start, options, filter: false };
}

const completion: Extension = [
  autocompletion({ override: [complete], icons: false, interactionDelay: 0 }),
  Prec.high(keymap.of([{ key: 'Tab', run: acceptCompletion }])),
];

function card(drawCard: (host: HTMLElement, name: string) => () => void): Extension {
  return hoverTooltip((view, pos) => {
    const line = view.state.doc.lineAt(pos);
    // The character under the pointer is either side of the position.
    const found = placeholderAt(line.text, pos - line.from) ?? placeholderAt(line.text, pos - line.from + 1);
    if (!found || !view.state.facet(variablesFacet)) return null;
    return {
      pos: line.from + found.start,
      end: line.from + found.end,
      create: () => {
        const dom = document.createElement('div');
        dom.className = 'variable-card';
        dom.setAttribute('role', 'tooltip');
        return { dom, destroy: drawCard(dom, found.name) };
      },
    };
  });
}

// Colours are the page's own variables, so that light and dark need no second theme.
const look = EditorView.theme({
  // Before the colours of the language.
  '.variable-name span': { color: 'inherit' },
  '.cm-tooltip': {
    border: '1px solid var(--line)',
    borderRadius: '6px',
    backgroundColor: 'var(--surface)',
    boxShadow: '0 6px 24px rgb(0 0 0 / 16%)',
    fontSize: 'var(--mantine-font-size-xs)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--mantine-font-family-monospace)',
    fontSize: 'var(--code-size)',
    padding: '4px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '4px 8px', borderRadius: '4px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--accent-soft)',
    color: 'var(--ink)',
  },
  '.cm-completionDetail': { color: 'var(--ink-soft)', fontStyle: 'normal', whiteSpace: 'pre' },
});
