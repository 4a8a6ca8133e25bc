import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newId } from '#main/services/ids.ts';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { wholeTexts } from '../files/text-files.ts';
import { YamlFiles } from './yaml-files.ts';

test('a file is parsed once; one that has changed a moment ago is read again, since it may change once more at the same time', async () => {
  const folder = await temporaryFolder();
  let reads = 0;
  const read = (path: string) => {
    reads += 1;
    return wholeTexts.read(path);
  };
  const files = new YamlFiles({ absolute: ({ path }) => join(folder, path) }, { ...wholeTexts, read });
  const place = { collectionId: newId(), path: 'a.yml' };
  const path = join(folder, 'a.yml');
  await writeFile(path, 'a: 1\n');
  const countOfTwo = async () => {
    reads = 0;
    expect(await files.read(place)).toEqual({ a: 1 });
    expect(await files.read(place)).toEqual({ a: 1 });
    return reads;
  };
  await utimes(path, new Date(), new Date('2999-01-01'));
  expect(await countOfTwo()).toBe(2);
  await utimes(path, new Date(), new Date('2000-01-01'));
  // Once the change is old.
  await expect.poll(countOfTwo).toBe(0);
});
