/** What a key asks of a view of text or bytes. */
export type ViewCommand =
  | {
      readonly type: 'move';
      readonly by: 'character' | 'row' | 'page' | 'rowEdge' | 'textEdge';
      readonly direction: -1 | 1;
      /** The selection grows, instead of being left. */
      readonly extend: boolean;
    }
  | { readonly type: 'scroll'; readonly direction: -1 | 1 }
  | { readonly type: 'selectAll' | 'copy' | 'goTo' };

const moves = new Map<string, Pick<ViewCommand & { type: 'move' }, 'by' | 'direction'>>([
  ['ArrowLeft', { by: 'character', direction: -1 }],
  ['ArrowRight', { by: 'character', direction: 1 }],
  ['ArrowUp', { by: 'row', direction: -1 }],
  ['ArrowDown', { by: 'row', direction: 1 }],
  ['PageUp', { by: 'page', direction: -1 }],
  ['PageDown', { by: 'page', direction: 1 }],
  ['Home', { by: 'rowEdge', direction: -1 }],
  ['End', { by: 'rowEdge', direction: 1 }],
]);

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** What a key means here; null: nothing, and it is for somebody else. */
export function commandOf({ key, ctrlKey, metaKey, shiftKey, altKey }: Key): ViewCommand | null {
  if (altKey) return null;
  const isCommand = ctrlKey || metaKey;
  const move = moves.get(key);
  if (move) {
    if (!isCommand) return { type: 'move', ...move, extend: shiftKey };
    if (move.by === 'rowEdge') return { type: 'move', ...move, by: 'textEdge', extend: shiftKey };
    return move.by === 'row' && !shiftKey ? { type: 'scroll', direction: move.direction } : null;
  }
  if (!isCommand || shiftKey) return null;
  switch (key.toLowerCase()) {
    case 'a':
      return { type: 'selectAll' };
    case 'c':
      return { type: 'copy' };
    case 'g':
      return { type: 'goTo' };
    default:
      return null;
  }
}
