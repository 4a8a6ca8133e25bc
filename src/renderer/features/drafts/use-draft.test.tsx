import { act, renderHook, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { startMain, type TestMain } from '#test/harness/main.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { draftIdKey, pendingKey } from './open-draft.ts';
import { useDraftJournal, useOpenedDraft } from './use-draft.ts';

beforeEach(() => {
  sessionStorage.clear();
  history.replaceState(null, '', '/');
});

/** A window that opens its draft and edits it. */
async function open(main: TestMain) {
  const { client, ipc } = main.openWindow();
  const wrapper = inWindow({ client });
  const opening = renderHook(() => useOpenedDraft(), { wrapper, reactStrictMode: true });
  const opened = await waitFor(() => {
    if (!opening.result.current.data) throw new Error('not opened yet');
    return opening.result.current.data;
  });
  const { result, unmount } = renderHook(() => useDraftJournal(opened), { wrapper, reactStrictMode: true });
  return {
    current: () => result.current,
    type: (url: string) => act(() => result.current.edit((request) => ({ ...request, url }))),
    saved: () => waitFor(() => expect(result.current.save.kind).toBe('saved')),
    /** As a reload does: the page is told that it goes, and its connection ends. */
    leave: () => {
      act(() => void window.dispatchEvent(new Event('pagehide')));
      unmount();
      opening.unmount();
      ipc.close();
    },
  };
}

test('a new window has an empty request, and its edits reach the disk', async () => {
  await using main = await startMain();
  const first = await open(main);
  expect(first.current().request.url).toBe('');
  expect(first.current().save.kind).toBe('saved');
  first.type('http://a.test/');
  expect(first.current().save.kind).toBe('saving');
  await first.saved();
  first.leave();

  // A tab that knows nothing of the first gets the draft because it is on disk.
  sessionStorage.clear();
  const second = await open(main);
  expect(second.current().request.url).toBe('http://a.test/');
});

test('an edit that was typed just before a reload is there after it', async () => {
  await using main = await startMain();
  const before = await open(main);
  before.type('http://unsaved.test/');
  before.leave();
  expect(sessionStorage.getItem(pendingKey)).toContain('http://unsaved.test/');

  const after = await open(main);
  expect(after.current().request.url).toBe('http://unsaved.test/');
  await after.saved();
  expect(sessionStorage.getItem(pendingKey)).toBeNull();
});

test('edits made while main is away are kept, and saved when it is back', async () => {
  await using main = await startMain();
  const window = await open(main);
  window.type('http://a.test/1');
  await window.saved();
  main.cut();
  window.type('http://a.test/2');
  window.type('http://a.test/23');
  await window.saved();
  const id = JSON.parse(sessionStorage.getItem(draftIdKey) ?? '""');
  window.leave();
  const other = main.openWindow();
  await expect(other.client.drafts.get.mutate({ id })).resolves.toMatchObject({
    request: { url: 'http://a.test/23' },
  });
});

test('a duplicated tab gets a copy: the two do not overwrite each other', async () => {
  await using main = await startMain({ claimWaitMs: 1 });
  const first = await open(main);
  first.type('http://first.test/');
  await first.saved();
  const second = await open(main);
  expect(second.current().request.url).toBe('http://first.test/');
  second.type('http://second.test/');
  await second.saved();
  first.type('http://first.test/again');
  await first.saved();
  expect(second.current().request.url).toBe('http://second.test/');
});
