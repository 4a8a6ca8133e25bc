import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requestFile } from './collections-page.ts';
import { expect, test } from './collections-test.ts';
import type { ParleyPage } from './parley-page.ts';

/** Two environments for one request. */
const files = (origin: string) => ({
  'environments/Test.yml': `name: Test\nvariables:\n  - name: host\n    value: ${origin}/echo/test\n  - name: token\n    secret: true\n`,
  'environments/Live.yml': `name: Live\nvariables:\n  - name: host\n    value: ${origin}/echo/live\n`,
  'get.yml': requestFile('Get', 1, '"{{host}}?page=1"'),
});

async function useEnvironment({ page }: ParleyPage, name: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Environment of Shop' }).click();
  await page.getByRole('option', { name, exact: true }).click();
}

/** What the card about a name says, with the caret in it. */
async function cardAt({ url, page }: ParleyPage, name: string): Promise<string> {
  const text = await url.inputValue();
  const place = text.indexOf(`{{${name}}}`) + 3;
  await url.focus();
  await url.press('Home');
  for (let at = 0; at < place; at++) await url.press('ArrowRight');
  return page.getByRole('tooltip').innerText();
}

test('what is sent is of the environment in use', async ({ collections, parley, server }) => {
  await collections.open(files(server.origin));
  await collections.show('Get');
  await useEnvironment(parley, 'Test');
  await expect(parley.url).toHaveAccessibleDescription('');
  await parley.send.click();
  await expect(parley.status).toHaveText(/^404/);
  expect(server.requests.at(-1)?.url).toBe('/echo/test?page=1');
  expect(await cardAt(parley, 'host')).toContain('environment Test');

  await useEnvironment(parley, 'Live');
  await expect(parley.page.locator('.variable-name[data-state=known]').first()).toBeVisible();
  await expect.poll(() => cardAt(parley, 'host')).toContain('environment Live');
  await parley.send.click();
  await expect.poll(() => server.requests.at(-1)?.url).toBe('/echo/live?page=1');
  await parley.tab(parley.response, 'Sent');
  await expect(parley.response.getByRole('region', { name: 'Sent request' })).toContainText(
    `GET ${server.origin}/echo/live?page=1`,
  );
});

test('a request that names what nobody knows is not sent, and says which name it is', {
  tag: '@anyHost',
}, async ({ collections, parley, server }) => {
  await collections.open(files(server.origin));
  await collections.show('Get');
  await expect(parley.url).toHaveAccessibleDescription('Unknown variable: host.');
  await parley.send.click();
  await expect(parley.alert).toContainText('There is no variable {{host}} in the URL.');
  expect(server.requests).toEqual([]);
  await useEnvironment(parley, 'Test');
  await expect(parley.url).toHaveAccessibleDescription('');
});

