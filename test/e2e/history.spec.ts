import { expect, test } from './test.ts';

test('what was sent is listed after a restart, and shown again with its response and without another send', async ({
  host,
  parley,
  server,
}) => {
  await parley.sendTo(server.url('/respond', { body: 'as it was then' }));
  await expect(parley.responseBody).toContainText('as it was then');
  await parley.sendTo(server.url('/respond', { status: 404, body: 'nothing here' }));
  await expect(parley.responseBody).toContainText('nothing here');
  expect(await host.quit()).toBe(0);

  const { page, ...later } = await host.start();
  await page.getByRole('tab', { name: 'History' }).click();
  const entries = page.getByRole('list', { name: 'History' }).getByRole('listitem');
  await expect(entries).toHaveText([/nothing.*404/, /then.*200/]);
  await page.getByRole('textbox', { name: 'Search the history' }).fill('as+it+was');
  await expect(entries).toHaveCount(1);
  await entries.getByRole('button').first().click();
  await expect(later.responseBody).toContainText('as it was then');
  await expect(later.status).toHaveText('200 OK');
  await expect(later.url).toHaveValue(server.url('/respond', { body: 'as it was then' }));
  expect(server.requests).toHaveLength(2);
});
