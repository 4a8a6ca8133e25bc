import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...(await readdir('docs')).filter((name) => name.endsWith('.md')).map((name) => join('docs', name)),
];

test.each(documents)('every link of %s to a file of the project leads somewhere', async (document) => {
  const text = await readFile(document, 'utf8');
  const targets = Array.from(
    text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g),
    ([, target = '']) => target,
  );
  const missing = targets.filter((target) => !existsSync(join(dirname(document), target)));
  expect(missing).toEqual([]);
});

test.each(documents)('every file that %s names in code exists', async (document) => {
  const text = await readFile(document, 'utf8');
  const named = Array.from(
    text.matchAll(/`((?:src|test|scripts|bench|docs)\/[\w./-]+)`/g),
    ([, path = '']) => path,
  );
  const missing = named.filter((path) => !existsSync(path));
  expect(missing).toEqual([]);
});
