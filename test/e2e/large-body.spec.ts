import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requestFile } from './collections-page.ts';
import { expect, test } from './collections-test.ts';

const line = (number: number) => `{"number": ${number}, "text": "${'x'.repeat(1000)}"},`;
const count = 6000;
const body = `[\n${Array.from({ length: count }, (_, at) => line(at + 1)).join('\n')}\n0]`;

test('a saved body that is too large to be edited is looked at, sent as it stands, and kept when the rest is saved', async ({
  collections,
  parley,
  server,
}) => {
  const url = server.url('/digest');
  const text = (address: string) =>
    `# many rows\ninfo:\n  name: Import\n  type: http\n\nhttp:\n  method: POST\n  url: ${address}\n  body:\n    type: json\n    data: |-\n${body.replaceAll(/^/gm, '      ')}\n\ndocs: Slow\n`;
  const folder = await collections.open({ 'Import.yml': text('http://127.0.0.1/') });
  await collections.show('Import');
  await parley.page.getByRole('tab', { name: 'Body' }).first().click();
  const request = parley.page.getByRole('region', { name: 'Request', exact: true });
  await expect(request.getByText('5.9 MiB are too much to edit here.')).toBeVisible();
  const grid = request.getByRole('grid', { name: 'Request body' });
  await expect(grid).toContainText('"number": 1,');
  await grid.focus();
  await parley.page.keyboard.press('ControlOrMeta+End');
  await expect(grid).toContainText(`"number": ${count},`);

  await parley.url.fill(url);
  await parley.send.click();
  const sent = Buffer.from(body);
  await expect(parley.responseBody).toContainText(`"bytes": ${sent.length}`);
  await expect(parley.responseBody).toContainText(createHash('sha256').update(sent).digest('hex'));

  await collections.save();
  expect(await readFile(join(folder, 'Import.yml'), 'utf8')).toBe(text(url));

  // Taken out by mistake, it comes back.
  await request.getByRole('button', { name: 'Remove body' }).click();
  await expect(request.getByText('is removed. Its file has it until you save.')).toBeVisible();
  await collections.waitUntilUnsaved();
  await request.getByRole('button', { name: 'Undo' }).click();
  await collections.waitUntilClean();
  expect(await readFile(join(folder, 'Import.yml'), 'utf8')).toBe(text(url));
});

test('a file that a request sends can be looked at', async ({ collections, parley }) => {
  await collections.open({
    'Upload.yml':
      'info:\n  name: Upload\n  type: http\n\nhttp:\n  method: POST\n  url: http://127.0.0.1/\n  body:\n    type: file\n    data:\n      - filePath: files/rows.csv\n        contentType: text/csv\n        selected: true\n',
    'files/rows.csv': 'name,price\nteapot,12\n',
  });
  await collections.show('Upload');
  await parley.page.getByRole('tab', { name: 'Body' }).first().click();
  await parley.page.getByRole('button', { name: 'Show the file' }).click();
  await expect(parley.page.getByRole('grid', { name: 'Request body' })).toContainText('teapot,12');
  await parley.page.getByRole('button', { name: 'Hide the file' }).click();
  await expect(parley.page.getByRole('grid', { name: 'Request body' })).toBeHidden();
});

test('the opening of a request whose file is huge tells how far it is, and can be cancelled', async ({
  collections,
  parley,
}) => {
  const { page } = parley;
  const folder = await collections.open({
    'Small.yml': requestFile('Small', 1, 'http://127.0.0.1/small'),
  });
  // A gigabyte of the disk is not taken: what nobody has written is zeros.
  const huge = await open(join(folder, 'Huge.yml'), 'w');
  await huge.writeFile(
    'info:\n  name: Huge\n  type: http\n\nhttp:\n  method: POST\n  url: http://127.0.0.1/\n  body:\n    type: text\n    data: |\n      x',
  );
  await huge.truncate(2 ** 30);
  await huge.close();
  const opening = collections.bar('Opening Huge');
  const tabs = page.getByRole('tablist', { name: 'Open requests' }).getByRole('tab');
  await collections.row('Huge').click();
  await expect(opening).toBeVisible();
  await expect(page.getByText(/^Opening Huge: [\d,]+ of 1,024 MiB$/)).toBeVisible();
  // The rest goes on meanwhile.
  await collections.show('Small');
  await collections.press('Cancel');
  await expect(opening).toBeHidden();
  await expect(tabs).toHaveCount(2);
});
