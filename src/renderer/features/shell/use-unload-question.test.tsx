import { renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
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
