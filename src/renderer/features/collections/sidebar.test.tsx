import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { Item, TreeEvent } from '#router/contracts/collection.ts';
import { Failure } from '#router/contracts/failure.ts';
import { startTree } from '#test/harness/stand-in-collections.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { Sidebar } from './sidebar.tsx';
import { folder, idOf, layOut, place, request, shop } from './test-support.ts';

let layout: Disposable;
beforeEach(() => {
  sessionStorage.clear();
  layout = layOut();
});
afterEach(() => layout[Symbol.dispose]());

const items: Item[] = [
  folder('Orders', 0),
  folder('Users', 1),
  request('Health', 2, { url: 'http://shop.test/health' }),
  request('Version', 3, { method: 'POST' }),
  request('List', 0, { parentId: idOf('Users'), url: 'http://shop.test/users' }),
  request('Remove', 1, { parentId: idOf('Users'), method: 'DELETE' }),
];

/** A sidebar with a collection in it, or with what the test says. */
async function open(given: { activeItemId?: string; tell?: TreeEvent[] } = {}) {
  const main = startTree(
    ...(given.tell ?? [
      { type: 'collections' as const, collections: [shop] },
      { type: 'items' as const, items },
    ]),
  );
  const on = {
    onOpen: vi.fn<(id: string) => void>(),
    onOpenText: vi.fn<(id: string) => void>(),
    onNewRequest: vi.fn<(id: string) => void>(),
  };
  const sidebar = (activeItemId: string | null) => <Sidebar activeItemId={activeItemId} {...on} />;
  const wrapper = inWindow(main);
  const { rerender, unmount } = render(sidebar(given.activeItemId ?? null), { wrapper });
  if (!given.tell) await screen.findByText('Version');
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
  const { press, current, find, lines } = await open({
    tell: [
      { type: 'collections', collections: [shop] },
      ...Array.from(
        { length: 10 },
        (_, batch): TreeEvent => ({
          type: 'items',
          items: many.slice(batch * 1000, batch * 1000 + 1000),
        }),
      ),
    ],
  });
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

test('F2 renames in place; Escape leaves the name as it was', async () => {
  const { go, press, user, changes, tree, current, find } = await open();
  go('Health');
  press('F2');
  await user.keyboard('Nothing{Escape}');
  expect(changes.rename).not.toHaveBeenCalled();
  press('F2');
  await user.keyboard('Alive{Enter}');
  await waitFor(() => expect(changes.rename.mock.calls).toEqual([[idOf('Health'), 'Alive']]));
  // The file has another name now, and with it the request another id.
  tree.add({ type: 'removed', ids: [idOf('Health')] }, { type: 'items', items: [request('Alive', 2)] });
  await screen.findByText('Alive');
  expect(current()).toBe('Alive');
  expect(document.activeElement).toBe(find('[role=tree]'));
});

test('a click elsewhere keeps the new name, and what is pressed then is not for the tree', async () => {
  const { go, press, user, changes, tree, current, find } = await open();
  const elsewhere = document.body.appendChild(document.createElement('input'));
  onTestFinished(() => elsewhere.remove());
  const focus = vi.spyOn(HTMLElement.prototype, 'focus');
  onTestFinished(() => focus.mockRestore());
  go('Health');
  press('F2');
  await user.keyboard('Alive');
  focus.mockClear();
  await user.click(elsewhere);
  // A browser gives the focus to who asks for it while it moves.
  expect(focus.mock.contexts).not.toContain(find('[role=tree]'));
  expect(document.activeElement).toBe(elsewhere);
  await waitFor(() => expect(changes.rename.mock.calls).toEqual([[idOf('Health'), 'Alive']]));
  tree.add({ type: 'removed', ids: [idOf('Health')] }, { type: 'items', items: [request('Alive', 2)] });
  await screen.findByText('Alive');
  expect(current()).toBe('Alive');
  await user.keyboard('{Delete}');
  expect(document.activeElement).toBe(elsewhere);
  expect(changes.remove).not.toHaveBeenCalled();
});

test('a click on another line keeps the new name, and that line is current', async () => {
  const { go, press, user, changes, current, tree, show, find } = await open({
    activeItemId: idOf('Health'),
  });
  go('Health');
  press('F2');
  await user.keyboard('Alive');
  await user.click(screen.getByText('Version'));
  await waitFor(() => expect(changes.rename).toHaveBeenCalledOnce());
  await screen.findByText('“Health” renamed to “Alive”.');
  expect(current()).toBe('Version');
  // The request on the screen has another id now, which is no news of it.
  tree.add({ type: 'removed', ids: [idOf('Health')] }, { type: 'items', items: [request('Alive', 2)] });
  await screen.findByText('Alive');
  show(idOf('Alive'));
  expect(find('[aria-current=true]')?.textContent).toContain('Alive');
  expect(current()).toBe('Version');
});

test('Delete removes, and the notice brings it back', async () => {
  const { go, press, user, changes } = await open();
  go('Version');
  press('Delete');
  await screen.findByText('“Version” deleted.');
  expect(changes.remove.mock.calls).toEqual([[idOf('Version')]]);
  await user.click(screen.getByText('Undo'));
  await screen.findByText('Undone: “Version” deleted.');
  expect(changes.undo.mock.calls).toEqual([[idOf('undo1')]]);
  await user.click(screen.getByText('Redo'));
  await waitFor(() => expect(changes.undo).toHaveBeenLastCalledWith(idOf('undo2')));
});

test('Ctrl+Z takes back one change after the other, the last one first', async () => {
  const { go, press, changes } = await open();
  go('Version');
  press('d', { ctrlKey: true });
  await waitFor(() => expect(changes.duplicate).toHaveBeenCalledWith(idOf('Version')));
  press('ArrowUp', { altKey: true });
  await waitFor(() => expect(changes.move.mock.calls).toEqual([[idOf('Version'), shop.id, idOf('Health')]]));
  press('z', { ctrlKey: true });
  await screen.findByText('Undone: “Version” moved.');
  press('z', { ctrlKey: true });
  await screen.findByText('Undone: “Version” duplicated.');
  press('z', { ctrlKey: true });
  expect(changes.undo.mock.calls).toEqual([[idOf('undo2')], [idOf('undo1')]]);
});

test('Ctrl+Z takes back what is still being done', async () => {
  const { go, press, changes } = await open();
  let end: () => void = () => undefined;
  changes.remove.mockReturnValueOnce(
    new Promise((resolve) => {
      end = () => resolve({ id: null, undoId: idOf('late') });
    }),
  );
  go('Version');
  press('Delete');
  press('z', { ctrlKey: true });
  await waitFor(() => expect(changes.remove).toHaveBeenCalledOnce());
  expect(changes.undo).not.toHaveBeenCalled();
  end();
  await waitFor(() => expect(changes.undo.mock.calls).toEqual([[idOf('late')]]));
});

test('of a long name the news have the begin and the end, and all of it where the pointer stays', async () => {
  const { go, press, tree, changes } = await open();
  const name = `Orders of ${'x'.repeat(190)}`;
  tree.add({ type: 'items', items: [request(name, 4)] });
  await screen.findByText(name);
  go(name);
  press('d', { ctrlKey: true });
  const notice = await screen.findByText(/duplicated/);
  expect(notice.textContent).toBe(`“Orders of xxxxxxxxxxxxxx…xxxxxxxxxxxx” duplicated.`);
  expect(screen.getByTitle(`“${name}” duplicated.`).contains(notice)).toBe(true);
  changes.duplicate.mockRejectedValueOnce(new Failure('CONFLICT', `“${name}” is read-only.`));
  press('d', { ctrlKey: true });
  const refused = await screen.findByText(/read-only/);
  expect(refused.textContent?.length).toBeLessThan(130);
});

test('what main refuses is told in its words', async () => {
  const { go, press, changes } = await open();
  changes.remove.mockRejectedValueOnce(
    new Failure('CONFLICT', 'Version.yml is read-only; allow writing it.'),
  );
  go('Version');
  press('Delete');
  const notice = await screen.findByText(/was not deleted/);
  expect(notice.textContent).toBe('“Version” was not deleted: Version.yml is read-only; allow writing it.');
});

test('a new folder has a free name, which is typed over at once, and is made when it has its name', async () => {
  const { user, changes, tree, lines, current } = await open();
  tree.add({ type: 'items', items: [folder('New folder', 1)] });
  await screen.findByText('New folder');
  let made: () => void = () => undefined;
  changes.createFolder.mockImplementation(
    (_parentId, name) =>
      new Promise((resolve) => {
        made = () => {
          tree.add({ type: 'items', items: [folder(name, 1)] });
          resolve({ id: idOf(name), undoId: idOf('undo') });
        };
      }),
  );
  fireEvent.contextMenu(screen.getByText('Shop'));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'New folder' }));
  expect(document.activeElement).toBe(screen.getByLabelText('New name of New folder 2'));
  await user.keyboard('Payments{Enter}');
  expect(changes.createFolder.mock.calls).toEqual([[shop.id, 'Payments']]);
  const all = ['Shop', '  Orders', '  Users', '  New folder', '  Payments', '  Health', '  Version'];
  expect(lines()).toEqual(all);
  made();
  await screen.findByText('“Payments” made.');
  expect(lines()).toEqual(all);
  expect(current()).toBe('Payments');
});

