import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startMain } from '#test/harness/main.ts';
import { saving } from '#test/harness/services/saving.ts';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { Sidebar } from './sidebar.tsx';
import { layOut } from './test-support.ts';

let layout: Disposable;
beforeEach(() => {
  sessionStorage.clear();
  layout = layOut();
});
afterEach(() => layout[Symbol.dispose]());

test('what is done in the sidebar is done to real files, and taken back', async () => {
  const collectionsFolder = await temporaryFolder();
  await using main = await startMain({
    platform: {
      host: 'browser',
      version: '1.2.3',
      saveBody: saving(({ fileName }) => ({ kind: 'saved', fileName })),
      collectionsFolder,
    },
  });
  const noted: string[] = [];
  const note = (id: string) => void noted.push(id);
  const { unmount } = render(
    <Sidebar activeItemId={null} onOpen={note} onOpenText={note} onNewRequest={note} />,
    {
      wrapper: inWindow(main.openWindow()),
    },
  );
  const user = userEvent.setup({ delay: null, pointerEventsCheck: 0 });
  const lines = () =>
    Array.from(document.querySelectorAll('[role=treeitem] .collection-name'), (name) => name.textContent);
  const press = (key: string, held: KeyboardEventInit = {}) => {
    const tree = document.querySelector('[role=tree]');
    if (tree) fireEvent.keyDown(tree, { key, ...held });
  };

  await user.click(await screen.findByText('New collection…'));
  await user.type(await screen.findByLabelText('Name'), 'Shop{Enter}');
  await waitFor(() => expect(lines()).toEqual(['Shop']));
  const folder = join(collectionsFolder, 'Shop');

  // A folder by the menu, named in its place.
  fireEvent.contextMenu(screen.getByText('Shop'));
  await user.click(await screen.findByRole('menuitem', { name: 'New folder' }));
  const field = await screen.findByLabelText<HTMLInputElement>('New name of New folder');
  fireEvent.change(field, { target: { value: 'Users' } });
  fireEvent.keyDown(field, { key: 'Enter' });
  await screen.findByText('“Users” made.');
  expect(lines()).toEqual(['Shop', 'Users']);
  expect(await readdir(folder)).toContain('Users');

  // A request that somebody else writes.
  const text =
    'info:\n  name: List # all\n  type: http\n  seq: 1\nhttp:\n  method: GET\n  url: http://a.test/\n';
  await writeFile(join(folder, 'list.yml'), text);
  await screen.findByText('List');

  // Into the folder and out of it again, by keys.
  press('End');
  press('ArrowRight', { altKey: true });
  await waitFor(async () => expect(await readdir(join(folder, 'Users'))).toContain('list.yml'));
  await waitFor(() => expect(lines()).toEqual(['Shop', 'Users', 'List']));
  press('z', { ctrlKey: true });
  await screen.findByText('Undone: “List” moved.');
  expect(await readFile(join(folder, 'list.yml'), 'utf8')).toBe(text);

  // Deleted, and back.
  // Back in the collection itself: it has another id there.
  await waitFor(() =>
    expect(document.querySelector('[aria-selected=true][aria-level="2"]')?.textContent).toContain('List'),
  );
  press('Delete');
  await user.click(await screen.findByText('Undo'));
  await waitFor(async () => expect(await readFile(join(folder, 'list.yml'), 'utf8')).toBe(text));
  await screen.findByText('List');

  // All at speed: into the folder, out of it, in again, deleted there, and the folder with it.
  press('End');
  press('ArrowRight', { altKey: true });
  press('ArrowLeft', { altKey: true });
  press('ArrowRight', { altKey: true });
  press('Delete');
  press('Home');
  press('ArrowDown');
  press('Delete');
  await screen.findByText('“Users” deleted.');
  expect(lines()).toEqual(['Shop']);
  expect(await readdir(folder)).toEqual(['opencollection.yml']);
  for (let steps = 0; steps < 5; steps++) press('z', { ctrlKey: true });
  await screen.findByText('Undone: “List” moved.');
  await waitFor(async () => expect(await readFile(join(folder, 'list.yml'), 'utf8')).toBe(text));
  await waitFor(() => expect(lines()).toEqual(['Shop', 'Users', 'List']));
  unmount();
});
