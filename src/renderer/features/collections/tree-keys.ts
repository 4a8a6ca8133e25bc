import type { MoveDirection } from './tree-moves.ts';

export type TreeCommand =
  | { readonly type: 'step'; readonly by: number }
  | { readonly type: 'page'; readonly by: number }
  | { readonly type: 'move'; readonly direction: MoveDirection }
  | { readonly type: 'find'; readonly letter: string }
  | {
      readonly type:
        | 'first'
        | 'last'
        | 'open'
        | 'close'
        | 'activate'
        | 'rename'
        | 'remove'
        | 'duplicate'
        | 'undo'
        | 'redo'
        | 'menu'
        | 'settings';
    };

/** The part of a keyboard event that says which key it is. */
export interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const plain: Record<string, TreeCommand> = {
  ArrowDown: { type: 'step', by: 1 },
  ArrowUp: { type: 'step', by: -1 },
  ArrowRight: { type: 'open' },
  ArrowLeft: { type: 'close' },
  PageDown: { type: 'page', by: 1 },
  PageUp: { type: 'page', by: -1 },
  Home: { type: 'first' },
  End: { type: 'last' },
  Enter: { type: 'activate' },
  ' ': { type: 'activate' },
  F2: { type: 'rename' },
  Delete: { type: 'remove' },
  ContextMenu: { type: 'menu' },
};
const withAlt: Record<string, TreeCommand> = {
  ArrowUp: { type: 'move', direction: 'up' },
  ArrowDown: { type: 'move', direction: 'down' },
  ArrowLeft: { type: 'move', direction: 'out' },
  ArrowRight: { type: 'move', direction: 'in' },
  Enter: { type: 'settings' },
};
const withCommand: Record<string, TreeCommand> = {
  d: { type: 'duplicate' },
  z: { type: 'undo' },
  y: { type: 'redo' },
  backspace: { type: 'remove' },
};

/** What a key means in the tree; undefined where it means nothing there. */
export function treeCommandOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Key): TreeCommand | undefined {
  const command = ctrlKey || metaKey;
  if (command) {
    if (altKey) return undefined;
    if (!shiftKey) return withCommand[key.toLowerCase()];
    return key.toLowerCase() === 'z' ? { type: 'redo' } : undefined;
  }
  if (altKey) return shiftKey ? undefined : withAlt[key];
  if (shiftKey && key === 'F10') return { type: 'menu' };
  if (plain[key]) return shiftKey ? undefined : plain[key];
  return /^.$/u.test(key) ? { type: 'find', letter: key } : undefined;
}
