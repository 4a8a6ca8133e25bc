import { describe, expect, test } from 'vitest';
import { folderText, requestText } from '#test/harness/services/collections.ts';
import { openCollection } from '#test/harness/services/changing.ts';

describe('duplicating', () => {
  test('a request’s copy stands right behind it', async () => {
    const { changes, at, names, read } = await openCollection({
      'a.yml': `# mine\n${requestText('a', 1)}`,
      'b.yml': requestText('b', 2),
    });
    const copy = await changes.duplicate(at('a.yml'));
    await changes.duplicate(at('a.yml'));
    expect(names()).toEqual(['a', 'a copy 2', 'a copy', 'b']);
    expect(copy.id).toBe(at('a copy.yml'));
    expect(await read('a copy.yml')).toBe(`# mine\n${requestText('a copy', 3)}`);
  });

  test('a folder is copied with all that is in it, and undo takes the copy away', async () => {
    const { changes, at, names, contents } = await openCollection({
      'x/folder.yml': folderText('X!', 1),
      'x/a.yml': requestText('a'),
      'x/y/b.yml': requestText('b'),
      'x/y/image.bin': 'bytes',
      'z/folder.yml': folderText('z', 2),
    });
    const before = await contents();
    const copy = await changes.duplicate(at('x'));
    expect(names()).toEqual(['X!', 'X! copy', 'z']);
    expect(await contents()).toMatchObject({
      'x copy/folder.yml': folderText('X! copy', 2),
      'x copy/y/b.yml': requestText('b'),
      'x copy/y/image.bin': 'bytes',
      'z/folder.yml': folderText('z', 3),
    });
    await changes.undo(copy.undoId);
    expect(await contents()).toEqual(before);
  });

  test('what is broken is copied as it is', async () => {
    const { changes, at, read } = await openCollection({ 'odd.yaml': 'info: [' });
    await changes.duplicate(at('odd.yaml'));
    expect(await read('odd copy.yaml')).toBe('info: [');
  });
});
