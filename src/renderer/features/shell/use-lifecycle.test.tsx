import { act, renderHook, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { MenuCommand } from '#router/contracts/app.ts';
import { startMain, type TestMain } from '#test/harness/main.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { useLifecycle } from './use-lifecycle.ts';

/** A window that listens to main. */
async function open(main: TestMain, onBeforeClose: () => Promise<void>) {
  const events = vi.spyOn(main.services.lifecycle, 'events');
  const commands: MenuCommand[] = [];
  const onReconnect = vi.fn<() => void>();
  const { result, unmount } = renderHook(
    () => useLifecycle({ onBeforeClose, onCommand: (command) => commands.push(command), onReconnect }),
    { wrapper: inWindow(main.openWindow()), reactStrictMode: true },
  );
  const windowId = () => events.mock.lastCall?.[0].windowId ?? 'does not listen yet';
  await waitFor(() => {
    main.services.lifecycle.sendMenu(windowId(), 'send');
    expect(commands.length).toBeGreaterThan(0);
  });
  commands.length = 0;
  return { result, commands, onReconnect, windowId, [Symbol.dispose]: unmount };
}

test('menu commands reach the window', async () => {
  await using main = await startMain();
  using window = await open(main, () => Promise.resolve());
  main.services.lifecycle.sendMenu(window.windowId(), 'focus-url');
  main.services.lifecycle.sendMenu(window.windowId(), 'new-request');
  await waitFor(() => expect(window.commands).toEqual(['focus-url', 'new-request']));
});

test('before it closes the window puts away what it has, and then says so', async () => {
  await using main = await startMain();
  const asks: (() => void)[] = [];
  using window = await open(main, () => new Promise((resolve) => asks.push(resolve)));
  const answers: (readonly string[])[] = [];
  const asked = main.services.lifecycle
    .askToClose([window.windowId()], 60_000)
    .then((answer) => answers.push(answer));
  await waitFor(() => expect(asks).toHaveLength(1));
  expect(answers).toEqual([]);
  asks[0]?.();
  await asked;
  expect(answers).toEqual([[]]);
});

test('a window that can not put away what it has does not say that it can be closed', async () => {
  await using main = await startMain();
  const error = vi.spyOn(console, 'error').mockReturnValue();
  using window = await open(main, () => Promise.reject(new Error('the disk is full')));
  const answers: (readonly string[])[] = [];
  void main.services.lifecycle.askToClose([window.windowId()], 60_000).then((answer) => answers.push(answer));
  await waitFor(() =>
    expect(error).toHaveBeenCalledWith('The window is not ready to close:', 'the disk is full'),
  );
  expect(answers).toEqual([]);
  error.mockRestore();
});

test('a lost connection is told, and its return', async () => {
  await using main = await startMain();
  using window = await open(main, () => Promise.resolve());
  const { result, onReconnect } = window;
  expect(result.current.connectionLost).toBe(false);
  act(() => main.cut());
  await waitFor(() => expect(onReconnect).toHaveBeenCalledOnce());
  await waitFor(() => expect(result.current.connectionLost).toBe(false));
});

test('what main has to tell stands until it is dismissed, here and in main', async () => {
  await using main = await startMain();
  using window = await open(main, () => Promise.resolve());
  const { result } = window;
  main.services.lifecycle.notify({ kind: 'window-crashed' }, window.windowId());
  main.services.lifecycle.notify({ kind: 'main-failed', logId: 'c0ffee' });
  const failed = { kind: 'main-failed', logId: 'c0ffee' };
  await waitFor(() => expect(result.current.notices).toEqual([failed, { kind: 'window-crashed' }]));

  act(() => result.current.dismissNotice('window-crashed'));
  expect(result.current.notices).toEqual([failed]);
  // Main tells the whole list again when another notice comes: without the one that was dismissed.
  const later = { kind: 'main-failed', logId: 'decaf' } as const;
  main.services.lifecycle.notify(later);
  await waitFor(() => expect(result.current.notices).toEqual([later]));
});
