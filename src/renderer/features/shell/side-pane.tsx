import { Tabs } from '@mantine/core';
import type { SendId } from '#router/contracts/ids.ts';
import { Sidebar, type SidebarProps } from '../collections/sidebar.tsx';
import { HistoryPanel } from '../history/history-panel.tsx';

export interface SidePaneProps extends SidebarProps {
  readonly view: SideView;
  readonly onView: (view: SideView) => void;
  readonly onOpenPast: (id: SendId) => void;
}

export type SideView = 'collections' | 'history';

/** What is at the left of the tabs: what is saved, and what was sent. */
export function SidePane({ view, onView, onOpenPast, ...sidebar }: SidePaneProps) {
  return (
    <Tabs
      value={view}
      onChange={(next) => onView(next === 'history' ? 'history' : 'collections')}
      className="pane-tabs side-pane"
      // The tree keeps what is open in it; the history is asked for while it is shown.
      keepMounted
    >
      <Tabs.List className="side-pane-bar" aria-label="Saved and sent">
        <Tabs.Tab value="collections">Collections</Tabs.Tab>
        <Tabs.Tab value="history">History</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="collections" className="side-panel">
        <Sidebar {...sidebar} />
      </Tabs.Panel>
      <Tabs.Panel value="history" className="side-panel">
        {view === 'history' && <HistoryPanel onOpen={onOpenPast} />}
      </Tabs.Panel>
    </Tabs>
  );
}
