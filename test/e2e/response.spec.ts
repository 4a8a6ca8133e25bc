import { expect, test } from './test.ts';

test.use({ sharedApp: true });

test('JSON is shown as it came, with every digit of its numbers', async ({ parley, server }) => {
  const body = '{"id":12345678901234567890,"price":1.10}';
  await parley.sendTo(server.url('/respond', { body, header: 'Content-Type: application/json' }));
  await expect(parley.responseBody).toHaveText(body);
  await expect(parley.response.getByText(`JSON · UTF-8 · 1 line · ${body.length} B`)).toBeVisible();
});

test('an image that is none says so, and is shown as bytes or text if that is asked for', async ({
  parley,
  server,
}) => {
  await parley.sendTo(server.url('/respond', { body: 'not really', header: 'Content-Type: image/png' }));
  await expect(parley.response.getByText(/The image could not be loaded|can’t be drawn/)).toBeVisible();
  await parley.response.getByRole('button', { name: 'Hex' }).click();
  await expect(parley.response.getByText('This body is an image.')).toBeVisible();
  await expect(parley.responseBytes).toContainText('6e 6f 74 20 72 65 61 6c 6c 79');
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
  await expect(parley.responseBytes).toContainText('50 4b 03 04 00 00');
  await expect(parley.responseBody).toBeHidden();
});

test('a charset that nobody knows is told, and what the text is read as instead', async ({
  parley,
  server,
}) => {
  const header = 'Content-Type: text/plain; charset=klingon';
  await parley.sendTo(server.url('/respond', { body: 'grüße', header }));
  await expect(parley.responseBody).toHaveText('grüße');
  await expect(parley.response.getByText(/“klingon”. Shown as UTF-8\./)).toBeVisible();
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
