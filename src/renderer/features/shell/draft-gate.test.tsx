import { render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { StrictMode } from 'react';
import { beforeEach, describe, expect, test } from 'vitest';
import { startMain, type TestMain } from '#test/harness/main.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { DraftGate } from './draft-gate.tsx';

beforeEach(() => sessionStorage.clear());

/** The whole screen of a window, ready to be typed into. */
async function open(main: TestMain) {
  const { client, ipc } = main.openWindow();
  const view = render(
    <StrictMode>
      <DraftGate />
    </StrictMode>,
    { wrapper: inWindow({ client }) },
  );
  const url = await screen.findByRole<HTMLInputElement>('textbox', { name: 'URL' });
  const user = userEvent.setup();
  return {
    user,
    url,
    /** Puts a URL into its field at once: each key on its own would be slow. */
    fillUrl: async (text: string) => {
      await user.tripleClick(url);
      await user.paste(text);
    },
    request: within(screen.getByRole('region', { name: 'Request' })),
    response: within(screen.getByRole('region', { name: 'Response' })),
    status: screen.getByRole('status', { name: 'Response status' }),
    [Symbol.dispose]: () => {
      view.unmount();
      ipc.close();
    },
  };
}

describe('a request', () => {
  test('is sent with Enter, and its response is shown', async () => {
    await using main = await startMain();
    await using server = await startTestServer();
    using window = await open(main);
    await window.fillUrl(server.url('/respond', { status: 404, reason: 'Nowhere' }));
    await window.user.keyboard('{Enter}');
    await waitFor(() => expect(window.status.textContent).toBe('404 Nowhere'));
    expect(window.response.getByRole('button', { name: 'Save response' })).toBeTruthy();
    expect(window.response.queryByRole('alert')).toBeNull();
  });

  test('is sent with Ctrl+Enter from anywhere, and cancelled with Escape', async () => {
    await using main = await startMain();
    await using server = await startTestServer();
    using window = await open(main);
    await window.fillUrl(server.url('/never'));
    await window.user.click(window.request.getByRole('tab', { name: 'Headers' }));
    await window.user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByRole('button', { name: 'Cancel' });
    const { closed } = await waitFor(() => server.request('/never'));
    await window.user.keyboard('{Escape}');
    await waitFor(() => closed);
    await window.response.findByText(/^Cancelled/);
    expect(screen.getByRole('button', { name: 'Send' })).toBeTruthy();
  });

  test('without a URL is not sent, and says what it lacks', async () => {
    await using main = await startMain();
    using window = await open(main);
    await window.user.click(screen.getByRole('button', { name: 'Send' }));
    expect(screen.getByText('Type the URL to send to.')).toBeTruthy();
    expect(document.activeElement).toBe(window.url);
    await window.user.type(window.url, 'h');
    expect(screen.queryByText('Type the URL to send to.')).toBeNull();
  });

  test('with half a method is not sent, and keeps the method it had', async () => {
    await using main = await startMain();
    await using server = await startTestServer();
    using window = await open(main);
    const method = screen.getByRole<HTMLInputElement>('combobox', { name: 'Method' });
    await window.fillUrl(server.url('/echo'));
    await window.user.clear(method);
    await window.user.click(screen.getByRole('button', { name: 'Send' }));
    expect(screen.getByText('A method is one word, such as GET.')).toBeTruthy();
    expect(server.requests).toHaveLength(0);
    await window.user.type(method, 'PURGE');
    await window.user.click(screen.getByRole('button', { name: 'Send' }));
    expect((await waitFor(() => server.request('/echo'))).method).toBe('PURGE');
  });

  test('that fails says why, where, and under which id the log has it', async () => {
    await using main = await startMain();
    const server = await startTestServer();
    const { port } = server;
    await server[Symbol.asyncDispose]();
    using window = await open(main);
    await window.fillUrl(`http://127.0.0.1:${port}/`);
    await window.user.keyboard('{Enter}');
    const alert = within(await window.response.findByRole('alert'));
    expect(alert.getByText('ECONNREFUSED')).toBeTruthy();
    expect(alert.getByText(`127.0.0.1:${port}`)).toBeTruthy();
    expect(alert.getByText('Connection')).toBeTruthy();
    expect(alert.getByRole('button', { name: 'Copy' })).toBeTruthy();
  });

  test('that breaks halfway shows what had arrived as incomplete', async () => {
    await using main = await startMain();
    await using server = await startTestServer();
    using window = await open(main);
    await window.fillUrl(server.url('/reset'));
    await window.user.keyboard('{Enter}');
    const alert = within(await window.response.findByRole('alert'));
    expect(alert.getByText(/^Incomplete: .+ had arrived$/)).toBeTruthy();
    expect(window.status.textContent).toBe('200 OK');
  });
});

describe('the query', () => {
  test('is the same in the URL and in the table', async () => {
    await using main = await startMain();
    using window = await open(main);
    const { user, request, url } = window;
    await window.fillUrl('http://a.test/?q=1');
    const value = request.getByRole<HTMLInputElement>('textbox', { name: 'Parameter 1 value' });
    expect(value.value).toBe('1');
    await user.type(value, '2');
    expect(url.value).toBe('http://a.test/?q=12');
    await user.type(request.getByRole('textbox', { name: 'Parameter 2 name' }), 'flag');
    expect(url.value).toBe('http://a.test/?q=12&flag');
    await user.click(request.getByRole('checkbox', { name: 'Parameter 1 on' }));
    expect(url.value).toBe('http://a.test/?flag');
    await user.click(request.getByRole('checkbox', { name: 'Parameter 1 on' }));
    expect(url.value).toBe('http://a.test/?q=12&flag');
  });

  test('takes a pasted query as rows', async () => {
    await using main = await startMain();
    using window = await open(main);
    await window.fillUrl('http://a.test/');
    await window.user.click(window.request.getByRole('textbox', { name: 'Parameter 1 name' }));
    await window.user.paste('a=1&b=%20');
    expect(window.url.value).toBe('http://a.test/?a=1&b=%20');
  });

  test('gives a deleted row back, in its place', async () => {
    await using main = await startMain();
    using window = await open(main);
    await window.fillUrl('http://a.test/?a=1&b=2&c=3');
    await window.user.click(window.request.getByRole('button', { name: 'Delete parameter 2' }));
    expect(window.url.value).toBe('http://a.test/?a=1&c=3');
    await window.user.click(window.request.getByRole('button', { name: 'Undo' }));
    expect(window.url.value).toBe('http://a.test/?a=1&b=2&c=3');
  });
});

const urlField = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'URL' });
const statusText = () => screen.getByRole('status', { name: 'Response status' }).textContent;

