import { expect, test } from './test.ts';

test.use({ sharedApp: true });

const json = JSON.stringify({
  name: 'Parley',
  list: Array.from({ length: 250 }, (_, id) => id / 4),
  open: { ok: true, text: 'a “quoted” word' },
  nothing: null,
});

test('JSON is laid out, and opened as a tree by mouse and keys', async ({ parley, server }) => {
  await parley.sendTo(server.url('/respond', { body: json, header: 'Content-Type: application/json' }));
  await parley.response.getByRole('button', { name: 'Pretty' }).click();
  const pretty = parley.response.getByRole('grid', { name: 'Response body, laid out' });
  await expect(pretty.getByRole('gridcell', { name: '"name": "Parley",' })).toBeVisible();

  await parley.response.getByRole('button', { name: 'Tree' }).click();
  const tree = parley.response.getByRole('tree');
  await tree.getByRole('treeitem').filter({ hasText: 'list' }).click();
  await expect(tree.getByRole('treeitem', { level: 3 }).first()).toBeVisible();
  await tree.press('End');
  await tree.press('ArrowUp');
  await tree.press('Enter');
  await tree.press('End');
  await expect(tree.getByRole('treeitem', { selected: true })).toBeInViewport();
});