test('nothing is made of a new folder that is not wanted; what was current is so again', async () => {
  const { user, changes, lines, current } = await open();
  const before = lines();
  fireEvent.contextMenu(screen.getByText('Users'));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'New folder' }));
  await user.keyboard('Pay{Escape}');
  expect(lines()).toEqual([...before.slice(0, 3), '    List', '    Remove', ...before.slice(3)]);
  expect(current()).toBe('Users');
  expect(changes.createFolder).not.toHaveBeenCalled();
});

test('a new folder is there under a filter, too', async () => {
  const { user, changes, lines } = await open();
  fireEvent.change(screen.getByLabelText('Filter by name, URL or method'), { target: { value: 'list' } });
  await waitFor(() => expect(lines()).toEqual(['Shop', '  Users', '    List']));
  fireEvent.contextMenu(screen.getByText('Users'));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'New folder' }));
  await user.keyboard('{Enter}');
  await waitFor(() => expect(changes.createFolder.mock.calls).toEqual([[idOf('Users'), 'New folder']]));
});

test('keys come faster than main: each is for the line that is current by then', async () => {
  const { go, press, current, lines, changes, tree } = await open();
  changes.remove.mockImplementation((id) => {
    tree.add({ type: 'removed', ids: [id] });
    return Promise.resolve({ id: null, undoId: idOf(`un${id}`) });
  });
  go('Orders');
  press('Delete');
  expect(current()).toBe('Users');
  press('Delete');
  press('ArrowDown');
  press('Delete');
  expect(lines()).toEqual(['Shop', '  Health']);
  await screen.findByText('“Version” deleted.');
  expect(changes.remove.mock.calls).toEqual([[idOf('Orders')], [idOf('Users')], [idOf('Version')]]);
  press('z', { ctrlKey: true });
  await waitFor(() => expect(changes.undo.mock.calls).toEqual([[idOf(`un${idOf('Version')}`)]]));
});

