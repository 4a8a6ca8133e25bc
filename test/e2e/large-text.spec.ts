import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { requestFile } from './collections-page.ts';
import { expect, test } from './collections-test.ts';

const sizes = [
  { width: 1280, height: 800 },
  { width: 800, height: 600 },
];

const boxOf = async (part: Locator) => {
  const box = await part.boundingBox();
  if (!box) throw new Error('It is not shown');
  return { ...box, right: box.x + box.width, bottom: box.y + box.height };
};

const cutOff = (buttons: Locator) =>
  buttons
    .locator('.mantine-Button-label')
    .evaluateAll((labels) =>
      labels.filter((label) => label.scrollWidth > label.clientWidth).map((label) => label.textContent),
    );

for (const size of sizes) {
  test(`with text twice as large nothing is cut off, in ${size.width} × ${size.height}`, async ({
    parley,
    server,
  }) => {
    const { page } = parley;
    await page.setViewportSize(size);
    await page.evaluate(() => (document.documentElement.style.fontSize = '32px'));
    await parley.sendTo(server.url('/echo'));
    await expect(parley.status).toHaveText('200 OK');

    const history = page.getByRole('tab', { name: 'History' });
    const work = page.locator('.work');
    expect((await boxOf(history)).right).toBeLessThanOrEqual((await boxOf(work)).x);
    expect((await boxOf(work)).width).toBeGreaterThan(size.width / 2);
    expect((await boxOf(history)).height).toBeGreaterThan(64);
    const icon = page.getByRole('button', { name: 'New window' }).locator('svg');
    expect((await boxOf(icon)).width).toBe(32);

    // An address of some thirty letters.
    expect((await boxOf(parley.url)).width).toBeGreaterThan(400);
    const send = await boxOf(parley.send);
    expect(send.right).toBeLessThanOrEqual(size.width);

    // The response has come into view by itself, with a line or more of the body.
    const rows = await boxOf(parley.responseBody);
    expect(rows.height).toBeGreaterThan(40);
    await expect(parley.responseBody).toBeInViewport({ ratio: 1 });
    const foot = parley.response.locator('.editor-foot');
    expect(await cutOff(foot)).toEqual([]);
    expect((await boxOf(foot)).right).toBeLessThanOrEqual(size.width);
    for (const button of await foot.getByRole('button').all())
      expect((await boxOf(button)).right).toBeLessThanOrEqual(size.width);
  });
}

test('with text twice as large what is told of a file can be read, and what can be done about it pressed', async ({
  collections,
  parley,
}) => {
  const { page } = parley;
  await page.setViewportSize({ width: 800, height: 600 });
  const folder = await collections.open({ 'Ping.yml': requestFile('Ping') });
  await collections.show('Ping');
  await page.evaluate(() => (document.documentElement.style.fontSize = '32px'));
  await parley.url.fill('http://127.0.0.1/mine');
  await collections.waitUntilUnsaved();
  await writeFile(join(folder, 'Ping.yml'), requestFile('Ping', 1, 'http://127.0.0.1/theirs'));
  const told = page.getByText('“Ping” has changed on disk while you edited it.');
  await expect(told).toBeVisible();
  const notice = page.locator('.notice').filter({ has: told });
  expect((await boxOf(notice.locator('.notice-text'))).width).toBeGreaterThan(200);
  expect(await cutOff(notice)).toEqual([]);
  for (const button of await notice.getByRole('button').all())
    expect((await boxOf(button)).right).toBeLessThanOrEqual(800);

  await collections.press('Compare');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('textbox', { name: 'On disk' })).toBeVisible();
  const choices = dialog.locator('.dialog-buttons').getByRole('button');
  for (const choice of await choices.all()) await expect(choice).toBeInViewport({ ratio: 1 });
  expect(await cutOff(dialog.locator('.dialog-buttons'))).toEqual([]);
  await dialog.getByRole('button', { name: 'Take theirs' }).click();
  await collections.waitUntilClean();
});
