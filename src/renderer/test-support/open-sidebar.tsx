import { fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { onTestFinished, vi } from 'vitest';
import type { Item, TreeEvent } from '#router/contracts/collection.ts';
import { Sidebar } from '../features/collections/sidebar.tsx';
import { folder, idOf, layOut, request, shop } from '../features/collections/test-support.ts';
import { inWindow } from './in-window.tsx';

type WindowsEnd = Parameters<typeof inWindow>[0];

/** Two folders and two requests; the second folder has two more. */
export const itemsOfShop: Item[] = [
  folder('Orders', 0),
  folder('Users', 1),
  request('Health', 2, { url: 'http://shop.test/health' }),
  request('Version', 3, { method: 'POST' }),
  request('List', 0, { parentId: idOf('Users'), url: 'http://shop.test/users' }),
  request('Remove', 1, { parentId: idOf('Users'), method: 'DELETE' }),
];

/** What a main tells that has them in a collection. */
export const shopEvents: readonly TreeEvent[] = [
  { type: 'collections', collections: [shop] },
  { type: 'items', items: itemsOfShop },
];

/** A sidebar once it shows `shopEvents`, which its main tells. */
export async function openShop<TMain extends WindowsEnd>(main: TMain, activeItemId: string | null = null) {
  const opened = openSidebar(main, activeItemId);
  await screen.findByText('Version');
  return opened;
}

/** A sidebar with a height to scroll in, and the keys and looks at it that tests need. */
export function openSidebar<TMain extends WindowsEnd>(main: TMain, activeItemId: string | null = null) {
  const layout = layOut();
  onTestFinished(() => layout[Symbol.dispose]());
  const on = {
    onOpen: vi.fn<(id: string) => void>(),
    onOpenText: vi.fn<(id: string) => void>(),
    onNewRequest: vi.fn<(id: string) => void>(),
  };
  const sidebar = (active: string | null) => <Sidebar activeItemId={active} {...on} />;
  const wrapper = inWindow(main);
  const { rerender, unmount } = render(sidebar(activeItemId), { wrapper });
  // By selectors: to ask for roles takes long in happy-dom, and these are asked for often.
  const find = (selector: string) => document.querySelector<HTMLElement>(selector);
  const press = (key: string, held: KeyboardEventInit = {}) => {
    const tree = find('[role=tree]');
    if (tree) fireEvent.keyDown(tree, { key, ...held });
  };
  const current = () => find('[role=treeitem][aria-selected=true] .collection-name')?.textContent;
  return {
    ...main,
    ...on,
    user: userEvent.setup({ delay: null, pointerEventsCheck: 0 }),
    unmount,
    show: (itemId: string) => rerender(sidebar(itemId)),
    find,
    press,
    current,
    lines: () =>
      Array.from(
        document.querySelectorAll('[role=treeitem]'),
        (row) =>
          '  '.repeat(Number(row.getAttribute('aria-level')) - 1) +
          row.querySelector('.collection-name')?.textContent,
      ),
    /** Makes a line current. */
    go: (name: string) => {
      press('Home');
      for (let step = 0; current() !== name; step++) {
        if (step > 100) throw new Error(`there is no line ${name}`);
        press('ArrowDown');
      }
    },
  };
}