test('what main tells of lines above does not change which one is current after a deletion', async () => {
  const { go, press, current, lines, changes, tree } = await open();
  changes.remove.mockReturnValue(new Promise(() => undefined));
  go('Health');
  press('Delete');
  expect(current()).toBe('Version');
  tree.add({ type: 'items', items: [folder('Payments', 1)] });
  await waitFor(() => expect(lines()).toEqual(['Shop', '  Orders', '  Users', '  Payments', '  Version']));
  expect(current()).toBe('Version');
});

test('what is moved on before main has moved it goes from where it is by then', async () => {
  const { go, press, changes, tree } = await open();
  changes.move.mockImplementation((id, parentId) => {
    const moved = idOf(id === idOf('Health') ? 'in' : 'out');
    tree.add(
      { type: 'removed', ids: [id] },
      { type: 'items', items: [request('Health', 2, { id: moved, parentId })] },
    );
    return Promise.resolve({ id: moved, undoId: idOf('undo') });
  });
  go('Health');
  press('ArrowRight', { altKey: true });
  press('ArrowLeft', { altKey: true });
  press('Delete');
  await waitFor(() => expect(changes.remove.mock.calls).toEqual([[idOf('out')]]));
  expect(changes.move.mock.calls).toEqual([
    [idOf('Health'), idOf('Users'), null],
    [idOf('in'), shop.id, idOf('Version')],
  ]);
});

