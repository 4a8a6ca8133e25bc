import { expect, test } from './test.ts';

test.use({ sharedApp: true });

// In a real browser and not in happy-dom: the editor that shows the text measures its layout.

test('JSON is laid out on demand, with each number as it came', async ({ parley, server }) => {
  const body = '{"id":12345678901234567890,"price":1.10}';
  await parley.sendTo(server.url('/respond', { body, header: 'Content-Type: application/json' }));
  await expect(parley.responseBody).toHaveText(body);
  await parley.response.getByRole('button', { name: 'Pretty' }).click();
  await expect(parley.responseBody).toContainText('"id": 12345678901234567890');
  await expect(parley.responseBody).toContainText('"price": 1.10');
  await parley.response.getByRole('button', { name: 'Pretty' }).click();
  await expect(parley.responseBody).toHaveText(body);
});

test('what should be JSON and is not is shown as it came, and where it breaks is told', async ({
  parley,
  server,
}) => {
  await parley.sendTo(server.url('/respond', { body: '{"id":}', header: 'Content-Type: application/json' }));
  await expect(parley.responseBody).toHaveText('{"id":}');
  await parley.response.getByRole('button', { name: 'Pretty' }).click();
  await expect(parley.response.getByText(/Line 1, column 7: expected a value\./)).toBeVisible();
});

test('a binary body is named, and shown as text only if that is asked for', async ({ parley, server }) => {
  await parley.sendTo(server.url('/respond', { body: 'not really', header: 'Content-Type: image/png' }));
  await expect(parley.response.getByText('This body is binary.')).toBeVisible();
  await expect(parley.responseBody).toBeHidden();
  await parley.response.getByRole('button', { name: 'Show as text' }).click();
  await expect(parley.responseBody).toHaveText('not really');
});

test('bytes without a type are looked at: text is shown, anything else is named', async ({
  parley,
  server,
}) => {
  const header = 'Content-Type: application/octet-stream';
  await parley.sendTo(server.url('/respond', { body: 'plain words', header }));
  await expect(parley.responseBody).toHaveText('plain words');
  await parley.sendTo(server.url('/respond', { body: 'PK\u0003\u0004\u0000\u0000', header }));
  await expect(parley.response.getByText('This body is binary.')).toBeVisible();
  await expect(parley.responseBody).toBeHidden();
});

test('an empty body is told', async ({ parley, server }) => {
  await parley.sendTo(server.url('/respond', { status: 204 }));
  await expect(parley.response.getByText('The response has no body.')).toBeVisible();
});

test('the timings of a failed exchange say where the time went', async ({ parley, server }) => {
  await parley.sendTo(server.url('/reset'));
  await expect(parley.alert).toBeVisible();
  await parley.tab(parley.response, 'Timings');
  await expect(parley.response.getByText('Wait for first byte')).toBeVisible();
});
