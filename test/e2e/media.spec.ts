import { readFile } from 'node:fs/promises';
import { makePdf } from '#test/harness/pdf-file.ts';
import { startBodyServer } from '#test/harness/servers/body-server.ts';
import { expect, test } from './test.ts';

test.use({ sharedApp: true });

test('an image is drawn, and its bytes can be looked at', async ({ parley }) => {
  await using server = await startBodyServer();
  await parley.sendTo(server.body(await readFile('build/icons/48x48.png'), 'image/png'));
  await expect(parley.response.getByText('48 × 48 pixels')).toBeVisible();
  await parley.response.getByRole('button', { name: 'Hex' }).click();
  await expect(parley.responseBytes).toContainText('89 50 4e 47');
  await parley.response.getByRole('button', { name: 'Hex' }).click();
  await expect(parley.response.getByRole('img', { name: 'The response' })).toBeVisible();
});

test('a PDF is drawn page by page', async ({ parley }) => {
  await using server = await startBodyServer();
  await parley.sendTo(server.body(makePdf(3, 0), 'application/pdf'));
  const page = (number: number) =>
    parley.response.getByRole('img', { name: `Page ${number} of the response` });
  await expect(page(1)).toHaveAttribute('data-drawn', '1');
  await parley.response.getByRole('button', { name: 'Next' }).click();
  await expect(page(2)).toHaveAttribute('data-drawn', '2');
  await expect(parley.response.getByRole('status', { name: 'Page' })).toHaveText('Page 2 of 3');
});

test('a PDF that is damaged says so', async ({ parley }) => {
  await using server = await startBodyServer();
  await parley.sendTo(server.body('%PDF-1.4\nnothing more', 'application/pdf'));
  await expect(parley.response.getByText(/The PDF could not be shown: it is damaged/)).toBeVisible();
});