test('a new request can be taken back, response and all', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  using window = await open(main);
  await window.fillUrl(server.url('/echo'));
  await window.user.keyboard('{Enter}');
  await waitFor(() => expect(statusText()).toBe('200 OK'));
  await window.user.click(screen.getByRole('button', { name: 'New request' }));
  await waitFor(() => expect(urlField().value).toBe(''));
  expect(statusText()).toBe('');
  expect(document.activeElement).toBe(urlField());
  await window.user.click(screen.getByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(urlField().value).toBe(server.url('/echo')));
  await waitFor(() => expect(statusText()).toBe('200 OK'));
  expect(server.requests).toHaveLength(1);
});

test('each request that made room for a new one comes back, one after the other', async () => {
  await using main = await startMain();
  using window = await open(main);
  for (const name of ['first', 'second', 'third']) {
    await window.user.click(urlField());
    await window.user.paste(`http://${name}.test/`);
    if (name === 'third') break;
    await window.user.click(screen.getByRole('button', { name: 'New request' }));
    await waitFor(() => expect(urlField().value).toBe(''));
  }
  for (const name of ['second', 'first', 'third', 'second']) {
    await window.user.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(urlField().value).toBe(`http://${name}.test/`));
  }
});

test('a file is uploaded, and a request that needs it waits for it', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  using window = await open(main);
  const { user, request } = window;
  await window.fillUrl(server.url('/digest'));
  await user.click(request.getByRole('tab', { name: 'Body' }));
  await user.click(request.getByRole('radio', { name: 'File' }));
  const input = request.getByLabelText<HTMLInputElement>('Body file');
  await user.upload(input, new File([new Uint8Array(2_500_000)], 'zeros.bin'));
  await user.click(screen.getByRole('button', { name: 'Send' }));
  await waitFor(() => expect(window.status.textContent).toBe('200 OK'));
  expect(request.getByText('zeros.bin')).toBeTruthy();
  expect(server.requests[0]?.headers).toContainEqual(['Content-Length', '2500000']);
});
