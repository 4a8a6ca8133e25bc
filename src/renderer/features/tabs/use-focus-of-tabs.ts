import { useEffect, useRef } from 'react';
import type { TabsSnapshot } from './open-tabs.ts';

/**
 * Where the focus went with a tab that was closed or is shown no more, the URL of the one that is shown has it. Elsewhere
 * it stays: who closes tabs from the bar goes on there.
 * @param isAsking a dialog is open, and will give the focus back.
 */
export function useFocusOfTabs({ tabs, active }: TabsSnapshot, isAsking: boolean): void {
  const before = useRef({ tabs, active });
  useEffect(() => {
    if (isAsking) return;
    const isSame = before.current.tabs === tabs && before.current.active === active;
    before.current = { tabs, active };
    if (!isSame && isFocusLost()) active?.giveFocus();
  }, [tabs, active, isAsking]);
}

function isFocusLost(): boolean {
  const at = document.activeElement;
  // A browser takes it from what is hidden a little later.
  return at === null || at === document.body || at.closest('[hidden]') !== null;
}
