import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { CollectionsPage } from './collections-page.ts';
import { expect, test } from './test.ts';

test('by keys alone: from the start to a request that is sent, and saved in a folder of a new collection', async ({
  host,
  parley,
  server,
}) => {
  const { page } = parley;
  const { keyboard } = page;
  const collections = new CollectionsPage(host, parley);
  /** Goes on from field to field, as often as a person would. */
  const tabTo = async (target: Locator, key = 'Tab') => {
    for (let presses = 0; presses < 30; presses++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await keyboard.press(key);
    }
    await expect(target).toBeFocused();
  };

  await collections.chooseFolderForNew();
  await tabTo(collections.sidebar.getByRole('button', { name: 'New collection', exact: true }));
  await keyboard.press('Enter');
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
  await keyboard.type('Shop');
  await keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await collections.row('Shop').waitFor();

  await tabTo(collections.tree);
  await keyboard.press('Shift+F10');
  await page.getByRole('menu').waitFor();
  await tabTo(page.getByRole('menuitem', { name: 'New folder' }), 'ArrowDown');
  await keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'New name of New folder' })).toBeFocused();
  await keyboard.type('Orders');
  await keyboard.press('Enter');
  await collections.row('Orders').waitFor();

  await keyboard.press('ControlOrMeta+Alt+n');
  await expect(parley.url).toBeFocused();
  await keyboard.type(server.url('/echo', { by: 'keys' }));
  await keyboard.press('Shift+Tab');
  await expect(parley.method).toBeFocused();
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('PUT');
  await keyboard.press('Tab');
  await expect(parley.url).toBeFocused();
  await keyboard.press('Tab');
  await expect(parley.send).toBeFocused();
  await keyboard.press('ControlOrMeta+Enter');
  await expect(parley.status).toHaveText('200 OK');
  await expect(parley.responseBody).toContainText('"PUT"');

  await keyboard.press('ControlOrMeta+s');
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('Change order');
  await keyboard.press('Tab');
  await expect(page.getByRole('combobox', { name: 'In', exact: true })).toBeFocused();
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('Orders');
  await page.getByRole('option', { name: 'Shop / Orders' }).waitFor();
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await tabTo(page.getByRole('button', { name: 'Save', exact: true }));
  await keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await collections.waitUntilClean();
  const text = await readFile(join(host.collectionsFolder, 'Shop', 'Orders', 'Change order.yml'), 'utf8');
  expect(text).toContain('method: PUT');
  expect(text).toContain(server.url('/echo', { by: 'keys' }));
});
