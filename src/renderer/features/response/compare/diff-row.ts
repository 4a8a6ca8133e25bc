import type { DiffRow } from './diff-rows.ts';

const signs = { gap: '', same: ' ', removed: '−', added: '+' };
const labels = { gap: 'Lines that are the same', same: '', removed: 'Removed: ', added: 'Added: ' };

/** Draws a line of a diff into an element that may have shown another one; without a text while that is on its way. */
export function drawDiffRow(element: HTMLElement, row: DiffRow, text: string | undefined): void {
  element.className = 'diff-row';
  element.dataset['type'] = row.type;
  element.setAttribute('role', 'listitem');
  element.setAttribute('aria-label', `${labels[row.type]}${text ?? ''}`);
  const left = row.type === 'same' || row.type === 'removed' ? String(row.left + 1) : '';
  const right = row.type === 'same' || row.type === 'added' ? String(row.right + 1) : '';
  element.replaceChildren(
    part('diff-line', left),
    part('diff-line', right),
    part('diff-sign', signs[row.type]),
    part('diff-text', row.type === 'gap' ? '⋯' : (text ?? '')),
  );
}

function part(look: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = look;
  element.textContent = text;
  return element;
}
