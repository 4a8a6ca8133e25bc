import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Failure } from '#router/contracts/failure.ts';
import { startTree } from '#test/harness/stand-in-collections.ts';
import { openShop, openSidebar, shopEvents } from '../../test-support/open-sidebar.tsx';
import { idOf, request, shop } from './test-support.ts';

const open = () => openShop(startTree(...shopEvents));

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

test('without a collection it says what one is, and offers to open or make one', async () => {
  const { user, changes } = openSidebar(startTree({ type: 'collections', collections: [] }));
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
