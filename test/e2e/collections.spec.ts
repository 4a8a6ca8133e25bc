import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CollectionsPage, folderFile, requestFile } from './collections-page.ts';
import { expect, test } from './test.ts';

test('a request is made, edited and saved; what is not saved is in its tab after a kill, and its file has none of it', async ({
  host,
  parley,
}) => {
  const collections = new CollectionsPage(host, parley);
  await collections.create('Shop');
  await collections.choose('Shop', 'New request');
  await collections.waitUntilShown('New request');
  await parley.url.fill('http://127.0.0.1/saved');
  await parley.tab(parley.request, 'Headers');
  await parley.fillRow('Header', 1, 'X-Kept', 'header-saved');
  await parley.typeBody('JSON', '{"kept": "body-saved"}');
  await collections.waitUntilUnsaved();
  await collections.save();
  const folder = join(host.collectionsFolder, 'Shop');
  const file = join(folder, 'New request.yml');
  const saved = await readFile(file, 'utf8');
  for (const part of ['http://127.0.0.1/saved', 'header-saved', 'body-saved']) expect(saved).toContain(part);

  await parley.url.fill('http://127.0.0.1/edited');
  await parley.typeBody('JSON', '{"kept": "body-edited"}');
  await parley.waitUntilSaved();
  await host.kill();

  const later = await host.start();
  const again = new CollectionsPage(host, later);
  expect(await readFile(file, 'utf8')).toBe(saved);
  await again.waitUntilShown('New request');
  await again.waitUntilUnsaved();
  await expect(later.url).toHaveValue('http://127.0.0.1/edited');
  await later.tab(later.request, 'Body');
  await expect(later.requestBody).toContainText('body-edited');
  await again.save();
  const edited = saved.replace('/saved', '/edited').replace('body-saved', 'body-edited');
  expect(await readFile(file, 'utf8')).toBe(edited);
  expect((await readdir(folder)).toSorted()).toEqual(['New request.yml', 'opencollection.yml']);
});

/** A folder that somebody keeps by hand and with Bruno. */
const byHand = {
  'opencollection.yml': '# read by the whole team\nopencollection: 1.0.0\n\ninfo:\n  name: Shop # for now\n',
  'Orders/folder.yml': folderFile('Orders', 1),
  'Orders/list.yml': `# Orders, as of the new version

info:
  name: List orders   # shown in the tree
  type: http
  seq: 1
http:
  # the old one is gone
  method: GET
  url: http://127.0.0.1/orders  # no slash!
  headers:
    - name: Accept
      value: 'application/json' # or XML
    - {name: X-Flow,   value: "a, b"}
  auth: inherit # from the folder
x-ours: { kept: [1,   2] }
`,
  'Stream.yml': 'info:\n  name: Stream\n  type: grpc\n  seq: 2\n\ngrpc:\n  url: http://127.0.0.1/stream\n',
  'Torn.yml': 'info:\n  name: Torn\n  type: http\nhttp:\n  url: "no end\n  method: [GET\n',
};

test('a folder that others wrote is shown with all that is in it, and saving one header changes its line alone', {
  tag: '@anyHost',
}, async ({ host, parley }) => {
  const collections = new CollectionsPage(host, parley);
  const folder = await collections.open(byHand);
  await collections.expand('Orders');
  await expect
    .poll(() => collections.outline())
    .toEqual(['Shop', '.Orders', '..List orders', '.Stream', '.Torn.yml']);

  await collections.show('List orders');
  await parley.tab(parley.request, 'Headers');
  await parley.request.getByRole('textbox', { name: 'Header 1 value' }).fill('text/html');
  await collections.save();

  const dialog = parley.page.getByRole('dialog');
  await collections.row('Torn.yml').click();
  await expect(dialog.getByRole('status')).toHaveText(/^Line [567], column \d+: /);
  await expect(dialog.getByRole('textbox', { name: 'Text of Torn.yml' })).toContainText('"no end');
  await parley.page.keyboard.press('Escape');
  await collections.row('Stream').click();
  await expect(dialog).toContainText('Parley can’t send requests of the kind “grpc” yet');
  const text = dialog.getByRole('textbox', { name: 'Text of Stream.yml' });
  await text.pressSequentially('typed');
  await expect(text).toContainText('http://127.0.0.1/stream');
  await expect(text).not.toContainText('typed');
  await parley.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  const edited = byHand['Orders/list.yml'].replace('application/json', 'text/html');
  for (const [place, before] of Object.entries({ ...byHand, 'Orders/list.yml': edited })) {
    expect(await readFile(join(folder, place), 'utf8')).toBe(before);
  }
});

