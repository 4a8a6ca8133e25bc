import type { TabStripId } from '#router/contracts/ids.ts';
import type { Tab, TabStrip } from '#router/contracts/tabs.ts';
import { isId, readFromSession, storeInSession } from '../../ui/session-store.ts';

/** The tabs of this window as they were last, for its reload: main may not have the last change of them. */
export const stripKey = 'parley.tabs';

/**
 * Names the window's tabs in its address. Main of the desktop app opens a window with it and reads it there when the
 * window closes, so that each comes back with its own.
 */
const tabsParameter = 'tabs';

/** Keeps in mind which tabs this window has: over a reload, and for main. */
export function rememberStrip(strip: TabStrip): void {
  storeInSession(stripKey, strip);
  const address = addressOfTabs(strip.id);
  if (address.href !== location.href) history.replaceState(history.state, '', address);
}

/** The tabs of before a reload; null for a new window. */
export function rememberedStrip(): TabStrip | null {
  return readFromSession(stripKey, isStrip);
}

/** The window's own tabs, where main has an older list, or has given the one of before a reload to another window. */
export function newestStrip(stored: TabStrip, before: TabStrip | null): TabStrip {
  if (!before) return stored;
  if (before.id !== stored.id) return { ...before, id: stored.id, revision: stored.revision + 1 };
  return before.revision > stored.revision ? before : stored;
}

/** The address of a window that opens with these tabs. */
export function addressOfTabs(id: TabStripId): URL {
  const url = new URL(location.href);
  url.searchParams.set(tabsParameter, id);
  return url;
}

export function stripInAddress(): TabStripId | undefined {
  const id = new URL(location.href).searchParams.get(tabsParameter);
  return isId(id) ? id : undefined;
}

function isStrip(value: unknown): value is TabStrip {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'id' in value &&
    isId(value.id) &&
    'revision' in value &&
    Number.isSafeInteger(value.revision) &&
    'tabs' in value &&
    Array.isArray(value.tabs) &&
    value.tabs.every(isTab) &&
    'active' in value &&
    isIdOrNone(value.active)
  );
}

function isTab(value: unknown): value is Tab {
  if (typeof value !== 'object' || value === null) return false;
  return 'draftId' in value && isId(value.draftId) && 'sendId' in value && isIdOrNone(value.sendId);
}

function isIdOrNone(value: unknown): value is string | null {
  return value === null || isId(value);
}
