import { act, renderHook, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { startTree } from '#test/harness/stand-in-collections.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { idOf } from './test-support.ts';
import { useTreeChanges } from './use-tree-changes.ts';

test('changes of the tree that stand in line for a main that is away are refused together, and none is made later', async () => {
  const main = startTree();
  const { client, changes, goAway } = main;
  const { result } = renderHook(() => useTreeChanges(), { wrapper: inWindow(main) });
  await client.app.info.query();
  const comeBack = await goAway();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let asked: Promise<unknown> = Promise.resolve();
  try {
    await act(async () => {
      asked = Promise.all([
        result.current.rename(idOf('Users'), 'Users', 'People'),
        result.current.remove(idOf('Orders'), 'Orders'),
      ]);
      // The first one's turn begins in a microtask.
      await Promise.resolve();
      vi.advanceTimersByTime(5000);
    });
  } finally {
    vi.useRealTimers();
  }
  expect(await asked).toEqual([null, null]);
  await waitFor(() =>
    expect(result.current.news?.words).toBe(
      '“Orders” was not deleted: Parley does not answer, so nothing was done. Try again once it is back.',
    ),
  );
  comeBack();
  await client.app.info.query();
  expect(changes.rename).not.toHaveBeenCalled();
  expect(changes.remove).not.toHaveBeenCalled();
});

test('what was refused to be taken back can be taken back once main is there again', async () => {
  const main = startTree();
  const { client, changes, goAway } = main;
  const { result } = renderHook(() => useTreeChanges(), { wrapper: inWindow(main) });
  await client.app.info.query();
  await act(() => result.current.remove(idOf('Orders'), 'Orders'));
  const comeBack = await goAway();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let asked: Promise<unknown> = Promise.resolve();
  try {
    await act(async () => {
      asked = result.current.undo();
      await Promise.resolve();
      vi.advanceTimersByTime(5000);
    });
  } finally {
    vi.useRealTimers();
  }
  expect(await asked).toBeNull();
  await waitFor(() => expect(result.current.news?.words).toMatch(/^Not undone: /));
  comeBack();
  await client.app.info.query();
  await act(() => result.current.undo());
  expect(changes.undo.mock.calls).toEqual([[idOf('undo1')]]);
});
