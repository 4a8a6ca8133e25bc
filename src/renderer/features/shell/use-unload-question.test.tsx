import { renderHook } from '@testing-library/react';
import { useSyncExternalStore } from 'react';
import { expect, test, vi } from 'vitest';
import { useUnloadQuestion } from './use-unload-question.ts';

/** Whether the browser would ask. */
function isAsked(): boolean {
  const event = new Event('beforeunload', { cancelable: true });
  window.dispatchEvent(event);
  return event.defaultPrevented;
}

test('the browser asks before the page goes, while that is needed', () => {
  const { rerender, unmount } = renderHook(({ isNeeded }) => useUnloadQuestion(isNeeded), {
    initialProps: { isNeeded: false },
  });
  expect(isAsked()).toBe(false);
  rerender({ isNeeded: true });
  expect(isAsked()).toBe(true);
  rerender({ isNeeded: false });
  expect(isAsked()).toBe(false);
  rerender({ isNeeded: true });
  unmount();
  expect(isAsked()).toBe(false);
});

test('what a store has told is asked about before any other event can come', async () => {
  let isRefused = false;
  let tell = (): void => undefined;
  const subscribe = (listener: () => void) => {
    tell = listener;
    return () => undefined;
  };
  const { unmount } = renderHook(() => useUnloadQuestion(useSyncExternalStore(subscribe, () => isRefused)));
  // As in a window: nobody waits for React there.
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', false);
  isRefused = true;
  tell();
  await new Promise<void>(queueMicrotask);
  expect(isAsked()).toBe(true);
  unmount();
  vi.unstubAllGlobals();
});
