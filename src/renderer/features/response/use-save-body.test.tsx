import { act, renderHook, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import type { Platform } from '#main/services/platform.ts';
import { Failure } from '#router/contracts/failure.ts';
import { startMain } from '#test/harness/main.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { emptyRequest } from '../request/empty-request.ts';
import { useSaveBody } from './use-save-body.ts';
import { useSend } from './use-send.ts';

beforeEach(() => sessionStorage.clear());

/** Gets a response and saves it, where the host's part of that is `saveBody`. */
async function save(saveBody: Platform['saveBody'], expected: (news: string | undefined) => void) {
  await using main = await startMain({ platform: { host: 'browser', version: '1.2.3', saveBody } });
  await using server = await startTestServer();
  const { result, unmount } = renderHook(() => ({ ...useSaveBody(), send: useSend() }), {
    wrapper: inWindow(main.openWindow()),
  });
  act(() => result.current.send.start({ ...emptyRequest(), url: server.url('/respond', { body: 'x' }) }));
  await waitFor(() => expect(result.current.send.state?.stage).toBe('done'));
  act(() => result.current.save(result.current.send.state?.head?.bodyId ?? 'no body'));
  await waitFor(() => expect(result.current.isSaving).toBe(true));
  await waitFor(() => expect(result.current.isSaving).toBe(false));
  expected(result.current.news?.text);
  unmount();
}

test('a body that was saved is confirmed by its name', async () => {
  await save(
    (_session, { fileName }) => Promise.resolve({ kind: 'saved', fileName: `${fileName}.txt` }),
    (news) => expect(news).toBe('Saved as respond.txt.'),
  );
});

test('a dialog that was given up is nothing to talk about', async () => {
  await save(
    () => Promise.resolve({ kind: 'cancelled' }),
    (news) => expect(news).toBeUndefined(),
  );
});

test('a failure says why', async () => {
  await save(
    () =>
      Promise.reject(
        new Failure('INTERNAL_SERVER_ERROR', 'The disk is full. Free some space and try again.'),
      ),
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
    (_session, { fileName }) => Promise.resolve({ kind: 'download', path: '/download/ticket', fileName }),
    (news) => expect(news).toBeUndefined(),
  );
  document.removeEventListener('click', onClick);
  expect(followed).toEqual(['/download/ticket as respond']);
  expect(document.querySelector('a')).toBeNull();
});
