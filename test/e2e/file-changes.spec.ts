import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CollectionsPage, requestFile } from './collections-page.ts';
import { expect, test } from './collections-test.ts';
import type { ParleyPage } from './parley-page.ts';

const hasChanged = (name: string) => `“${name}” has changed on disk while you edited it.`;
const mine = 'http://127.0.0.1/mine';
const theirs = 'http://127.0.0.1/theirs';

/** What somebody else makes of a file: another URL, and a comment. */
const changedByOthers = (name: string) => `# theirs\n${requestFile(name, 1, theirs)}`;

test.describe('a request that is edited here and in its file', () => {
  /** Opens it, edits it, and has its file changed from outside. @returns its file. */
  async function bringIntoConflict(collections: CollectionsPage, edit: () => Promise<void>): Promise<string> {
    const folder = await collections.open({ 'Ping.yml': requestFile('Ping') });
    await collections.show('Ping');
    await edit();
    await collections.waitUntilUnsaved();
    const file = join(folder, 'Ping.yml');
    await writeFile(file, changedByOthers('Ping'));
    await expect(collections.bar(hasChanged('Ping'))).toBeVisible();
    return file;
  }

  test('is shown as both have it, and is as it is here in the end: Keep mine', async ({
    collections,
    parley,
  }) => {
    const file = await bringIntoConflict(collections, () => parley.url.fill(mine));
    // Neither what is here nor what is there is lost before the person has chosen.
    await parley.page.keyboard.press('ControlOrMeta+s');
    await expect(parley.url).toHaveValue(mine);
    expect(await readFile(file, 'utf8')).toBe(changedByOthers('Ping'));

    await collections.press('Compare');
    const dialog = parley.page.getByRole('dialog');
    await expect(dialog.getByRole('textbox', { name: 'On disk' })).toContainText(theirs);
    await expect(dialog.getByRole('textbox', { name: 'Here' })).toContainText(mine);
    await expect(dialog.getByRole('button', { name: 'Keep both' })).toBeDisabled();
    await dialog.getByRole('button', { name: 'Keep mine and save' }).click();
    await collections.waitUntilClean();
    await expect(parley.url).toHaveValue(mine);
    expect(await readFile(file, 'utf8')).toBe(changedByOthers('Ping').replace(theirs, mine));
  });

  test('is as its file is in the end: Take theirs', { tag: '@anyHost' }, async ({ collections, parley }) => {
    const file = await bringIntoConflict(collections, () => parley.url.fill(mine));
    await collections.press('Take theirs');
    await collections.waitUntilClean();
    await expect(parley.url).toHaveValue(theirs);
    expect(await readFile(file, 'utf8')).toBe(changedByOthers('Ping'));
  });

  test('has what was done to either in the end, once it is saved: Keep both', { tag: '@anyHost' }, async ({
    collections,
    parley,
  }) => {
    const file = await bringIntoConflict(collections, async () => {
      await parley.tab(parley.request, 'Headers');
      await parley.fillRow('Header', 1, 'X-Mine', 'kept');
    });
    await collections.press('Keep both');
    await collections.waitUntilUnsaved();
    await expect(parley.url).toHaveValue(theirs);
    expect(await readFile(file, 'utf8')).toBe(changedByOthers('Ping'));
    await collections.save();
    expect(await readFile(file, 'utf8')).toBe(
      `${changedByOthers('Ping')}  headers:\n    - name: X-Mine\n      value: kept\n`,
    );
  });
});

test('a tab without edits follows its file', { tag: '@anyHost' }, async ({ collections, parley }) => {
  const folder = await collections.open({ 'Ping.yml': requestFile('Ping') });
  await collections.show('Ping');
  await writeFile(join(folder, 'Ping.yml'), changedByOthers('Ping'));
  await expect(parley.url).toHaveValue(theirs);
  await collections.waitUntilClean();
});

test('a file that is deleted is told of, and Save makes it again', { tag: '@anyHost' }, async ({
  collections,
  parley,
}) => {
  const folder = await collections.open({ 'Ping.yml': requestFile('Ping') });
  const file = join(folder, 'Ping.yml');
  await collections.show('Ping');
  await rm(file);
  await expect(collections.bar('“Ping” was deleted on disk. Save to write it again.')).toBeVisible();
  await expect(collections.row('Ping')).toBeHidden();
  await collections.press('Save');
  await collections.waitUntilClean();
  expect(await readFile(file, 'utf8')).toBe(requestFile('Ping'));
  await collections.waitUntilShown('Ping');
  await expect(parley.url).toHaveValue('http://127.0.0.1/');
});

test('of two windows on one request, the one without edits shows what the other saves; one with edits asks', async ({
  collections,
  host,
  parley,
}) => {
  const folder = await collections.open({ 'Ping.yml': requestFile('Ping') });
  await collections.show('Ping');
  const otherParley: ParleyPage = await host.newWindow();
  const other = new CollectionsPage(host, otherParley);
  await other.expand('Shop');
  await other.show('Ping');

  await parley.url.fill('http://127.0.0.1/saved');
  await collections.save();
  await expect(otherParley.url).toHaveValue('http://127.0.0.1/saved');
  await other.waitUntilClean();

  await otherParley.url.fill(mine);
  await other.waitUntilUnsaved();
  await parley.url.fill(theirs);
  await collections.save();
  await expect(other.bar(hasChanged('Ping'))).toBeVisible();
  await expect(otherParley.url).toHaveValue(mine);
  await other.press('Keep mine and save');
  await other.waitUntilClean();
  await expect(parley.url).toHaveValue(mine);
  await collections.waitUntilClean();
  expect(await readFile(join(folder, 'Ping.yml'), 'utf8')).toBe(requestFile('Ping', 1, mine));
});
