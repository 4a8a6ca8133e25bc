import { expect, test } from './test.ts';

test.use({ sharedApp: true });

const items = Array.from({ length: 40 }, (_, id) => ({
  id,
  name: id % 10 === 0 ? 'round' : 'other',
  price: 0,
}));
// No double holds this number.
const json = JSON.stringify({ items }).replace('"price":0', '"price":12345678901234567890.10');

test('JSON is filtered by JSONPath, with each number as it came', async ({ parley, server }) => {
  await parley.sendTo(server.url('/respond', { body: json, header: 'Content-Type: application/json' }));
  await parley.response.getByRole('button', { name: 'Filter' }).click();
  const field = parley.response.getByRole('textbox', { name: 'JSONPath' });
  await expect(field).toBeFocused();
  await field.fill('$.items[?@.name');
  await field.press('Enter');
  await expect(parley.response.getByRole('alert')).toBeVisible();

  await field.fill('$.items[?@.name == "round"]');
  await field.press('Enter');
  const filtered = parley.response.getByRole('grid', { name: 'Response body, filtered' });
  await expect(filtered).toContainText('12345678901234567890.10');
  await expect(filtered).toContainText('"id": 30');
  await expect(filtered).not.toContainText('"id": 31');
});

test('a text is filtered line by line', async ({ parley, server }) => {
  const lines = Array.from({ length: 500 }, (_, at) => `line ${at}${at % 100 === 7 ? ' Found' : ''}`);
  await parley.sendTo(server.url('/respond', { body: lines.join('\n'), header: 'Content-Type: text/plain' }));
  await parley.response.getByRole('button', { name: 'Filter' }).click();
  await parley.response.getByRole('textbox', { name: 'Lines with this text' }).fill('found');
  await parley.page.keyboard.press('Enter');
  const filtered = parley.response.getByRole('grid', { name: 'Response body, filtered' });
  for (const line of [7, 107, 207, 307, 407]) await expect(filtered).toContainText(`line ${line} Found`);
  await expect(filtered).not.toContainText('line 8');
});
