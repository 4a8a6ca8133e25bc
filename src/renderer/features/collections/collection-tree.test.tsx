import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, onTestFinished, test } from 'vitest';
import type { TreeEvent } from '#router/contracts/collection.ts';
import { startTree } from '#test/harness/stand-in-collections.ts';
import { itemsOfShop, openShop, openSidebar, shopEvents } from '../../test-support/open-sidebar.tsx';
import { idOf, place, request, shop } from './test-support.ts';

const open = () => openShop(startTree(...shopEvents));

test('folders come first and are closed; a request is opened by a click, a folder opens in place', async () => {
  const { user, lines, onOpen } = await open();
  expect(lines()).toEqual(['Shop', '  Orders', '  Users', '  Health', '  Version']);
  await user.click(screen.getByText('Users'));
  expect(lines()).toEqual(['Shop', '  Orders', '  Users', '    List', '    Remove', '  Health', '  Version']);
  await user.click(screen.getByText('List'));
  expect(onOpen.mock.calls).toEqual([[idOf('List')]]);
});

test('arrows, Home, End and letters go over what is shown; Enter opens', async () => {
  const { press, current, onOpen, lines } = await open();
  press('ArrowDown');
  press('ArrowDown');
  expect(current()).toBe('Users');
  press('ArrowRight');
  press('ArrowRight');
  expect(current()).toBe('List');
  press('ArrowLeft');
  expect(current()).toBe('Users');
  press('ArrowLeft');
  expect(lines()).toHaveLength(5);
  press('v');
  expect(current()).toBe('Version');
  press('Home');
  expect(current()).toBe('Shop');
  // Another word begins, however soon, after something else was done.
  press('u');
  expect(current()).toBe('Users');
  press('ArrowUp');
  press('v');
  expect(current()).toBe('Version');
  press('End');
  press('Enter');
  expect(onOpen.mock.calls).toEqual([[idOf('Version')]]);
});

test('of a large tree the lines in view alone are drawn, and the current one always', async () => {
  const many = Array.from({ length: 10_000 }, (_, index) => request(`r${index}`, index));
  const { press, current, find, lines } = openSidebar(
    startTree(
      { type: 'collections', collections: [shop] },
      ...Array.from(
        { length: 10 },
        (_, batch): TreeEvent => ({
          type: 'items',
          items: many.slice(batch * 1000, batch * 1000 + 1000),
        }),
      ),
    ),
  );
  await screen.findByText('r0');
  await waitFor(() => expect(find('.collection-rows')?.style.height).toBe(`${10_001 * 26}px`));
  expect(lines().length).toBeLessThan(50);
  press('End');
  expect(current()).toBe('r9999');
  const id = find('[role=tree]')?.getAttribute('aria-activedescendant');
  expect(document.getElementById(id ?? '')?.textContent).toContain('r9999');
});

test('where people choose larger text, the lines are as much higher', async () => {
  document.documentElement.style.fontSize = '32px';
  onTestFinished(() => {
    document.documentElement.style.fontSize = '';
  });
  await open();
  const tops = [...document.querySelectorAll<HTMLElement>('[role=treeitem]')].map(({ style }) => style.top);
  expect(tops).toEqual(['0px', '52px', '104px', '156px', '208px']);
});

test('a folder that is clicked twice is open', async () => {
  const { user, lines } = await open();
  await user.dblClick(screen.getByText('Users'));
  expect(lines()).toContain('    List');
});

test('the menu is opened by its key, and by the right button', async () => {
  const { go, press, user, onNewRequest } = await open();
  go('Users');
  press('F10', { shiftKey: true });
  await user.click(await screen.findByRole('menuitem', { name: 'New request' }));
  expect(onNewRequest.mock.calls).toEqual([[idOf('Users')]]);
  await waitFor(() => expect(screen.queryByRole('menuitem')).toBeNull());
  fireEvent.contextMenu(screen.getByText('Version'));
  await user.click(await screen.findByRole('menuitem', { name: /Rename/ }));
  expect(document.activeElement).toBe(screen.getByLabelText('New name of Version'));
});

test('the request on the screen is shown and marked, in a folder that was closed', async () => {
  const { show, lines, find } = await open();
  show(idOf('Remove'));
  expect(lines()).toContain('    Remove');
  expect(find('[aria-current=true]')?.textContent).toContain('Remove');
});

test('a request of before the tree was there is shown as soon as main tells of it', async () => {
  const { tree, find } = openSidebar(startTree(), idOf('List'));
  tree.add({ type: 'collections', collections: [shop] }, { type: 'items', items: itemsOfShop });
  await waitFor(() => expect(find('[aria-current=true]')?.textContent).toContain('List'));
});

test('what is open is open again after a reload', async () => {
  const first = await open();
  await first.user.click(screen.getByText('Users'));
  first.unmount();
  const second = await open();
  expect(second.lines()).toContain('    List');
});

test('a lost connection changes nothing that is shown, until main has told all anew', async () => {
  const { cut, tree, lines } = await open();
  const before = lines();
  const removed: TreeEvent = { type: 'removed', ids: [idOf('Health')] };
  act(() => {
    cut();
    tree.add(removed);
  });
  expect(lines()).toEqual(before);
  await waitFor(() => expect(lines()).not.toContain('  Health'));
  expect(lines()).toContain('  Version');
});

test('a broken file says where, and is opened as text; so are kinds that can not be sent', async () => {
  const { user, tree, onOpen, onOpenText, find } = await open();
  tree.add({
    type: 'items',
    items: [
      { ...place('bad.yml', 4), kind: 'broken', problem: { message: 'a quote is open', line: 3, column: 7 } },
      { ...place('Stream', 5), kind: 'other', type: 'grpc' },
    ],
  });
  await screen.findByText('Line 3, column 7: a quote is open');
  await user.click(screen.getByText('bad.yml'));
  expect(find(`[data-id="${idOf('Stream')}"]`)?.textContent).toContain('grpc');
  await user.click(screen.getByText('Stream'));
  expect(onOpenText.mock.calls).toEqual([[idOf('bad.yml')], [idOf('Stream')]]);
  expect(onOpen).not.toHaveBeenCalled();
});

test('a line is dragged into a folder', async () => {
  const { changes, find } = await open();
  const data = { dataTransfer: { setData: () => undefined, effectAllowed: '', dropEffect: '' } };
  fireEvent.dragStart(screen.getByText('Health'), data);
  fireEvent.dragOver(screen.getByText('Orders'), data);
  expect(find('[data-drop=into]')?.textContent).toContain('Orders');
  fireEvent.drop(screen.getByText('Orders'), data);
  expect(find('[data-drop]')).toBeNull();
  await waitFor(() => expect(changes.move.mock.calls).toEqual([[idOf('Health'), idOf('Orders'), null]]));
  await screen.findByText('“Health” moved.');
  await screen.findByText('Undo');
});