test('while what is moved has no line, no other line is current', async () => {
  const { go, press, changes, tree, current, lines } = await open();
  let end: () => void = () => undefined;
  changes.move.mockReturnValue(
    new Promise((resolve) => {
      end = () => resolve({ id: idOf('in'), undoId: idOf('undo') });
    }),
  );
  go('Health');
  press('ArrowRight', { altKey: true });
  tree.add(
    { type: 'removed', ids: [idOf('Health')] },
    { type: 'items', items: [request('Health', 2, { id: idOf('in'), parentId: idOf('Users') })] },
  );
  await waitFor(() => expect(lines()).toEqual(['Shop', '  Orders', '  Users', '  Version']));
  expect(current()).toBeUndefined();
  press('Enter');
  press('Delete');
  end();
  await waitFor(() => expect(changes.remove.mock.calls).toEqual([[idOf('in')]]));
});

test('what can not be deleted is shown again', async () => {
  const { go, press, changes, lines, current } = await open();
  const before = lines();
  changes.remove.mockRejectedValueOnce(new Failure('CONFLICT', 'It is read-only.'));
  go('Health');
  press('Delete');
  expect(lines()).not.toContain('  Health');
  await screen.findByText('“Health” was not deleted: It is read-only.');
  expect(lines()).toEqual(before);
  expect(current()).toBe('Health');
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

test('the filter shows what it finds with all that it is in, and Escape clears it', async () => {
  const { lines, find } = await open();
  const field = screen.getByLabelText('Filter by name, URL or method');
  fireEvent.change(field, { target: { value: 'shop.test/users' } });
  await waitFor(() => expect(lines()).toEqual(['Shop', '  Users', '    List']));
  fireEvent.keyDown(field, { key: 'ArrowDown' });
  expect(document.activeElement).toBe(find('[role=tree]'));
  fireEvent.change(field, { target: { value: 'nothing like it' } });
  await screen.findByText('Nothing has “nothing like it” in its name, URL or method.');
  fireEvent.keyDown(field, { key: 'Escape' });
  expect(field).toHaveProperty('value', '');
  await waitFor(() => expect(lines()).toHaveLength(5));
});

test('the request on the screen is shown and marked, in a folder that was closed', async () => {
  const { show, lines, find } = await open();
  show(idOf('Remove'));
  expect(lines()).toContain('    Remove');
  expect(find('[aria-current=true]')?.textContent).toContain('Remove');
});

test('a request of before the tree was there is shown as soon as main tells of it', async () => {
  const { tree, find } = await open({ activeItemId: idOf('List'), tell: [] });
  tree.add({ type: 'collections', collections: [shop] }, { type: 'items', items });
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

test('without a collection it says what one is, and offers to open or make one', async () => {
  const { user, changes } = await open({ tell: [{ type: 'collections', collections: [] }] });
  changes.offered.mockResolvedValue([
    { id: idOf('offered'), name: 'shop-api', isOpen: false },
    { id: idOf('taken'), name: 'blog', isOpen: true },
  ]);
  await screen.findByText(/Collections are folders of plain files/);
  await user.click(screen.getByRole('button', { name: 'Open a collection…' }));
  await user.click(await screen.findByRole('button', { name: 'shop-api' }));
  await waitFor(() => expect(changes.open.mock.lastCall?.[1]).toBe(idOf('offered')));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

  await user.click(screen.getByRole('button', { name: 'New collection…' }));
  await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'Blog{Enter}');
  await waitFor(() => expect(changes.create.mock.lastCall?.[1]).toBe('Blog'));
});

test('a collection is closed from its menu, and its files stay', async () => {
  const { user, changes } = await open();
  fireEvent.contextMenu(screen.getByText('Shop'));
  await user.click(await screen.findByRole('menuitem', { name: 'Close collection' }));
  await screen.findByText('“Shop” closed. Its files stay in /home/me/shop.');
  expect(changes.close.mock.calls).toEqual([[shop.id]]);
});
