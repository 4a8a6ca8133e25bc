import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CollectionsPage } from './collections-page.ts';
import { expect, test } from './test.ts';

const { unsaved } = CollectionsPage;

test('a request is made, edited and saved; what is not saved is in its tab after a kill, and its file has none of it', async ({
  host,
  parley,
}) => {
  const collections = new CollectionsPage(host, parley);
  await collections.create('Shop');
  await collections.choose('Shop', 'New request');
  await expect(parley.activeTab).toContainText('New request');
  await parley.url.fill('http://127.0.0.1/saved');
  await parley.tab(parley.request, 'Headers');
  await parley.fillRow('Header', 1, 'X-Kept', 'header-saved');
  await parley.typeBody('JSON', '{"kept": "body-saved"}');
  await expect(parley.activeTab).toHaveAccessibleName(unsaved);
  await parley.page.keyboard.press('ControlOrMeta+s');
  await expect(parley.activeTab).not.toHaveAccessibleName(unsaved);
  const file = join(host.collectionsFolder, 'Shop', 'New request.yml');
  const saved = await readFile(file, 'utf8');
  for (const part of ['http://127.0.0.1/saved', 'header-saved', 'body-saved']) expect(saved).toContain(part);

  await parley.url.fill('http://127.0.0.1/edited');
  await parley.typeBody('JSON', '{"kept": "body-edited"}');
  await parley.waitUntilSaved();
  await host.kill();

  const later = await host.start();
  expect(await readFile(file, 'utf8')).toBe(saved);
  await expect(later.activeTab).toHaveAccessibleName(unsaved);
  await expect(later.activeTab).toContainText('New request');
  await expect(later.url).toHaveValue('http://127.0.0.1/edited');
  await later.tab(later.request, 'Body');
  await expect(later.requestBody).toContainText('body-edited');
  await later.page.keyboard.press('ControlOrMeta+s');
  await expect(later.activeTab).not.toHaveAccessibleName(unsaved);
  expect(await readFile(file, 'utf8')).toBe(
    saved.replace('/saved', '/edited').replace('body-saved', 'body-edited'),
  );
  expect(await readdir(join(host.collectionsFolder, 'Shop'))).toEqual([
    'New request.yml',
    'opencollection.yml',
  ]);
});
