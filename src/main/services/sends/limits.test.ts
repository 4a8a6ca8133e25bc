import { expect, test } from 'vitest';
import { Failure } from '#router/contracts/failure.ts';
import { sendLimits } from './limits.ts';

test('nobody says how long an unwatched send goes on: it is as the registry has it', () => {
  expect(sendLimits({})).toEqual({});
  expect(sendLimits({ PARLEY_UNWATCHED_MS: '' })).toEqual({});
});

test('a test shortens it', () => {
  expect(sendLimits({ PARLEY_UNWATCHED_MS: '250' })).toEqual({ unwatchedMs: 250 });
});

test.each(['soon', '0', '-1', '1.5', '86400001', 'Infinity'])('%s is no such time', (text) => {
  expect(() => sendLimits({ PARLEY_UNWATCHED_MS: text })).toThrow(Failure);
  expect(() => sendLimits({ PARLEY_UNWATCHED_MS: text })).toThrow(`PARLEY_UNWATCHED_MS is “${text}”`);
});
