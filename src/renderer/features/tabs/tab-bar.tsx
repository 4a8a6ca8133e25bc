import { ActionIcon, Tooltip } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type KeyboardEvent, useRef, useState, type WheelEvent } from 'react';
import type { OpenTab } from './open-tab.ts';
import type { OpenTabs, TabsSnapshot } from './open-tabs.ts';
import { TabItem } from './tab-item.tsx';
import { TabMenu } from './tab-menu.tsx';
import './tabs.css';

export interface TabBarProps {
  readonly tabs: OpenTabs;
  readonly snapshot: TabsSnapshot;
  /** Closes tabs; asks first where something would be lost. */
  readonly onCloseTabs: (tabs: readonly OpenTab[]) => void;
}

/** The tabs of the window in their order. The arrows go from one to the next, Delete closes. */
export function TabBar({ tabs: store, snapshot, onCloseTabs }: TabBarProps) {
  const { tabs, active, canReopen } = snapshot;
  const [menu, setMenu] = useState<{ tab: OpenTab; x: number; y: number } | null>(null);
  const list = useRef<HTMLDivElement>(null);

  const focusActive = () => {
    const shown = store.snapshot().active;
    if (shown) document.getElementById(`tab-${shown.key}`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const [first] = tabs;
    const last = tabs.at(-1);
    switch (event.key) {
      case 'ArrowLeft':
        store.step(-1);
        break;
      case 'ArrowRight':
        store.step(1);
        break;
      case 'Home':
        if (first) store.activate(first);
        break;
      case 'End':
        if (last) store.activate(last);
        break;
      case 'Delete':
        if (active) onCloseTabs([active]);
        break;
      default:
        return;
    }
    event.preventDefault();
    // The tab that is shown by then may not be in the page yet.
    requestAnimationFrame(focusActive);
  };
  const onWheel = ({ deltaX, deltaY }: WheelEvent) => {
    if (deltaX === 0) list.current?.scrollBy({ left: deltaY });
  };
  const drop = (target: OpenTab, key: string, isBehind: boolean) => {
    const dragged = tabs.find((tab) => tab.key === key);
    if (!dragged || dragged === target) return;
    const others = tabs.filter((tab) => tab !== dragged);
    store.move(dragged, others.indexOf(target) + (isBehind ? 1 : 0));
  };

  return (
    <div className="tab-bar">
      <div
        ref={list}
        className="tab-list"
        role="tablist"
        aria-label="Open requests"
        tabIndex={-1}
        onKeyDown={onKeyDown}
        onWheel={onWheel}
      >
        {tabs.map((tab) => (
          <TabItem
            key={tab.key}
            tab={tab}
            isActive={tab === active}
            onActivate={() => store.activate(tab)}
            onClose={() => onCloseTabs([tab])}
            onMenu={(at) => setMenu({ tab, ...at })}
            onDrop={(key, isBehind) => drop(tab, key, isBehind)}
          />
        ))}
      </div>
      <Tooltip label="New request">
        <ActionIcon className="tab-new" size="md" aria-label="New request" onClick={() => store.newRequest()}>
          <IconPlus size={16} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <TabMenu
        at={menu}
        tabs={tabs}
        canReopen={canReopen}
        onCloseTabs={onCloseTabs}
        onDuplicate={(tab) => store.duplicate(tab)}
        onReopen={() => store.reopenClosed()}
        onClose={() => setMenu(null)}
      />
    </div>
  );
}
