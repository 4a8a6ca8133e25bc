import { screen, within } from '@testing-library/react';
import { expect, onTestFinished, test } from 'vitest';
import { startMain, type TestMain } from '#test/harness/main.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { renderSend, showResponse } from '../../test-support/show-response.tsx';

/** A pane with the response to a GET, which is gone after the test. */
async function show(main: TestMain, url: string) {
  const { user, unmount } = await showResponse(main.openWindow(), url);
  onTestFinished(unmount);
  return user;
}

test('fields that came behind the body are listed apart from the headers', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  const text =
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Head: 1\r\n\r\n4\r\nbody\r\n0\r\nX-Sum: abc\r\n\r\n';
  const user = await show(main, server.url('/raw', { text, then: 'end' }));
  await user.click(screen.getByRole('tab', { name: /^Headers/ }));
  const trailers = within(screen.getByRole('region', { name: 'Trailers' }));
  expect(trailers.getByRole('row', { name: 'X-Sum abc' })).toBeTruthy();
  expect(screen.getByText('X-Head')).toBeTruthy();
  expect(trailers.queryByText('X-Head')).toBeNull();
});

test('a response without such fields has no place for them', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  const user = await show(main, server.url('/lines'));
  await user.click(screen.getByRole('tab', { name: /^Headers/ }));
  expect(screen.queryByRole('region', { name: 'Trailers' })).toBeNull();
});

test('a packed response tells its size decoded and as it was sent', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  await show(main, server.url('/encoded/gzip', { mib: 2 }));
  expect(screen.getByText('2 MiB').textContent).toMatch(/^2 MiB \(\d+(\.\d)? KiB sent\)$/);
});

test('one that came as it is tells one size', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  await show(main, server.url('/lines', { mib: 2 }));
  expect(screen.getByTitle('2,097,152 bytes').textContent).toBe('2 MiB');
});

test('what was not sent has neither a time nor timings', async () => {
  await using main = await startMain();
  const { user, unmount } = renderSend(main.openWindow(), 'ftp://shop.test/');
  onTestFinished(unmount);
  await user.click(screen.getByRole('button', { name: 'Get' }));
  expect(await screen.findByText('Not sent')).toBeTruthy();
  expect(screen.queryByText(/\d ms/)).toBeNull();
});
