import { expect, test } from 'vitest';
import { opaqueId } from '#router/contracts/ids.ts';
import { randomId } from './random-id.ts';

test('makes ids that main accepts', () => {
  for (let i = 0; i < 200; i++) expect(opaqueId.safeParse(randomId()).success).toBe(true);
});

test('does not repeat itself', () => {
  expect(new Set(Array.from({ length: 1000 }, randomId)).size).toBe(1000);
});
