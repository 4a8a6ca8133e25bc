import { expect, test } from './test.ts';

test.use({ sharedApp: true });

test('sends a request, and shows the status, the body and the headers of its response', async ({
  parley,
  server,
}) => {
  await parley.sendTo(server.url('/respond', { status: 201, header: 'X-Greeting: hello', body: 'made it' }));
  await expect(parley.status).toHaveText('201 Created');
  await expect(parley.responseBody).toContainText('made it');
  await parley.tab(parley.response, 'Headers');
  await expect(parley.response.getByRole('row', { name: 'X-Greeting hello' })).toBeVisible();
  await parley.tab(parley.response, 'Timings');
  await expect(parley.response.getByText('First byte')).toBeVisible();
});

test('a double click on Send sends once, and does not cancel', async ({ parley, server }) => {
  await parley.url.fill(server.url('/held', { gate: 'double' }));
  await parley.send.dblclick({ delay: 50 });
  await server.request('/held');
  server.open('double');
  await expect(parley.responseBody).toContainText('second piece');

  // Where the response is there before the second click, Send is beneath the pointer again.
  await parley.url.fill(server.url('/respond', { body: 'at once' }));
  await parley.send.click();
  await expect(parley.responseBody).toContainText('at once');
  await parley.page.mouse.down({ clickCount: 2 });
  await parley.page.mouse.up({ clickCount: 2 });
  await parley.sendTo(server.url('/respond', { body: 'the one after' }));
  await expect(parley.responseBody).toContainText('the one after');
  expect(server.requests.filter(({ url }) => url.startsWith('/respond?body'))).toHaveLength(2);
});

test('takes an address without a scheme for http', async ({ parley, server }) => {
  await parley.sendTo(`127.0.0.1:${server.port}/echo`);
  await expect(parley.status).toHaveText('200 OK');
});

test('sends method, headers and a JSON body as they were typed', async ({ parley, server }) => {
  await parley.url.fill(server.url('/echo'));
  await parley.chooseMethod('PATCH');
  await parley.tab(parley.request, 'Headers');
  await parley.fillRow('Header', 1, 'X-Parley', 'one');
  await parley.fillRow('Header', 2, 'x-parley', 'two');
  await parley.fillRow('Header', 3, 'X-Off', 'not sent');
  await parley.request.getByRole('checkbox', { name: 'Header 3 on' }).uncheck();
  await parley.typeBody('JSON', '{"big": 12345678901234567890}');
  await parley.send.click();
  await expect(parley.status).toHaveText('200 OK');

  const { method, headers } = await server.request('/echo');
  expect(method).toBe('PATCH');
  expect(headers.filter(([name]) => name.toLowerCase() === 'x-parley')).toEqual([
    ['X-Parley', 'one'],
    ['x-parley', 'two'],
  ]);
  expect(headers).toContainEqual(['Content-Type', expect.stringContaining('application/json')]);
  expect(headers.map(([name]) => name)).not.toContain('X-Off');
  // Only what is in view is in the page.
  await parley.responseBody.press('ControlOrMeta+End');
  await expect(parley.responseBody).toContainText('12345678901234567890');
});

test('uploads a file in pieces and sends it as the body', async ({ parley, server }) => {
  const content = Buffer.alloc(2_500_000, 'parley ');
  await parley.url.fill(server.url('/digest'));
  await parley.chooseMethod('POST');
  await parley.chooseBody('File');
  await parley.request
    .locator('input[type=file]')
    .last()
    .setInputFiles({ name: 'big.bin', mimeType: 'application/octet-stream', buffer: content });
  await expect(parley.request.getByText('big.bin').last()).toBeVisible();
  await parley.send.click();
  await expect(parley.status).toHaveText('200 OK');
  await expect(parley.responseBody).toContainText('"bytes": 2500000');
});

test('waits for an upload that is under way before it sends', async ({ parley, server }) => {
  const size = 8_000_000;
  await parley.url.fill(server.url('/digest'));
  await parley.chooseMethod('POST');
  await parley.chooseBody('File');
  // In one turn of the page's loop: the upload has begun, and can't have got anywhere.
  await parley.page.evaluate((bytes) => {
    const field = document.querySelector<HTMLInputElement>('input[aria-label="Body file"]');
    const send = [...document.querySelectorAll('button')].find((button) => button.textContent === 'Send');
    const files = new DataTransfer();
    files.items.add(new File([new Uint8Array(bytes)], 'zeros.bin'));
    if (!field || !send) throw new Error('The window has no field for a file, or no Send');
    field.files = files.files;
    field.dispatchEvent(new Event('change', { bubbles: true }));
    send.click();
  }, size);
  await expect(parley.responseBody).toContainText(`"bytes": ${size}`);
  expect(server.requests).toHaveLength(1);
});

test('shows a response as it arrives, and cancels it at the server', async ({ parley, server }) => {
  await parley.sendTo(server.url('/stream', { pieces: 0, everyMs: 50 }));
  await expect(parley.responseBody).toContainText('piece 3');
  await expect(parley.status).toHaveText('200 OK');
  const { closed } = await server.request('/stream');
  await parley.cancel.click();
  await closed;
  await expect(parley.send).toBeVisible();
  await expect(parley.response.getByText(/cancelled/i).first()).toBeVisible();
  await expect(parley.responseBody).toContainText('piece 3');
});

test('cancels a request that nobody answers, with Escape', async ({ parley, server }) => {
  await parley.sendTo(server.url('/never'));
  await expect(parley.cancel).toBeVisible();
  const { closed } = await server.request('/never');
  await parley.page.keyboard.press('Escape');
  await closed;
  await expect(parley.send).toBeVisible();
});

test('decodes what is compressed', async ({ parley, server }) => {
  for (const coding of ['gzip', 'deflate', 'br', 'zstd']) {
    await parley.sendTo(server.url(`/encoded/${coding}`));
    await expect(parley.responseBody).toContainText('line');
    await expect(parley.status).toHaveText('200 OK');
  }
});

test('follows redirects and lists them', async ({ parley, server }) => {
  await parley.sendTo(server.url('/redirect-chain/2'));
  await expect(parley.status).toHaveText('200 OK');
  await expect(parley.response.getByText(/redirect/i).first()).toBeVisible();
});
