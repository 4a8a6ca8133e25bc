import { useEffect, useEffectEvent } from 'react';

export interface Shortcuts {
  readonly send: () => void;
  readonly cancel: () => void;
  readonly focusUrl: () => void;
}

/** Ctrl/Cmd+Enter sends from anywhere, Escape cancels what runs, Ctrl/Cmd+L goes to the URL. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.isComposing) return;
    const withCommand = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (withCommand && event.key === 'Enter') {
      event.preventDefault();
      if (!event.repeat) shortcuts.send();
    } else if (withCommand && event.key.toLowerCase() === 'l') {
      event.preventDefault();
      shortcuts.focusUrl();
    } else if (event.key === 'Escape' && !event.defaultPrevented && !closesSomething(event.target)) {
      shortcuts.cancel();
    }
  });

  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}

/** An open list takes Escape for itself. */
function closesSomething(target: EventTarget | null): boolean {
  return target instanceof Element && target.getAttribute('aria-expanded') === 'true';
}
