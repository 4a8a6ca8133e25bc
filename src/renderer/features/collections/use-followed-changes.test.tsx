import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startTree } from '#test/harness/stand-in-collections.ts';
import { openShop, shopEvents } from '../../test-support/open-sidebar.tsx';
import { folder, idOf, request, shop } from './test-support.ts';

const open = (activeItemId?: string) => openShop(startTree(...shopEvents), activeItemId);

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
  const { go, press, user, changes, current, tree, show, find } = await open(idOf('Health'));
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

test('a copy is current when it is there, unless the person has gone on to another line', async () => {
  const { go, press, changes, tree, current } = await open();
  const copyOf = (name: string) => {
    let end: () => void = () => undefined;
    changes.duplicate.mockReturnValueOnce(
      new Promise((resolve) => {
        end = () => {
          tree.add({ type: 'items', items: [request(`${name} copy`, 4)] });
          resolve({ id: idOf(`${name} copy`), undoId: idOf('undo') });
        };
      }),
    );
    go(name);
    press('d', { ctrlKey: true });
    return () => end();
  };
  copyOf('Health')();
  await waitFor(() => expect(current()).toBe('Health copy'));
  const end = copyOf('Version');
  press('ArrowUp');
  end();
  await screen.findByText('Version copy');
  await screen.findByText('“Version” duplicated.');
  // What comes after it is done, so all of it is.
  press('d', { ctrlKey: true });
  await waitFor(() => expect(changes.duplicate).toHaveBeenLastCalledWith(idOf('Health')));
  expect(current()).toBe('Health');
});
