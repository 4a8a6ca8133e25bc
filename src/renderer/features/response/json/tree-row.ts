import type { JsonNode } from '#router/contracts/body-view.ts';
import type { TreeRow } from './json-tree.ts';

/** How far a level is to the right of the one above, and where the first one begins, in pixels. */
const indentStep = 18;
const indentFirst = 10;

const looks: Record<JsonNode['kind'], string> = {
  object: 'token-punctuation',
  array: 'token-punctuation',
  string: 'token-string',
  number: 'token-number',
  true: 'token-keyword',
  false: 'token-keyword',
  null: 'token-keyword',
};

/** Draws a row of a tree into an element that may have shown another one. */
export function drawTreeRow(
  element: HTMLElement,
  row: TreeRow,
  { index, isCurrent }: { readonly index: number; readonly isCurrent: boolean },
): void {
  const level = row.type === 'node' ? row.node.level : row.level;
  element.className = 'tree-row';
  element.id = `tree-row-${index}`;
  element.dataset['index'] = String(index);
  element.dataset['type'] = row.type;
  element.style.paddingLeft = `${indentFirst + (level - 1) * indentStep}px`;
  element.setAttribute('role', 'treeitem');
  element.setAttribute('aria-level', String(level));
  element.setAttribute('aria-selected', String(isCurrent));
  if (row.type === 'node' && row.node.json.hasChildren) {
    element.setAttribute('aria-expanded', String(row.isOpen));
  } else element.removeAttribute('aria-expanded');
  element.replaceChildren(...partsOf(row));
}

function partsOf(row: TreeRow): HTMLElement[] {
  switch (row.type) {
    case 'node':
      return partsOfNode(row.node.json, row.isOpen);
    case 'more':
      return [part('tree-twist', ''), part('tree-note', 'Show more')];
    case 'loading':
      return [part('tree-twist', ''), part('tree-note', 'Reading…')];
    case 'problem': {
      const hint = row.problem.offset === undefined ? '' : ' Go there';
      return [part('tree-twist', ''), part('tree-problem', row.problem.message), part('tree-note', hint)];
    }
  }
}

function partsOfNode({ key, kind, text, hasChildren }: JsonNode, isOpen: boolean): HTMLElement[] {
  const parts = [part('tree-twist', hasChildren ? (isOpen ? '▾' : '▸') : '')];
  if (key !== null) {
    parts.push(part(typeof key === 'number' ? 'tree-index' : 'token-name', String(key)), part('', ': '));
  }
  parts.push(part(looks[kind], kind === 'object' || kind === 'array' ? bracketsOf(kind, hasChildren) : text));
  return parts;
}

function bracketsOf(kind: 'object' | 'array', hasChildren: boolean): string {
  if (kind === 'object') return hasChildren ? '{…}' : '{}';
  return hasChildren ? '[…]' : '[]';
}

function part(look: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = look;
  element.textContent = text;
  return element;
}
