import { expect, test } from 'vitest';
import { newId } from '#main/services/ids.ts';
import { Source } from './source.ts';

const state = {
  id: newId(),
  path: 'body',
  contentType: '',
  revision: 5,
  size: 100,
  state: 'arriving' as const,
};

test('what was told earlier and comes later is no news', () => {
  const source = new Source(state);
  expect(source.update({ ...state, revision: 7, size: 300, state: 'complete' })).toBe(true);
  expect(source.update({ ...state, revision: 6, size: 200 })).toBe(false);
  expect(source.update({ ...state, revision: 7, size: 200 })).toBe(false);
  expect(source.state).toMatchObject({ size: 300, state: 'complete' });
  expect(source.isWhole).toBe(true);
});
