import { render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useEffect, useRef } from 'react';
import { beforeEach, describe, expect, test } from 'vitest';
import type { HttpRequest } from '#router/contracts/request.ts';
import { startMain, type TestMain } from '#test/harness/main.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { emptyRequest } from '../request/empty-request.ts';
import { ResponsePane } from './response-pane.tsx';
import { useSend } from './use-send.ts';

beforeEach(() => sessionStorage.clear());

/** The pane on its own, with a request that is sent at once. */
function SentAtOnce({ request }: { readonly request: HttpRequest }) {
  const send = useSend();
  const isSent = useRef(false);
  useEffect(() => {
    if (!isSent.current) send.start(request);
    isSent.current = true;
  });
  return <ResponsePane send={send} commands={null} />;
}

function responseTo(main: TestMain, url: string) {
  render(<SentAtOnce request={{ ...emptyRequest(), url }} />, { wrapper: inWindow(main.openWindow()) });
  return within(screen.getByRole('region', { name: 'Response' }));
}

/** The button to save, once all has arrived. */
async function saveButton(response: ReturnType<typeof responseTo>) {
  await waitFor(() => {
    const button = response.getByRole<HTMLButtonElement>('button', { name: 'Save response' });
    expect(button.disabled).toBe(false);
  });
  return response.getByRole('button', { name: 'Save response' });
}

const bodyText = async (response: ReturnType<typeof responseTo>) =>
  (await response.findByRole('textbox', { name: 'Response body' })).textContent;

describe('a body that is text', () => {
  test('is shown as it came', async () => {
    await using main = await startMain();
    await using server = await startTestServer();
    const response = responseTo(
      main,
      server.url('/respond', { body: 'made it', header: 'Content-Type: text/plain' }),
    );
    await waitFor(async () => expect(await bodyText(response)).toBe('made it'));
    expect(response.getByText('Text · UTF-8')).toBeTruthy();
  });

  test('is shown while it arrives', async () => {
    await using main = await startMain();
    await using server = await startTestServer();
    const response = responseTo(main, server.url('/held', { gate: 'rest' }));
    await waitFor(async () => expect(await bodyText(response)).toContain('first piece'));
    expect(response.getByRole('progressbar')).toBeTruthy();
    expect(response.getByRole<HTMLButtonElement>('button', { name: 'Save response' }).disabled).toBe(true);
    server.open('rest');
    await waitFor(async () => expect(await bodyText(response)).toContain('second piece'));
    await waitFor(() => expect(response.queryByRole('progressbar')).toBeNull());
  });

  test('is shown up to the window, and what is missing is told', async () => {
    await using main = await startMain({ textWindowBytes: 128 });
    await using server = await startTestServer();
    const response = responseTo(main, server.url('/lines', { kib: 64 }));
    await response.findByText('Showing the first 128 B of 64 KiB. Save the response to see all of it.');
    await waitFor(async () => expect(await bodyText(response)).toContain('line 0000000001'));
    expect(await bodyText(response)).not.toContain('line 0000000002');
  });

  test('is laid out as JSON on demand, with each number as it came', async () => {
    await using main = await startMain();
    await using server = await startTestServer();
    const body = '{"id":12345678901234567890,"price":1.10}';
    const response = responseTo(
      main,
      server.url('/respond', { body, header: 'Content-Type: application/json' }),
    );
    await waitFor(async () => expect(await bodyText(response)).toBe(body));
    await userEvent.click(await response.findByRole('button', { name: 'Pretty' }));
    await waitFor(async () =>
      expect(await bodyText(response)).toBe('{  "id": 12345678901234567890,  "price": 1.10}'),
    );
    await userEvent.click(response.getByRole('button', { name: 'Pretty' }));
    await waitFor(async () => expect(await bodyText(response)).toBe(body));
  });

  test('that should be JSON and is not is shown as it came, and where it breaks is told', async () => {
    await using main = await startMain();
    await using server = await startTestServer();
    const response = responseTo(
      main,
      server.url('/respond', { body: '{"id":}', header: 'Content-Type: application/json' }),
    );
    await waitFor(async () => expect(await bodyText(response)).toBe('{"id":}'));
    await userEvent.click(await response.findByRole('button', { name: 'Pretty' }));
    expect(response.getByText(/Line 1, column 7: expected a value\./)).toBeTruthy();
    expect(await bodyText(response)).toBe('{"id":}');
  });

  test('may be no body at all', async () => {
    await using main = await startMain();
    await using server = await startTestServer();
    const response = responseTo(main, server.url('/respond', { status: 204 }));
    await response.findByText('The response has no body.');
  });
});

describe('a body that is binary', () => {
  test('is named, and shown as text only if that is asked for', async () => {
    await using main = await startMain();
    await using server = await startTestServer();
    const response = responseTo(
      main,
      server.url('/respond', { body: 'not really', header: 'Content-Type: image/png' }),
    );
    await response.findByText('This body is binary.');
    await response.findByText(/image\/png · 10 B/);
    expect(response.queryByRole('textbox')).toBeNull();
    await userEvent.click(response.getByRole('button', { name: 'Show as text' }));
    await waitFor(async () => expect(await bodyText(response)).toBe('not really'));
  });

  test('is known by its bytes where its type says nothing', async () => {
    await using main = await startMain();
    await using server = await startTestServer();
    const response = responseTo(
      main,
      server.url('/respond', { body: 'PK\u0000\u0001', header: 'Content-Type: application/octet-stream' }),
    );
    await response.findByText('This body is binary.');
  });
});

describe('saving', () => {
  test('is confirmed', async () => {
    await using main = await startMain();
    await using server = await startTestServer();
    const response = responseTo(main, server.url('/respond', { body: 'x' }));
    await userEvent.click(await saveButton(response));
    await response.findByText(/^Saved as respond/);
  });

  test('that fails says why', async () => {
    await using main = await startMain({
      platform: {
        host: 'browser',
        version: '1.2.3',
        saveBody: () => Promise.reject(new Error('an inner defect')),
      },
    });
    await using server = await startTestServer();
    const response = responseTo(main, server.url('/respond', { body: 'x' }));
    await userEvent.click(await saveButton(response));
    await response.findByText(/^The response was not saved: /);
  });

  test('in a browser is a download', async () => {
    await using main = await startMain({
      platform: {
        host: 'browser',
        version: '1.2.3',
        saveBody: (_session, { fileName }) =>
          Promise.resolve({ kind: 'download', path: '/download/ticket', fileName }),
      },
    });
    await using server = await startTestServer();
    const followed: string[] = [];
    const onClick = (event: Event) => {
      if (!(event.target instanceof HTMLAnchorElement)) return;
      event.preventDefault();
      followed.push(`${event.target.getAttribute('href')} as ${event.target.download}`);
    };
    document.addEventListener('click', onClick);
    const response = responseTo(main, server.url('/respond', { body: 'x' }));
    await userEvent.click(await saveButton(response));
    await waitFor(() => expect(followed).toEqual(['/download/ticket as respond']));
    expect(document.querySelector('a')).toBeNull();
    document.removeEventListener('click', onClick);
  });
});

test('timings and redirects are listed', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  const response = responseTo(main, server.url('/redirect-chain/2'));
  await response.findByText('2 redirects followed');
  expect(await response.findAllByText('Wait for first byte')).toHaveLength(3);
  expect(response.getByText('2 redirects')).toBeTruthy();
});
