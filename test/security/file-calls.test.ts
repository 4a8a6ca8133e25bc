import { readFile, readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { watchFileCalls } from './file-calls.ts';

test('a look at the file system that this would have missed is noticed', async () => {
  using calls = watchFileCalls();
  await readFile('/dev/null');
  await expect(readdir('/nowhere')).rejects.toThrow('ENOENT');
  expect([...calls.paths]).toEqual(['/dev/null', '/nowhere']);
});
