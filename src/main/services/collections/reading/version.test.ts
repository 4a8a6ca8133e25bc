import { expect, test } from 'vitest';
import { isSettled } from './version.ts';

const nsPerMs = 1_000_000n;
/** A moment within a second, in milliseconds. */
const at = 1_700_000_000_123;
const times = (mtime: number, ctime: number) => ({
  mtimeNs: BigInt(mtime) * nsPerMs,
  ctimeNs: BigInt(ctime) * nsPerMs,
});

test('a file that was changed right before it was read may be changed again without another time', () => {
  expect(isSettled(times(at, at), at + 50)).toBe(false);
  expect(isSettled(times(at, at), at + 150)).toBe(true);
});

test('that its mtime is old says nothing: anybody can set it', () => {
  expect(isSettled(times(at - 60_000, at), at + 50)).toBe(false);
});

test('a time in whole seconds may be of a file system that has no others', () => {
  const second = 1_700_000_000_000;
  expect(isSettled(times(second, second), second + 1900)).toBe(false);
  expect(isSettled(times(second, second), second + 2100)).toBe(true);
});

test('a time that is yet to come settles nothing', () => {
  expect(isSettled(times(at, at), at - 60_000)).toBe(false);
});
