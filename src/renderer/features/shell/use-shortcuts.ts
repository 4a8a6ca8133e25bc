import { useEffect, useEffectEvent, useRef } from 'react';

export interface Shortcuts {
  readonly send: () => void;
  readonly cancel: () => void;
  readonly focusUrl: () => void;
  readonly save: () => void;
  readonly saveResponse: () => void;
  readonly newRequest: () => void;
  readonly newWindow: () => void;
  readonly closeTab: () => void;
  readonly reopenTab: () => void;
  readonly nextTab: () => void;
  readonly previousTab: () => void;
  readonly moveTabRight: () => void;
  readonly moveTabLeft: () => void;
  readonly palette: () => void;
  readonly toggleSidebar: () => void;
}

interface Binding {
  readonly command: keyof Shortcuts;
  /** Ctrl or Cmd is held; false: neither. */
  readonly control: boolean;
  readonly alt?: true;
  readonly shift?: true;
  /** What the key types, in lower case. */
  readonly key?: string;
  /** By its place on the keyboard, where a layout gives it another letter with what is held. */
  readonly code?: string;
  /** An editor may have its own use for these keys. */
  readonly yields?: true;
  /** Held down, it goes on and on. */
  readonly repeats?: true;
}

/*
 * A browser keeps Ctrl+W, Ctrl+Tab and Ctrl+Shift+N for itself: there, the tabs listen to Alt. The desktop app has both.
 * Its menu shows the same keys.
 */
const bindings: readonly Binding[] = [
  { command: 'send', control: true, key: 'enter' },
  { command: 'focusUrl', control: true, key: 'l', repeats: true },
  { command: 'save', control: true, key: 's' },
  { command: 'saveResponse', control: true, shift: true, key: 's' },
  { command: 'newRequest', control: true, alt: true, code: 'KeyN' },
  { command: 'newWindow', control: true, shift: true, key: 'n' },
  { command: 'palette', control: true, key: 'k', yields: true },
  { command: 'toggleSidebar', control: true, key: 'b', yields: true },
  { command: 'closeTab', control: true, key: 'w' },
  { command: 'closeTab', control: false, alt: true, code: 'KeyW' },
  { command: 'reopenTab', control: false, alt: true, shift: true, code: 'KeyW' },
  { command: 'nextTab', control: true, key: 'tab', repeats: true },
  { command: 'previousTab', control: true, shift: true, key: 'tab', repeats: true },
  { command: 'nextTab', control: false, alt: true, key: 'pagedown', repeats: true },
  { command: 'previousTab', control: false, alt: true, key: 'pageup', repeats: true },
  { command: 'moveTabRight', control: true, shift: true, key: 'pagedown', repeats: true },
  { command: 'moveTabLeft', control: true, shift: true, key: 'pageup', repeats: true },
  { command: 'moveTabRight', control: false, alt: true, shift: true, key: 'pagedown', repeats: true },
  { command: 'moveTabLeft', control: false, alt: true, shift: true, key: 'pageup', repeats: true },
];

/** Commands by keys, from anywhere in the window but from within a dialog. Escape cancels what runs. */
export function useShortcuts(shortcuts: Shortcuts): void {
  /** The key that is on its way through the window goes to a list or menu that was open before. */
  const closesSomething = useRef(false);
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.isComposing || isInDialog(event.target)) return;
    if (event.key === 'Escape') {
      if (!event.defaultPrevented && !closesSomething.current) shortcuts.cancel();
      return;
    }
    const binding = bindings.find((candidate) => isFor(candidate, event));
    if (!binding || (binding.yields && event.defaultPrevented)) return;
    event.preventDefault();
    if (binding.repeats || !event.repeat) shortcuts[binding.command]();
  });

  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event);
    // By the time that the key comes back up here, what it closes is closed.
    const onWayDown = ({ key, target }: KeyboardEvent) => {
      closesSomething.current = key === 'Escape' && isSomethingOpen(target);
    };
    window.addEventListener('keydown', onWayDown, true);
    window.addEventListener('keydown', listener);
    return () => {
      window.removeEventListener('keydown', onWayDown, true);
      window.removeEventListener('keydown', listener);
    };
  }, []);
}

function isFor({ control, alt, shift, key, code }: Binding, event: KeyboardEvent): boolean {
  return (
    (event.ctrlKey || event.metaKey) === control &&
    event.altKey === (alt ?? false) &&
    event.shiftKey === (shift ?? false) &&
    (code === undefined ? event.key.toLowerCase() === key : event.code === code)
  );
}

function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role=dialog]') !== null;
}

/** An open list or menu takes Escape for itself, wherever it is. */
function isSomethingOpen(target: EventTarget | null): boolean {
  // A list of completions stands beside its field, which says no more than that it is open.
  const isOfTarget = target instanceof Element && target.getAttribute('aria-expanded') === 'true';
  return (
    isOfTarget || document.querySelector('[aria-haspopup][aria-expanded="true"], [role="menu"]') !== null
  );
}
