import { act, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Failure } from '#router/contracts/failure.ts';
import { startTree } from '#test/harness/stand-in-collections.ts';
import { openShop, shopEvents } from '../../test-support/open-sidebar.tsx';
import { idOf, request, shop } from './test-support.ts';

const open = () => openShop(startTree(...shopEvents));

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
  const { go, press, changes, tree } = await open();
  changes.move.mockImplementationOnce((id) => {
    tree.add({ type: 'items', items: [request('Version', 2), request('Health', 3)] });
    return Promise.resolve({ id, undoId: idOf('undo of the move') });
  });
  changes.undo.mockResolvedValueOnce({ id: idOf('Version'), undoId: idOf('redo') });
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
  expect(changes.undo.mock.calls).toEqual([[idOf('undo of the move')], [idOf('undo1')]]);
});

test('Ctrl+Z takes back what is still being done', async () => {
  const { go, press, changes, tree } = await open();
  let end: () => void = () => undefined;
  changes.remove.mockReturnValueOnce(
    new Promise((resolve) => {
      end = () => {
        tree.add({ type: 'removed', ids: [idOf('Version')] });
        resolve({ id: null, undoId: idOf('late') });
      };
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

test('what was not taken back as the connection went can be taken back on the next one', async () => {
  const { go, press, changes, cut } = await open();
  go('Version');
  press('Delete');
  await screen.findByText('“Version” deleted.');
  changes.undo.mockReturnValueOnce(new Promise(() => undefined));
  press('z', { ctrlKey: true });
  await waitFor(() => expect(changes.undo).toHaveBeenCalledOnce());
  act(cut);
  await screen.findByText(/^Not undone: /);
  press('z', { ctrlKey: true });
  await screen.findByText('Undone: “Version” deleted.');
  expect(changes.undo.mock.calls).toEqual([[idOf('undo1')], [idOf('undo1')]]);
});
