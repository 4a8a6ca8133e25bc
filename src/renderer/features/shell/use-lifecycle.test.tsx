import { act, renderHook, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { MenuCommand } from '#router/contracts/app.ts';
import { startMain, type TestMain } from '#test/harness/main.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { useLifecycle } from './use-lifecycle.ts';

async function open(main: TestMain, onBeforeClose: () => Promise<void>) {
  const commands: MenuCommand[] = [];
  const onReconnect = vi.fn<() => void>();
  const hook = renderHook(
    () => useLifecycle({ onBeforeClose, onCommand: (command) => commands.push(command), onReconnect }),
    { wrapper: inWindow(main.openWindow()), reactStrictMode: true },
  );
  const windowId = () => main.sessions.at(-1)?.id ?? 'no session yet';
  // Commands reach a window once it listens.
  await waitFor(() => {
    main.services.lifecycle.sendMenu(windowId(), 'send');
    expect(commands.length).toBeGreaterThan(0);
  });
  commands.length = 0;
  return { ...hook, commands, onReconnect, windowId };
}

test('menu commands reach the window', async () => {
  await using main = await startMain();
  const { commands, windowId } = await open(main, () => Promise.resolve());
  main.services.lifecycle.sendMenu(windowId(), 'focus-url');
  main.services.lifecycle.sendMenu(windowId(), 'new-request');
  await waitFor(() => expect(commands).toEqual(['focus-url', 'new-request']));
});

test('before it closes the window puts away what it has, and then says so', async () => {
  await using main = await startMain();
  let putAway = () => {};
  const { windowId } = await open(
    main,
    () =>
      new Promise((resolve) => {
        putAway = resolve;
      }),
  );
  let answer: string | null = null;
  const asked = main.services.lifecycle.askToClose([windowId()], 60_000).then((outcome) => {
    answer = outcome;
  });
  await waitFor(() => expect(putAway.name).not.toBe('putAway'));
  expect(answer).toBeNull();
  putAway();
  await asked;
  expect(answer).toBe('ready');
});

test('a window that can not put away what it has does not say that it can be closed', async () => {
  await using main = await startMain();
  const error = vi.spyOn(console, 'error').mockReturnValue();
  const { windowId } = await open(main, () => Promise.reject(new Error('the disk is full')));
  const asked = main.services.lifecycle.askToClose([windowId()], 300);
  expect(await asked).toBe('late');
  expect(error).toHaveBeenCalledWith('The window is not ready to close:', 'the disk is full');
  error.mockRestore();
});

test('a lost connection is told, and its return', async () => {
  await using main = await startMain();
  const { result, onReconnect } = await open(main, () => Promise.resolve());
  expect(result.current.connectionLost).toBe(false);
  act(() => main.cut());
  await waitFor(() => expect(onReconnect).toHaveBeenCalledOnce());
  await waitFor(() => expect(result.current.connectionLost).toBe(false));
});
