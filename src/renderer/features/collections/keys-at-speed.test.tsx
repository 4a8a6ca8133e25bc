import { screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { startTree } from '#test/harness/stand-in-collections.ts';
import { openShop, shopEvents } from '../../test-support/open-sidebar.tsx';
import { folder, idOf, request, shop } from './test-support.ts';

beforeEach(() => sessionStorage.clear());
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
