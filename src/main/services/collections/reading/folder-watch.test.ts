import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { FolderWatch } from './folder-watch.ts';

test.each([false, true])(
  'hints name what has changed, from the root on (one watch for all: %s)',
  async (recursive) => {
    const root = await temporaryFolder();
    await mkdir(join(root, 'a/b'), { recursive: true });
    const hints = new Set<string>();
    const watch = new FolderWatch({
      root,
      recursive,
      onHint: (path) => hints.add(path),
      onBlind: (cause) => {
        throw cause;
      },
    });
    onTestFinished(() => watch[Symbol.dispose]());
    for (const folder of ['', 'a', 'a/b']) watch.add(folder, folder);
    await eventually(async () => {
      await writeFile(join(root, 'a/b/new.yml'), '');
      expect(hints).toContain('a/b/new.yml');
    });
  },
);

test('a folder that is gone is nothing to complain of', async () => {
  const root = await temporaryFolder();
  const onBlind = vi.fn<(error: unknown) => void>();
  const watch = new FolderWatch({ root, recursive: false, onHint: () => undefined, onBlind });
  watch.add('gone', 'a');
  expect(onBlind).not.toHaveBeenCalled();
});
