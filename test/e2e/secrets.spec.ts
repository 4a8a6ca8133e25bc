import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CollectionsPage, requestFile } from './collections-page.ts';
import { expect, test } from './test.ts';

/** What the app says of how it keeps secrets. Electron itself says what the system has. */
const keptHow = {
  web: 'encrypted with a key in a file that you alone can read',
  double: 'This system has no store for secrets: secret values stay on this machine, barely disguised',
  electron: 'stay on this machine',
};

test('a secret reaches the server, and stands nowhere in clear on the disk or in the browser', async ({
  folder,
  host,
  parley,
  server,
}) => {
  const secret = 'correct-horse-battery';
  const { page } = parley;
  const collections = new CollectionsPage(host, parley);
  await collections.open({ 'Ping.yml': requestFile('Ping') });

  await collections.press('Edit environments of Shop');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'New environment' }).click();
  await dialog.getByRole('textbox', { name: 'New name of New environment' }).fill('dev');
  await page.keyboard.press('Enter');
  const dev = dialog.getByRole('region', { name: 'dev' });
  await dev.getByRole('textbox', { name: 'Variable 1 name' }).fill('key');
  await dev.getByRole('checkbox', { name: 'Variable 1 secret' }).check();
  await expect(dev).toContainText(keptHow[host.kind]);
  const value = dev.getByLabel('Variable 1 secret value');
  await value.fill(secret);
  await value.blur();
  // Main has it: it says so itself, and not what it is.
  await expect(value).toHaveAttribute('placeholder', '••••••••');
  await collections.press('Close environments');
  await expect(dialog).toBeHidden();
  await page.getByRole('combobox', { name: 'Environment of Shop' }).click();
  await page.getByRole('option', { name: 'dev', exact: true }).click();

  await collections.show('Ping');
  await parley.tab(parley.request, 'Headers');
  await parley.fillRow('Header', 1, 'X-Key', '{{key}}');
  await parley.sendTo(`${server.url('/respond', { body: 'welcome' })}&key={{key}}`);
  await expect(parley.responseBody).toContainText('welcome');
  const [received] = server.requests;
  expect(received?.url).toBe(`/respond?body=welcome&key=${secret}`);
  expect(received?.headers).toContainEqual(['X-Key', secret]);
  await collections.save();

  // The error tells of the address.
  await parley.sendTo('http://127.0.0.1:1/?key={{key}}');
  await expect(parley.alert).toContainText('Nothing is listening');
  await parley.waitUntilSaved();
  await expect(page.locator('body')).not.toContainText(secret);
  const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage].map(Object.entries)));
  expect(kept).not.toContain(secret);

  // In the end all that is told in passing is on disk, such as the log.
  expect(await host.quit()).toBe(0);
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    files
      .filter((file) => file.isFile())
      .map(async (file) => {
        const path = join(file.parentPath, file.name);
        return { path, text: await readFile(path, 'latin1') };
      }),
  );
  const filesWith = (words: string) =>
    texts.filter(({ text }) => text.includes(words)).map(({ path }) => path);
  // What is looked for would be found.
  expect(filesWith('{{key}}').length).toBeGreaterThan(1);
  const bytes = Buffer.from(secret);
  for (const encoding of ['latin1', 'base64', 'base64url', 'hex'] as const) {
    expect(filesWith(bytes.toString(encoding)), encoding).toEqual([]);
  }
  expect(filesWith(Buffer.from(secret, 'utf16le').toString('latin1'))).toEqual([]);
});
