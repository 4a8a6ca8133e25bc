import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { act, renderHook, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Platform } from '#main/services/platform.ts';
import { Failure } from '#router/contracts/failure.ts';
import { startMain } from '#test/harness/main.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { signalled } from '#test/harness/servers/run-exchange.ts';
import { saving } from '#test/harness/services/saving.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { showResponse } from '../../test-support/show-response.tsx';
import { emptyRequest } from '../request/empty-request.ts';
import { useSaveBody } from './use-save-body.ts';
import { useSend } from './use-send.ts';

/** Gets a response and saves it, where the host's part of that is `saveBody`. */
async function save(saveBody: Platform['saveBody'], expected: (news: string | undefined) => void) {
  await using main = await startMain({ platform: { host: 'browser', version: '1.2.3', saveBody } });
  await using server = await startTestServer();
  const { result, unmount } = renderHook(() => ({ ...useSaveBody(), send: useSend() }), {
    wrapper: inWindow(main.openWindow()),
  });
  act(() => result.current.send.start({ ...emptyRequest(), url: server.url('/respond', { body: 'x' }) }));
  await waitFor(() => expect(result.current.send.state?.stage).toBe('done'));
  act(() => result.current.save(result.current.send.state?.head?.bodyId ?? 'no body', 'decoded'));
  await waitFor(() => expect(result.current.isSaving).toBe(true));
  await waitFor(() => expect(result.current.isSaving).toBe(false));
  expected(result.current.news?.text);
  unmount();
}

test('a body that was saved is confirmed by its name', async () => {
  await save(
    saving(({ fileName }) => ({ kind: 'saved', fileName: `${fileName}.txt` })),
    (news) => expect(news).toBe('Saved as respond.txt.'),
  );
});

test('a dialog that was given up is nothing to talk about', async () => {
  await save(
    saving(() => ({ kind: 'cancelled' })),
    (news) => expect(news).toBeUndefined(),
  );
});

test('a failure says why', async () => {
  await save(
    saving(() => {
      throw new Failure('INTERNAL_SERVER_ERROR', 'The disk is full. Free some space and try again.');
    }),
    (news) =>
      expect(news).toBe('The response was not saved: The disk is full. Free some space and try again.'),
  );
});

test('in a browser the ticket is followed, and no trace of it stays in the page', async () => {
  const followed: string[] = [];
  const onClick = (event: Event) => {
    if (!(event.target instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    followed.push(`${event.target.getAttribute('href')} as ${event.target.download}`);
  };
  document.addEventListener('click', onClick);
  await save(
    saving(({ fileName }) => ({ kind: 'download', path: '/download/ticket', fileName })),
    (news) => expect(news).toBeUndefined(),
  );
  document.removeEventListener('click', onClick);
  expect(followed).toEqual(['/download/ticket as respond']);
  expect(document.querySelector('a')).toBeNull();
});

test('a save that takes a while shows how far it is, and can be cancelled', async () => {
  const givenUp = signalled();
  const saveBody: Platform['saveBody'] = async function* (_session, _file, signal) {
    signal.addEventListener('abort', givenUp.now);
    yield { type: 'progress', writtenBytes: 0, totalBytes: 4096 };
    yield { type: 'progress', writtenBytes: 1024, totalBytes: 4096 };
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  };
  await using main = await startMain({ platform: { host: 'electron', version: '1.2.3', saveBody } });
  await using server = await startTestServer();
  const { user, unmount } = await showResponse(main.openWindow(), server.url('/lines'));
  const saveButton = screen.getByRole('button', { name: 'Save response' });
  await user.click(saveButton);
  const bar = await screen.findByRole('progressbar', { name: 'Saving' });
  await waitFor(() => expect(bar.getAttribute('aria-valuenow')).toBe('1024'));
  // Read aloud is that it saves, and not each figure.
  const spoken = screen.getByText('Saving');
  expect(spoken.getAttribute('role')).toBe('status');
  expect(spoken.parentElement?.textContent).toBe('Saving: 1 KiB of 4 KiB');
  await user.click(screen.getByRole('button', { name: 'Cancel save' }));
  // Main has heard of it.
  await givenUp.happened;
  expect(await screen.findByText('The save was cancelled.')).toBeTruthy();
  expect(screen.queryByRole('progressbar', { name: 'Saving' })).toBeNull();
  unmount();
});

test('a save whose connection goes is over, and not begun anew on the next one', async () => {
  let begun = 0;
  const saveBody: Platform['saveBody'] = async function* (_session, _file, signal) {
    begun += 1;
    yield { type: 'progress', writtenBytes: 0, totalBytes: 4096 };
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  };
  await using main = await startMain({ platform: { host: 'electron', version: '1.2.3', saveBody } });
  await using server = await startTestServer();
  const window = main.openWindow();
  const { user, unmount } = await showResponse(window, server.url('/lines'));
  await user.click(screen.getByRole('button', { name: 'Save response' }));
  await screen.findByRole('progressbar', { name: 'Saving' });
  act(() => main.cut());
  expect(await screen.findByText(/^The response was not saved: /)).toBeTruthy();
  await window.client.app.info.query();
  expect(begun).toBe(1);
  unmount();
});

test('what was sent can be saved too, where its coding was undone', async () => {
  const asked: string[] = [];
  const saveBody = saving(async ({ fileName, path }) => {
    asked.push(fileName);
    const bytes = await readFile(path);
    asked.push((fileName.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().slice(0, 15));
    return { kind: 'saved', fileName };
  });
  await using main = await startMain({ platform: { host: 'electron', version: '1.2.3', saveBody } });
  await using server = await startTestServer();
  const { user, unmount } = await showResponse(main.openWindow(), server.url('/encoded/gzip'));
  const saveButton = screen.getByRole('button', { name: 'Save response' });
  await user.click(await screen.findByRole('button', { name: 'More ways to save' }));
  await user.click(await screen.findByRole('menuitem', { name: /^Save as sent \(\d+ B\)$/ }));
  expect(await screen.findByText('Saved as gzip.txt.gz.')).toBeTruthy();
  await user.click(saveButton);
  expect(await screen.findByText('Saved as gzip.txt.')).toBeTruthy();
  expect(asked).toEqual(['gzip.txt.gz', 'line 0000000000', 'gzip.txt', 'line 0000000000']);
  unmount();
});

test('there is no menu where the body is what was sent', async () => {
  const saveBody = saving(({ fileName }) => ({ kind: 'saved', fileName }));
  await using main = await startMain({ platform: { host: 'electron', version: '1.2.3', saveBody } });
  await using server = await startTestServer();
  const { user, unmount } = await showResponse(main.openWindow(), server.url('/lines'));
  const saveButton = screen.getByRole('button', { name: 'Save response' });
  await user.click(saveButton);
  expect(await screen.findByText(/^Saved as/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'More ways to save' })).toBeNull();
  unmount();
});