test('the tree: rename, move by keys and by the mouse, delete and undo, duplicate; and its order after a restart', {
  tag: '@anyHost',
}, async ({ host, parley }) => {
  const collections = new CollectionsPage(host, parley);
  const folder = await collections.open({
    'Archive/folder.yml': folderFile('Archive', 1),
    'Users/folder.yml': folderFile('Users', 2),
    'Health.yml': requestFile('Health', 1),
    'Login.yml': requestFile('Login', 2),
    'Status.yml': requestFile('Status', 3),
  });
  const { keyboard } = parley.page;
  const expectOutline = (...lines: string[]) =>
    expect.poll(() => collections.outline()).toEqual(['Shop', ...lines]);
  const goTo = async (name: string) => {
    await keyboard.press(name.slice(0, 1));
    await expect(collections.row(name)).toHaveAttribute('aria-selected', 'true');
  };
  await expectOutline('.Archive', '.Users', '.Health', '.Login', '.Status');

  await collections.tree.focus();
  await goTo('Login');
  await keyboard.press('F2');
  await keyboard.type('Password');
  await keyboard.press('Enter');
  await expectOutline('.Archive', '.Users', '.Health', '.Password', '.Status');
  expect((await readdir(folder)).toSorted()).toEqual([
    'Archive',
    'Health.yml',
    'Password.yml',
    'Status.yml',
    'Users',
    'opencollection.yml',
  ]);
  expect(await readFile(join(folder, 'Password.yml'), 'utf8')).toBe(requestFile('Password', 2));

  await keyboard.press('Alt+ArrowUp');
  await expectOutline('.Archive', '.Users', '.Password', '.Health', '.Status');
  await goTo('Users');
  await keyboard.press('Alt+ArrowUp');
  await expectOutline('.Users', '.Archive', '.Password', '.Health', '.Status');
  await goTo('Status');
  await keyboard.press('Alt+ArrowRight');
  await expectOutline('.Users', '.Archive', '..Status', '.Password', '.Health');
  expect((await readdir(join(folder, 'Archive'))).toSorted()).toEqual(['Status.yml', 'folder.yml']);

  await collections.row('Health').dragTo(collections.row('Users'));
  await expectOutline('.Users', '..Health', '.Archive', '..Status', '.Password');
  expect((await readdir(join(folder, 'Users'))).toSorted()).toEqual(['Health.yml', 'folder.yml']);

  await goTo('Password');
  await keyboard.press('Delete');
  await expectOutline('.Users', '..Health', '.Archive', '..Status');
  await collections.sidebar.getByText('“Password” deleted.').waitFor();
  expect(await readdir(folder)).not.toContain('Password.yml');
  await collections.press('Undo');
  await expectOutline('.Users', '..Health', '.Archive', '..Status', '.Password');
  expect(await readFile(join(folder, 'Password.yml'), 'utf8')).toContain('name: Password\n');

  await collections.tree.focus();
  await goTo('Health');
  await keyboard.press('ControlOrMeta+d');
  await expectOutline('.Users', '..Health', '..Health copy', '.Archive', '..Status', '.Password');
  expect((await readdir(join(folder, 'Users'))).toSorted()).toEqual([
    'Health copy.yml',
    'Health.yml',
    'folder.yml',
  ]);

  expect(await host.quit()).toBe(0);
  const again = new CollectionsPage(host, await host.start());
  for (const name of ['Shop', 'Users', 'Archive']) await again.expand(name);
  await expect
    .poll(() => again.outline())
    .toEqual(['Shop', '.Users', '..Health', '..Health copy', '.Archive', '..Status', '.Password']);
});

test('keys come as fast as they can: none is lost, and each is for what is current by then', async ({
  host,
  parley,
}) => {
  const { page } = parley;
  const { keyboard } = page;
  const collections = new CollectionsPage(host, parley);
  const folder = await collections.open(
    Object.fromEntries(['A', 'B', 'C', 'D'].map((name, at) => [`${name}.yml`, requestFile(name, at + 1)])),
  );
  await collections.row('Shop').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'New folder' }).click();
  await keyboard.type('Payments');
  for (const key of ['Enter', 'ArrowDown', 'Delete', 'Delete']) await keyboard.press(key);
  // Into the folder, out, and in again.
  for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowRight']) await keyboard.press(`Alt+${key}`);
  await collections.sidebar.getByText('“C” moved.').waitFor();
  await expect.poll(() => collections.outline()).toEqual(['Shop', '.Payments', '..C', '.D']);
  await expect
    .poll(async () => (await readdir(folder)).toSorted())
    .toEqual(['D.yml', 'Payments', 'opencollection.yml']);
  expect((await readdir(join(folder, 'Payments'))).toSorted()).toEqual(['C.yml', 'folder.yml']);
  for (let step = 0; step < 5; step++) await keyboard.press('ControlOrMeta+z');
  await collections.sidebar.getByText('Undone: “A” deleted.').waitFor();
  await expect.poll(() => collections.outline()).toEqual(['Shop', '.Payments', '.A', '.B', '.C', '.D']);
});
