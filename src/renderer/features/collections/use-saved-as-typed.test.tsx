import { act, renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Variable } from '#router/contracts/variable.ts';
import { EnvironmentEdits } from './environment-edits.ts';
import { useSavedAsTyped } from './use-saved-as-typed.ts';

test('of what main tells in one breath the last counts, also right at the start', () => {
  const { result } = renderHook(
    () =>
      useSavedAsTyped<readonly Variable[]>(
        (value, askAgain) => new EnvironmentEdits({ value, put: () => Promise.resolve([]), askAgain }),
      ),
    { reactStrictMode: true },
  );
  const says = (value: string): Variable[] => [
    { id: 'v0', name: 'host', value, type: 'string', enabled: true, secret: false },
  ];
  act(() => {
    result.current.told(says('a.test'));
    result.current.told(says('b.test'));
  });
  expect(result.current.edits?.snapshot().value).toEqual(says('b.test'));
});
