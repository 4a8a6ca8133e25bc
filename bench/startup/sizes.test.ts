import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { makeTemporaryFolder } from '#test/harness/temporary-folder.ts';
import { builtSizes, filesOf } from './sizes.ts';

test('the files that a window loads are those of the build, the document among them', () => {
  expect(filesOf('out', ['/', '/assets/index.js', '/assets/index.js'])).toEqual([
    'out/renderer/index.html',
    'out/renderer/assets/index.js',
  ]);
});

test('a file that the build has packed counts as what the window gets of it', async () => {
  await using folder = await makeTemporaryFolder('sizes');
  const write = async (name: string, content: string | Buffer) => {
    await mkdir(join(folder.path, 'out', name, '..'), { recursive: true });
    await writeFile(join(folder.path, 'out', name), content);
  };
  await write('main/index.js', 'main');
  await write('preload/index.cjs', '');
  await write('renderer/index.html', '<p>');
  await write('renderer/assets/index.js.br', brotliCompressSync('x'.repeat(1000)));
  const sizes = await builtSizes(folder.path, ['/', '/assets/index.js']);
  const sums = Object.fromEntries(sizes.map(({ part, bytes }) => [part, bytes]));
  expect(sums).toMatchObject({ 'window, before it paints': 1003, 'window, all of it': 1003, 'out/': 1007 });
});
