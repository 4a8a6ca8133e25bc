import { act, renderHook } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { useRem } from './use-rem.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  document.documentElement.style.fontSize = '';
});

test('says how many pixels a rem has, and says so anew when the size of text changes', () => {
  const tell = new Set<() => void>();
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(private readonly onChange: () => void) {}
      observe(probe: Element) {
        expect(probe.className).toBe('rem-probe');
        tell.add(this.onChange);
      }
      disconnect() {
        tell.delete(this.onChange);
      }
    },
  );
  const { result, unmount } = renderHook(useRem);
  expect(result.current).toBe(16);

  document.documentElement.style.fontSize = '32px';
  act(() => {
    for (const onChange of tell) onChange();
  });
  expect(result.current).toBe(32);

  unmount();
  expect(tell.size).toBe(0);
  expect(document.querySelector('.rem-probe')).toBeNull();
});
