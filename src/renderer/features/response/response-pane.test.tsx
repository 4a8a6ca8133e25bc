import { act, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { startMain } from '#test/harness/main.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { emptyRequest } from '../request/empty-request.ts';
import { ResponsePane } from './response-pane.tsx';
import { type Send, useSend } from './use-send.ts';

beforeEach(() => sessionStorage.clear());

/** A pane with the response to a GET. */
async function showResponse(main: Awaited<ReturnType<typeof startMain>>, url: string) {
  let start: Send['start'] = () => undefined;
  function Pane() {
    const send = useSend();
    start = send.start;
    return <ResponsePane send={send} commands={null} />;
  }
  const { unmount } = render(<Pane />, { wrapper: inWindow(main.openWindow()) });
  onTestFinished(unmount);
  act(() => start({ ...emptyRequest(), url }));
  await screen.findByTitle('From the start of the send to the last byte');
}

test('fields that came behind the body are listed apart from the headers', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  const text =
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Head: 1\r\n\r\n4\r\nbody\r\n0\r\nX-Sum: abc\r\n\r\n';
  await showResponse(main, server.url('/raw', { text, then: 'end' }));
  await userEvent.setup().click(screen.getByRole('tab', { name: /^Headers/ }));
  const trailers = within(screen.getByRole('region', { name: 'Trailers' }));
  expect(trailers.getByRole('row').textContent).toBe('X-Sumabc');
  expect(screen.getByText('X-Head')).toBeTruthy();
  expect(trailers.queryByText('X-Head')).toBeNull();
});

test('a response without such fields has no place for them', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  await showResponse(main, server.url('/lines'));
  await userEvent.setup().click(screen.getByRole('tab', { name: /^Headers/ }));
  expect(screen.queryByRole('region', { name: 'Trailers' })).toBeNull();
});

test('a packed response tells its size decoded and as it was sent', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  await showResponse(main, server.url('/encoded/gzip', { mib: 2 }));
  expect(screen.getByText('2 MiB').textContent).toMatch(/^2 MiB \(\d+(\.\d)? KiB sent\)$/);
});

test('one that came as it is tells one size', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  await showResponse(main, server.url('/lines', { mib: 2 }));
  expect(screen.getByTitle('2,097,152 bytes').textContent).toBe('2 MiB');
});
