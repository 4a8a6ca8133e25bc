import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noSignal, temporaryFolder } from '#test/harness/services/support.ts';
import { rewriteFile } from './rewrite-file.ts';
import { wholeTexts } from './text-files.ts';

const options = { texts: wholeTexts, signal: noSignal() };

async function file(text?: string) {
  const path = join(await temporaryFolder(), 'a.yml');
  if (text !== undefined) await writeFile(path, text);
  return { path, read: () => readFile(path, 'utf8') };
}

test('edits that come at once are made one on the other, the first of them on no file', async () => {
  const { path, read } = await file();
  const add = (letter: string) => rewriteFile(path, (text) => (text ?? '') + letter, options);
  // More than how often one is made again: each waits for its turn.
  const letters = 'abcdefghijklmnopqrst'.split('');
  const texts = await Promise.all(letters.map(add));
  expect(texts.slice(0, 3)).toEqual(['a', 'ab', 'abc']);
  expect(await read()).toBe(letters.join(''));
});

test('an edit is made again on what others write meanwhile', async () => {
  const { path, read } = await file('a');
  const seen: Array<string | undefined> = [];
  await rewriteFile(
    path,
    async (text) => {
      seen.push(text);
      if (seen.length === 1) await writeFile(path, 'theirs');
      return `${text}!`;
    },
    options,
  );
  expect(seen).toEqual(['a', 'theirs']);
  expect(await read()).toBe('theirs!');
});

test('where others write again and again it gives up, and what they wrote last is there', async () => {
  const { path, read } = await file('0');
  const edit = async (text: string | undefined) => {
    await writeFile(path, `${Number(text) + 1}`);
    return 'mine';
  };
  await expect(rewriteFile(path, edit, options)).rejects.toThrow('is not what it was');
  expect(await read()).toBe('10');
});

test('what has nothing to write leaves all as it is', async () => {
  const { path, read } = await file('a');
  expect(await rewriteFile(path, () => undefined, options)).toBeUndefined();
  expect(await read()).toBe('a');
});
