import { useState } from 'react';
import type { OpenTab } from './open-tab.ts';
import type { OpenTabs } from './open-tabs.ts';

const isUnsaved = (tab: OpenTab) => tab.snapshot().content?.isUnsaved === true;

/** Closes tabs; where something would be lost the person is asked, about one after the other. */
export function useClosing(tabs: OpenTabs, save: (tab: OpenTab) => Promise<boolean>) {
  const [asked, setAsked] = useState<readonly OpenTab[]>([]);
  const [isSaving, setSaving] = useState(false);
  const [first = null] = asked;
  const next = () => setAsked((now) => now.slice(1));
  const cancel = () => setAsked([]);

  return {
    closeTabs: (closing: readonly OpenTab[]) => {
      tabs.close(closing.filter((tab) => !isUnsaved(tab)));
      const unsaved = closing.filter(isUnsaved);
      const [shown] = unsaved;
      if (shown) tabs.activate(shown);
      setAsked(unsaved);
    },
    /** The tab that the person is asked about. While a name is asked for, that dialog takes its place. */
    asked: isSaving && first?.snapshot().content?.status.source === null ? null : first,
    saveAsked: async () => {
      if (!first) return;
      setSaving(true);
      const isSaved = await save(first);
      setSaving(false);
      if (!isSaved) {
        // Why stands in the tab, which stays.
        cancel();
        return;
      }
      tabs.close([first]);
      next();
    },
    discardAsked: () => {
      if (first) tabs.discard(first);
      next();
    },
    cancel,
  };
}
