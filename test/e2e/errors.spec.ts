import { startTestServer } from '#test/harness/servers/index.ts';
import { expect, test } from './test.ts';

test('a refused connection', async ({ parley }) => {
  await using closed = await startTestServer();
  const address = closed.url('/');
  const { port } = closed;
  await closed[Symbol.asyncDispose]();
  await parley.sendTo(address);
  await expect(parley.alert).toContainText('127.0.0.1');
  await expect(parley.alert).toContainText(String(port));
  await expect(parley.alert).toContainText('ECONNREFUSED');
  await expect(parley.send).toBeVisible();
});

test('an unknown host', async ({ parley }) => {
  await parley.sendTo('http://no-such-host.invalid/');
  await expect(parley.alert).toContainText('no-such-host.invalid');
});

test('a certificate that can not be trusted, and the switch that accepts it', async ({ parley }) => {
  await using server = await startTestServer({ certificate: 'selfSigned' });
  await parley.sendTo(server.url('/echo'));
  await expect(parley.alert).toContainText(/certificate/i);
  await parley.tab(parley.request, 'Options');
  await parley.request
    .getByLabel(/certificate/i)
    .first()
    .uncheck();
  await parley.send.click();
  await expect(parley.status).toHaveText('200 OK');
  await expect(parley.alert).toBeHidden();
});

test('a timeout', async ({ parley, server }) => {
  await parley.url.fill(server.url('/never'));
  await parley.tab(parley.request, 'Options');
  await parley.request.getByRole('textbox', { name: /timeout/i }).fill('300');
  await parley.send.click();
  await expect(parley.alert).toContainText(/time/i);
});

test('a connection that is reset halfway: what had arrived is kept, and marked', async ({
  parley,
  server,
}) => {
  await parley.sendTo(server.url('/reset'));
  await expect(parley.alert).toBeVisible();
  await expect(parley.responseBody).toContainText('only this');
  await expect(parley.response.getByText(/incomplete/i).first()).toBeVisible();
});

test('a redirect loop', async ({ parley, server }) => {
  await parley.sendTo(server.url('/redirect-loop'));
  await expect(parley.alert).toContainText(/redirect/i);
});

test('a body that does not decode: what could be decoded is kept', async ({ parley, server }) => {
  await parley.sendTo(server.url('/truncated/gzip'));
  await expect(parley.alert).toContainText(/gzip/i);
  await expect(parley.response.getByText(/incomplete/i).first()).toBeVisible();
});

test('an address that is none', async ({ parley }) => {
  await parley.sendTo('http://');
  await expect(parley.alert).toBeVisible();
});

test('a header that can not be sent', async ({ parley, server }) => {
  await parley.url.fill(server.url('/echo'));
  await parley.tab(parley.request, 'Headers');
  await parley.fillRow('Header', 1, 'bad name', 'x');
  await parley.send.click();
  await expect(parley.alert).toContainText('bad name');
});

test('an error goes away with the next request', async ({ parley, server }) => {
  await parley.sendTo('http://no-such-host.invalid/');
  await expect(parley.alert).toBeVisible();
  await parley.sendTo(server.url('/echo'));
  await expect(parley.status).toHaveText('200 OK');
  await expect(parley.alert).toBeHidden();
});
