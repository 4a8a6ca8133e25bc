import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { TreeEvent } from '#router/contracts/collection.ts';
import { startTree } from '#test/harness/stand-in-collections.ts';
import { openShop, shopEvents } from '../../test-support/open-sidebar.tsx';
import { folder, idOf, request, shop } from './test-support.ts';

const open = () => openShop(startTree(...shopEvents));

test('keys come faster than main: each is for the line that is current by then', async () => {
  const { go, press, current, lines, changes } = await open();
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
  await waitFor(() => expect(changes.undo.mock.calls).toEqual([[idOf('undo3')]]));
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

/** How main may do it: it answers, and what it tells of the tree is still on its way. */
const healthInUsers: readonly TreeEvent[] = [
  { type: 'removed', ids: [idOf('Health')] },
  { type: 'items', items: [request('Health', 2, { id: idOf('in'), parentId: idOf('Users') })] },
];

test('a key between the answer to a move and what is told of it is for where the thing is then', async () => {
  const { go, press, changes, tree, current } = await open();
  changes.move.mockImplementation((id) =>
    Promise.resolve({ id: idOf(id === idOf('Health') ? 'in' : 'out'), undoId: idOf('undo') }),
  );
  go('Health');
  press('ArrowRight', { altKey: true });
  await screen.findByText('“Health” moved.');
  expect(current()).toBe('Health');
  press('ArrowLeft', { altKey: true });
  tree.add(...healthInUsers);
  await waitFor(() =>
    expect(changes.move.mock.calls).toEqual([
      [idOf('Health'), idOf('Users'), null],
      [idOf('in'), shop.id, idOf('Version')],
    ]),
  );
});

test('what is moved back is moved again from there, though that place is told late', async () => {
  const { go, press, changes, tree } = await open();
  const tellOrder = (health: number, version: number) =>
    tree.add({ type: 'items', items: [request('Health', health), request('Version', version)] });
  changes.move.mockImplementation((id) => {
    tellOrder(3, 2);
    return Promise.resolve({ id, undoId: idOf('undo') });
  });
  changes.undo.mockImplementation(() => {
    setTimeout(() => tellOrder(2, 3), 50);
    return Promise.resolve({ id: idOf('Version'), undoId: idOf('redo') });
  });
  go('Version');
  press('ArrowUp', { altKey: true });
  press('z', { ctrlKey: true });
  press('ArrowUp', { altKey: true });
  const up = [idOf('Version'), shop.id, idOf('Health')];
  await waitFor(() => expect(changes.move.mock.calls).toEqual([up, up]));
});

test('something is moved up twice, though its new place among the others is told late', async () => {
  const { go, press, changes, tree } = await open();
  tree.add({ type: 'items', items: [request('Status', 4)] });
  await screen.findByText('Status');
  changes.move.mockImplementationOnce((id) => {
    setTimeout(() => tree.add({ type: 'items', items: [request('Status', 3), request('Version', 4)] }), 50);
    return Promise.resolve({ id, undoId: idOf('undo') });
  });
  go('Status');
  press('ArrowUp', { altKey: true });
  press('ArrowUp', { altKey: true });
  await waitFor(() =>
    expect(changes.move.mock.calls).toEqual([
      [idOf('Status'), shop.id, idOf('Version')],
      [idOf('Status'), shop.id, idOf('Health')],
    ]),
  );
});

test('what is deleted stays away until the tree tells that it is gone', async () => {
  const { go, press, changes, tree, lines, current } = await open();
  changes.remove.mockResolvedValueOnce({ id: null, undoId: idOf('undo') });
  go('Health');
  press('Delete');
  await screen.findByText('“Health” deleted.');
  tree.add({ type: 'items', items: [request('Status', 4)] });
  await screen.findByText('Status');
  expect(lines()).toEqual(['Shop', '  Orders', '  Users', '  Version', '  Status']);
  tree.add({ type: 'removed', ids: [idOf('Health')] });
  press('Delete');
  await screen.findByText('“Version” deleted.');
  expect(lines()).toEqual(['Shop', '  Orders', '  Users', '  Status']);
  expect(current()).toBe('Status');
});

test('a new folder that is told of after the answer has its line all the time', async () => {
  const { press, changes, tree, user, lines, current } = await open();
  fireEvent.contextMenu(screen.getByText('Shop'));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'New folder' }));
  await user.keyboard('Payments{Enter}');
  await screen.findByText('“Payments” made.');
  const all = ['Shop', '  Orders', '  Users', '  Payments', '  Health', '  Version'];
  expect(lines()).toEqual(all);
  // Past the folder above it.
  press('ArrowUp', { altKey: true });
  tree.add({ type: 'items', items: [folder('Payments', 2), request('Health', 3), request('Version', 4)] });
  await waitFor(() => expect(changes.move.mock.calls).toEqual([[idOf('Payments'), shop.id, idOf('Users')]]));
  expect(lines()).toEqual(all);
  expect(current()).toBe('Payments');
});

test('the connection goes before main has told of a move: the next key is for what it tells on the next one', async () => {
  const { go, press, changes, tree, cut } = await open();
  changes.move.mockResolvedValueOnce({ id: idOf('in'), undoId: idOf('undo') });
  go('Health');
  press('ArrowRight', { altKey: true });
  await screen.findByText('“Health” moved.');
  press('Delete');
  act(() => {
    cut();
    tree.add(...healthInUsers);
  });
  await waitFor(() => expect(changes.remove.mock.calls).toEqual([[idOf('in')]]));
});

test('a collection is closed before main has told of a move in it: the next one is refused in words, and keys in others go on', async () => {
  const blog = { ...shop, id: idOf('Blog'), name: 'Blog' };
  const post = request('Post', 0, { collectionId: blog.id, parentId: blog.id });
  const main = startTree(...shopEvents, { type: 'items', items: [post] });
  main.tree.add({ type: 'collections', collections: [shop, blog] });
  const { go, press, changes, tree, lines } = await openShop(main);
  await screen.findByText('Post');
  changes.move.mockResolvedValueOnce({ id: idOf('in'), undoId: idOf('undo') });
  go('Health');
  press('ArrowRight', { altKey: true });
  press('ArrowLeft', { altKey: true });
  await screen.findByText('“Health” moved.');
  tree.add({ type: 'collections', collections: [blog] });
  await screen.findByText(/^“Health” was not moved: It is not in the tree, or not yet/);
  expect(lines()).toEqual(['Blog', '  Post']);
  go('Post');
  press('Delete');
  await screen.findByText('“Post” deleted.');
});
