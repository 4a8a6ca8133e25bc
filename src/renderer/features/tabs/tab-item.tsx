import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type DragEvent, type MouseEvent, useEffect, useRef, useState } from 'react';
import { MethodBadge } from '../collections/method-badge.tsx';
import type { OpenTab } from './open-tab.ts';
import { fullTitleOf, markOf, markWords, titleOf } from './tab-title.ts';
import { useTab } from './use-tabs.ts';

/** Names what is dragged: only tabs of Parley are dropped between tabs. */
const dragType = 'application/x-parley-tab';

export interface TabItemProps {
  readonly tab: OpenTab;
  readonly isActive: boolean;
  readonly onActivate: () => void;
  readonly onClose: () => void;
  readonly onMenu: (at: { readonly x: number; readonly y: number }) => void;
  /** Another tab was dropped on this one, before or behind its middle. */
  readonly onDrop: (key: string, isBehind: boolean) => void;
}

/** One tab of the bar. */
export function TabItem({ tab, isActive, onActivate, onClose, onMenu, onDrop }: TabItemProps) {
  const { content, openError } = useTab(tab);
  const [dropSide, setDropSide] = useState<'before' | 'behind' | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const mark = openError ? 'broken' : markOf(content);
  const title = openError ? 'Could not be opened' : titleOf(content);

  useEffect(() => {
    const list = box.current?.parentElement;
    if (!isActive || !list) return;
    const show = () => box.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    show();
    // A window that becomes narrower would leave it outside.
    const sizes = new ResizeObserver(show);
    sizes.observe(list);
    return () => sizes.disconnect();
  }, [isActive]);

  const onContextMenu = (event: MouseEvent) => {
    event.preventDefault();
    const { left, bottom } = event.currentTarget.getBoundingClientRect();
    // From the keyboard it comes without a place.
    const isPointed = event.clientX !== 0 || event.clientY !== 0;
    onMenu(isPointed ? { x: event.clientX, y: event.clientY } : { x: left, y: bottom });
  };
  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes(dragType)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'move';
    setDropSide(isBehindMiddle(event) ? 'behind' : 'before');
  };

  return (
    <div
      ref={box}
      className="tab-item"
      role="presentation"
      data-active={isActive || undefined}
      data-mark={mark}
      data-drop={dropSide ?? undefined}
      title={fullTitleOf(content)}
      draggable
      onContextMenu={onContextMenu}
      onMouseDown={(event) => {
        // The middle button would begin to scroll.
        if (event.button === 1) event.preventDefault();
      }}
      onAuxClick={(event) => {
        if (event.button === 1) onClose();
      }}
      onDragStart={(event) => {
        event.dataTransfer.setData(dragType, tab.key);
        event.dataTransfer.effectAllowed = 'move';
      }}
      onDragOver={onDragOver}
      onDragLeave={() => setDropSide(null)}
      onDrop={(event) => {
        setDropSide(null);
        const key = event.dataTransfer.getData(dragType);
        if (key !== '') onDrop(key, isBehindMiddle(event));
      }}
    >
      <button
        type="button"
        role="tab"
        id={`tab-${tab.key}`}
        className="tab-button"
        aria-selected={isActive}
        aria-controls={`view-${tab.key}`}
        tabIndex={isActive ? 0 : -1}
        onClick={onActivate}
      >
        {content && <MethodBadge method={content.request.method} />}
        <span className="tab-title">{title}</span>
        {mark !== 'none' && <span className="visually-hidden">, {markWords[mark]}</span>}
      </button>
      <span className="tab-end">
        {mark !== 'none' && <span className="tab-mark" aria-hidden="true" />}
        <ActionIcon
          className="tab-close"
          size="xs"
          tabIndex={-1}
          aria-label={`Close ${title}`}
          onClick={(event) => {
            event.stopPropagation();
            onClose();
          }}
        >
          <IconX size={13} stroke={1.8} />
        </ActionIcon>
      </span>
    </div>
  );
}

function isBehindMiddle({ currentTarget, clientX }: DragEvent): boolean {
  const { left, width } = currentTarget.getBoundingClientRect();
  return clientX > left + width / 2;
}
