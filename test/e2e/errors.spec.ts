import { startTestServer } from '#test/harness/servers/index.ts';
import type { ParleyPage } from './parley-page.ts';
import { expect, test } from './test.ts';

test.use({ sharedApp: true });

/** The facts that stand beside the words: those of the failure itself, which one of Parley's own would not have. */
async function expectFacts(
  parley: ParleyPage,
  facts: { readonly Phase: string; readonly Code: string | RegExp; readonly Host?: string },
): Promise<void> {
  for (const [name, value] of Object.entries(facts))
    await expect(parley.alert.locator(`dt:text-is("${name}") + dd`)).toHaveText(value);
}

/** Host and port of an address, as the facts have them. */
function hostOf(origin: string): string {
  return new URL(origin).host;
}

test('a refused connection', async ({ parley }) => {
  await using closed = await startTestServer();
  const address = closed.url('/');
  const { port } = closed;
  await closed[Symbol.asyncDispose]();
  await parley.sendTo(address);
  await expect(parley.alert).toContainText(`Nothing is listening on 127.0.0.1 port ${port}`);
  await expectFacts(parley, { Phase: 'Connection', Host: `127.0.0.1:${port}`, Code: 'ECONNREFUSED' });
  await expect(parley.send).toBeVisible();
});

test('an unknown host', async ({ parley }) => {
  await parley.sendTo('http://no-such-host.invalid/');
  await expect(parley.alert).toContainText('server named no-such-host.invalid');
  // Without a network a resolver can't even say that there is no such name.
  await expectFacts(parley, {
    Phase: 'Name lookup',
    Host: 'no-such-host.invalid:80',
    Code: /^(ENOTFOUND|EAI_AGAIN)$/,
  });
});

test('a certificate that can not be trusted, and the switch that accepts it', async ({ parley }) => {
  await using server = await startTestServer({ certificate: 'selfSigned' });
  await parley.sendTo(server.url('/echo'));
  await expect(parley.alert).toContainText(/certificate/i);
  await expectFacts(parley, {
    Phase: 'TLS handshake',
    Host: hostOf(server.origin),
    Code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  });
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
  await expect(parley.alert).toContainText('The time limit of 300 ms ran out');
  await expectFacts(parley, { Phase: 'Response', Host: hostOf(server.origin), Code: 'ETIMEDOUT' });
});

test('a connection that is reset halfway: what had arrived is kept, and marked', async ({
  parley,
  server,
}) => {
  await parley.sendTo(server.url('/reset'));
  await expectFacts(parley, { Phase: 'Response', Host: hostOf(server.origin), Code: 'ECONNRESET' });
  await expect(parley.responseBody).toContainText('only this');
  await expect(parley.response.getByText(/incomplete/i).first()).toBeVisible();
});

test('a body that is shorter than announced: what had arrived is kept, and marked', async ({
  parley,
  server,
}) => {
  await parley.sendTo(server.url('/short'));
  await expect(parley.alert).toContainText('9 of 100 bytes');
  await expectFacts(parley, { Phase: 'Response', Host: hostOf(server.origin), Code: 'ECONNRESET' });
  await expect(parley.responseBody).toContainText('only this');
  await expect(parley.response.getByText(/incomplete/i).first()).toBeVisible();
});

test('an answer that is not HTTP', async ({ parley, server }) => {
  await parley.sendTo(server.url('/malformed'));
  await expectFacts(parley, {
    Phase: 'Response',
    Host: hostOf(server.origin),
    Code: 'HPE_INVALID_CONSTANT',
  });
});

test('a redirect loop', async ({ parley, server }) => {
  await parley.sendTo(server.url('/redirect-loop'));
  await expect(parley.alert).toContainText('in a circle');
  await expectFacts(parley, { Phase: 'Redirect', Host: hostOf(server.origin), Code: 'ERR_REDIRECT_LOOP' });
});

test('redirects without end', async ({ parley, server }) => {
  await parley.sendTo(server.url('/redirect-on'));
  await expect(parley.alert).toContainText('Stopped after 10 redirects');
  await expectFacts(parley, {
    Phase: 'Redirect',
    Host: hostOf(server.origin),
    Code: 'ERR_TOO_MANY_REDIRECTS',
  });
});

test('a body that does not decode: what could be decoded is kept', async ({ parley, server }) => {
  await parley.sendTo(server.url('/truncated/gzip'));
  await expect(parley.alert).toContainText("can't be decoded as gzip: it is cut off");
  await expectFacts(parley, { Phase: 'Decoding', Host: hostOf(server.origin), Code: 'Z_BUF_ERROR' });
  await expect(parley.response.getByText(/incomplete/i).first()).toBeVisible();
});

test('an address that is none', async ({ parley }) => {
  await parley.sendTo('http://');
  await expect(parley.alert).toContainText('names no host');
  await expectFacts(parley, { Phase: 'Request', Code: 'ERR_INVALID_URL' });
});

test('a header that can not be sent', async ({ parley, server }) => {
  await parley.url.fill(server.url('/echo'));
  await parley.tab(parley.request, 'Headers');
  await parley.fillRow('Header', 1, 'bad name', 'x');
  await parley.send.click();
  await expect(parley.alert).toContainText('The header name "bad name" can\'t be sent');
  await expectFacts(parley, { Phase: 'Request', Host: hostOf(server.origin), Code: 'ERR_INVALID_HEADER' });
});

test('an error goes away with the next request', async ({ parley, server }) => {
  await parley.sendTo('http://no-such-host.invalid/');
  await expect(parley.alert).toBeVisible();
  await parley.sendTo(server.url('/echo'));
  await expect(parley.status).toHaveText('200 OK');
  await expect(parley.alert).toBeHidden();
});
