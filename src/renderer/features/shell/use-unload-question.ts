import { useEffect } from 'react';

/**
 * Has the browser ask before the page goes, while something would go with it. Only where nobody else asks: the desktop
 * app's main process asks by itself before a window closes.
 */
export function useUnloadQuestion(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded || window.electronTRPC) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', onUnload);
    return () => window.removeEventListener('beforeunload', onUnload);
  }, [isNeeded]);
}
