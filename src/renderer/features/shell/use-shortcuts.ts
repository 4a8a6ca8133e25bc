import { useEffect, useEffectEvent } from 'react';

export interface Shortcuts {
  readonly send: () => void;
  readonly cancel: () => void;
  readonly focusUrl: () => void;
  readonly saveResponse: () => void;
  readonly newRequest: () => void;
  readonly newWindow: () => void;
}

/**
 * Ctrl/Cmd+Enter sends from anywhere, Escape cancels what runs, Ctrl/Cmd+L goes to the URL, Ctrl/Cmd+S saves the
 * response, Ctrl/Cmd+Alt+N starts a new request, Ctrl/Cmd+Shift+N opens a new window (most browsers keep that one for
 * themselves). The desktop app's menu shows the same keys.
 */
export function useShortcuts(shortcuts: Shortcuts): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.isComposing) return;
    const control = event.ctrlKey || event.metaKey;
    const command = control && !event.shiftKey;
    const withCommand = command && !event.altKey;
    if (control && event.shiftKey && !event.altKey && event.key.toLowerCase() === 'n') {
      event.preventDefault();
      if (!event.repeat) shortcuts.newWindow();
      // By its place on the keyboard: with Alt held, some layouts give it another letter.
    } else if (command && event.altKey && event.code === 'KeyN') {
      event.preventDefault();
      if (!event.repeat) shortcuts.newRequest();
    } else if (withCommand && event.key.toLowerCase() === 's') {
      event.preventDefault();
      if (!event.repeat) shortcuts.saveResponse();
    } else if (withCommand && event.key === 'Enter') {
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

/** An open list, menu or dialog takes Escape for itself. */
function closesSomething(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return (
    target.getAttribute('aria-expanded') === 'true' || target.closest('[role=menu], [role=dialog]') !== null
  );
}
