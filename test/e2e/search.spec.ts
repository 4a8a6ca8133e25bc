import { lineAt, lineBytes } from '#test/harness/servers/lines.ts';
import { expect, test } from './test.ts';

test.use({ sharedApp: true });

const mib = 24;
const lines = (mib * 1024 * 1024) / lineBytes;

test('a body is searched, and each hit is gone to', async ({ parley, server }) => {
  await parley.sendTo(server.url('/lines', { mib }));
  await expect(parley.response.getByText(`${(lines + 1).toLocaleString('en-US')} lines`)).toBeVisible();
  await parley.responseBody.focus();
  await parley.page.keyboard.press('ControlOrMeta+f');
  const field = parley.response.getByRole('textbox', { name: 'Search in the body' });
  await expect(field).toBeFocused();
  const sought = lineAt(300_000).slice(0, 15);
  await field.fill(sought.toUpperCase());
  await expect(parley.response.getByRole('status', { name: 'Hits' })).toHaveText('1 of 1');
  await expect(parley.responseBody.locator('.match.selected')).toHaveText(sought);
  await expect(parley.responseBody.locator('.match.selected')).toBeInViewport();

  await field.fill('line 00000010');
  await expect(parley.response.getByRole('status', { name: 'Hits' })).toHaveText('1 of 100');
  await field.press('Enter');
  await expect(parley.responseBody.locator('.match.selected')).toBeInViewport();
  await expect(parley.response.getByRole('status', { name: 'Hits' })).toHaveText('2 of 100');

  await field.press('Escape');
  await expect(parley.responseBody).toBeFocused();
  await expect(parley.responseBody.locator('.match')).toHaveCount(0);
});
