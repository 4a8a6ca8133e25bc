import { Menu } from '@mantine/core';
import { MenuAt } from '../../ui/menu-at.tsx';
import type { OpenTab } from './open-tab.ts';

export interface TabMenuProps {
  /** What the menu is of, and where in the window it opens; null: closed. */
  readonly at: { readonly tab: OpenTab; readonly x: number; readonly y: number } | null;
  readonly tabs: readonly OpenTab[];
  readonly canReopen: boolean;
  readonly onCloseTabs: (tabs: readonly OpenTab[]) => void;
  readonly onDuplicate: (tab: OpenTab) => void;
  readonly onReopen: () => void;
  readonly onClose: () => void;
}

/** What can be done with a tab and those around it. */
export function TabMenu({ at, tabs, canReopen, onCloseTabs, onDuplicate, onReopen, onClose }: TabMenuProps) {
  const tab = at?.tab;
  const others = tabs.filter((one) => one !== tab);
  const behind = tab ? tabs.slice(tabs.indexOf(tab) + 1) : [];
  return (
    <MenuAt
      at={at}
      label="Menu of the tab"
      onClose={onClose}
      width={250}
      // What it was of is forgotten when it closes: nothing is left to fade out.
      transitionProps={{ duration: 0 }}
    >
      {tab && (
        <>
          <Menu.Item
            rightSection={<span className="tab-menu-keys">Alt W</span>}
            onClick={() => onCloseTabs([tab])}
          >
            Close
          </Menu.Item>
          <Menu.Item disabled={others.length === 0} onClick={() => onCloseTabs(others)}>
            Close others
          </Menu.Item>
          <Menu.Item disabled={behind.length === 0} onClick={() => onCloseTabs(behind)}>
            Close to the right
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => onDuplicate(tab)}>Duplicate</Menu.Item>
          <Menu.Item
            disabled={!canReopen}
            rightSection={<span className="tab-menu-keys">Alt Shift W</span>}
            onClick={onReopen}
          >
            Reopen closed tab
          </Menu.Item>
        </>
      )}
    </MenuAt>
  );
}
