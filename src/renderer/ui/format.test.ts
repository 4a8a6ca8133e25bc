import { expect, test } from 'vitest';
import {
  counted,
  formatBytes,
  formatDuration,
  formatExactBytes,
  formatRate,
  formatShare,
  withShortNames,
} from './format.ts';

test.each([
  [0, '0 B'],
  [1, '1 B'],
  [1023, '1023 B'],
  [1024, '1 KiB'],
  [1536, '1.5 KiB'],
  [3_355_443, '3.2 MiB'],
  [5 * 1024 ** 2, '5 MiB'],
  [300 * 1024 ** 2, '300 MiB'],
  [1024 ** 2 - 1, '1 MiB'],
  [12.25 * 1024 ** 3, '12.3 GiB'],
  [2000 * 1024 ** 4, '2000 TiB'],
])('%d bytes read as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0, '0 ms'],
  [0.42, '0.4 ms'],
  [9.96, '10 ms'],
  [85.4, '85 ms'],
  [999.4, '999 ms'],
  [999.6, '1 s'],
  [1238, '1.24 s'],
  [59_999, '1 min 0 s'],
  [125_000, '2 min 5 s'],
])('%d milliseconds read as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('exact bytes, rates and counts', () => {
  expect(formatExactBytes(3_355_443)).toBe('3,355,443 bytes');
  expect(formatExactBytes(1)).toBe('1 byte');
  expect(formatRate(1_572_864.4)).toBe('1.5 MiB/s');
  expect(counted(1, 'redirect')).toBe('1 redirect');
  expect(counted(2, 'redirect')).toBe('2 redirects');
});

test('how much is done is told in one unit', () => {
  expect(formatShare(312 * 1024 ** 2, 1024 ** 3)).toBe('312 of 1,024 MiB');
});

test.each([
  ['“Users” deleted.', '“Users” deleted.'],
  [`“${'a'.repeat(37)}” deleted.`, `“${'a'.repeat(37)}” deleted.`],
  [
    `“${'🚀'.repeat(99)} 1” renamed to “${'b'.repeat(200)}”: not done.`,
    `“${'🚀'.repeat(24)}…${'🚀'.repeat(10)} 1” renamed to “${'b'.repeat(24)}…${'b'.repeat(12)}”: not done.`,
  ],
  ['a quote “ that stays open', 'a quote “ that stays open'],
])('long names in a narrow place: %s', (words, short) => {
  expect(withShortNames(words)).toBe(short);
});