test('a secret is sent, and shown nowhere', { tag: '@anyHost' }, async ({ collections, parley, server }) => {
  const { page } = parley;
  await collections.open(files(server.origin));
  await collections.show('Get');
  await useEnvironment(parley, 'Test');
  await page.getByRole('button', { name: 'Edit environments of Shop' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Variable 2 secret value').fill('hunter2');
  await page.keyboard.press('Tab');
  await dialog.getByRole('button', { name: 'Close environments' }).click();
  await expect(dialog).toBeHidden();

  // By keys: the name is completed, in the place for a password.
  await parley.tab(parley.request, 'Auth');
  await parley.request.getByRole('radiogroup', { name: 'Kind of auth' }).getByText('Bearer').click();
  const token = parley.request.getByLabel('Token', { exact: true });
  await token.pressSequentially('{{to');
  await expect(page.getByRole('option', { name: 'token, secret, environment Test' })).toBeVisible();
  await token.press('Enter');
  await expect(token).toHaveValue('{{token}}');

  await parley.tab(parley.request, 'Resolved');
  const headers = parley.request.getByRole('region', { name: 'Headers that would be sent' });
  await expect(headers).toContainText('Bearer ••••••');
  await parley.send.click();
  await expect(parley.status).toBeVisible();
  expect(server.requests.at(-1)?.headers).toContainEqual(['Authorization', 'Bearer hunter2']);
  await parley.tab(parley.response, 'Sent');
  await expect(parley.response.getByRole('region', { name: 'Sent request' })).toContainText('Bearer ••••••');
  expect(await page.locator('body').innerText()).not.toContain('hunter2');
});

test.describe('in a field', () => {
  test('what completion puts in is undone and done again, and the colours move with the text', {
    tag: '@anyHost',
  }, async ({ collections, parley, server }) => {
    await collections.open(files(server.origin));
    await collections.show('Get');
    await useEnvironment(parley, 'Test');
    await expect(parley.url).toHaveAccessibleDescription('');
    await parley.url.press('End');
    await parley.page.keyboard.type(`&a={{ho`);
    await parley.page.keyboard.press('Tab');
    await expect(parley.url).toHaveValue('{{host}}?page=1&a={{host}}');
    await parley.page.keyboard.press('ControlOrMeta+z');
    await expect(parley.url).toHaveValue('{{host}}?page=1&a={{ho');
    await parley.page.keyboard.press('ControlOrMeta+Shift+z');
    await expect(parley.url).toHaveValue('{{host}}?page=1&a={{host}}');

    await parley.page.keyboard.insertText('long'.repeat(80));
    const scrolled = () =>
      parley.url.evaluate((field) => {
        const copy = field.parentElement?.querySelector('.variable-mirror-text');
        return [field.scrollLeft > 0, copy?.scrollLeft === field.scrollLeft];
      });
    await expect.poll(scrolled).toEqual([true, true]);
    await parley.page.keyboard.press('Home');
    await expect.poll(scrolled).toEqual([false, true]);
  });
});

test('what a folder gives is typed with the variables that its requests can name', async ({
  collections,
  parley,
}) => {
  const { page } = parley;
  const folder = await collections.open({
    'users/folder.yml':
      'info:\n  name: Users\n  type: folder\nrequest:\n  variables:\n    - name: team\n      value: red\n',
    ...files('http://a.test'),
  });
  await useEnvironment(parley, 'Test');
  await collections.choose('Users', 'Settings…');
  const dialog = page.getByRole('dialog', { name: 'Settings of Users' });
  await dialog.getByLabel('Header 1 name').fill('X-Host');
  const value = dialog.getByLabel('Header 1 value');
  await value.pressSequentially('{{ho');
  await expect(page.getByRole('option', { name: /^host, .*, environment Test$/ })).toBeVisible();
  await value.press('Escape');
  await expect(page.getByRole('option')).toHaveCount(0);
  await value.press('Control+Space');
  await value.press('Enter');
  await expect(value).toHaveValue('{{host}}');
  await value.pressSequentially('/{{team}}/{{id}}');
  await expect(value).toHaveAccessibleDescription('Unknown variable: id.');
  await value.press('ArrowLeft');
  await expect(page.getByRole('tooltip')).toContainText('unless a request or folder within defines it');
  await value.press('Escape');
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  await expect(dialog).toBeVisible();
  // Its own variables count as they are typed.
  await dialog.getByRole('tab', { name: 'Variables' }).click();
  await dialog.getByLabel('Variable 2 name').fill('id');
  await dialog.getByLabel('Variable 2 value').fill('7');
  await dialog.getByRole('tab', { name: 'Headers' }).click();
  await expect(value).toHaveAccessibleDescription('');
  await dialog.getByRole('button', { name: 'Close settings' }).click();
  await expect(dialog).toBeHidden();
  expect(await readFile(join(folder, 'users/folder.yml'), 'utf8')).toContain(
    'value: "{{host}}/{{team}}/{{id}}"',
  );
});
