import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { collisionKey, copyName, endingOf, fileNameOf, freeName, isMadeOf } from './file-names.ts';

test.each([
  ['Get users', 'Get users'],
  ['a/b\\c:d*e?f"g<h>i|j', 'a-b-c-d-e-f-g-h-i-j'],
  ['tab\tbell\u0007line\nend\u2028x', 'tab-bell-line-end-x'],
  ['half \uD83D of a pair', 'half - of a pair'],
  ['.hidden', '-hidden'],
  ['..', '-'],
  ['...', '-'],
  ['dots and blanks. . ', 'dots and blanks'],
  ['   ', 'untitled'],
  ['CON', 'CON-'],
  ['nul.tar.gz', 'nul-.tar.gz'],
  ['Com1', 'Com1-'],
  ['LPT²', 'LPT²-'],
  ['console', 'console'],
  ['COM10', 'COM10'],
  ['日本語 запрос طلب', '日本語 запрос طلب'],
  ['a\u0308', '\u00E4'],
  ['語'.repeat(100), '語'.repeat(40)],
  [`${'a'.repeat(119)}👍`, 'a'.repeat(119)],
  [`${'a'.repeat(119)} b`, 'a'.repeat(119)],
])('%j is kept in a file called %j', (name, fileName) => {
  expect(fileNameOf(name)).toBe(fileName);
});

const character = fc.oneof(
  fc.nat({ max: 0x10ffff }).map((code) => String.fromCodePoint(code)),
  fc.constantFrom('<', '>', ':', '"', '/', '\\', '|', '?', '*', '.', ' ', '\n', '\0', 'a', 'A'),
);

test('any name makes a file and a folder, and a long one has room for a number', async () => {
  const folder = await temporaryFolder();
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: character, minLength: 1, maxLength: 200 }), async (name) => {
      const stem = fileNameOf(name);
      expect(Buffer.byteLength(stem)).toBeLessThanOrEqual(121);
      expect(stem).not.toMatch(/^[.\s]|[.\s]$|[<>:"/\\|?*]/);
      expect(fileNameOf(stem)).toBe(stem);
      const taken = await readdir(folder);
      const [file, inner] = [freeName(stem, '.yml', taken), freeName(stem, '', taken)];
      await writeFile(join(folder, file), '', { flag: 'wx' });
      await mkdir(join(folder, inner));
      expect(isMadeOf(file.slice(0, -4), name)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test('names that are one on some system are told apart by a number', () => {
  expect(freeName('get', '.yml', [])).toBe('get.yml');
  expect(freeName('get', '.yml', ['GET.yml', 'Get 2.YML'])).toBe('get 3.yml');
  expect(freeName('\u00E4', '', ['A\u0308'])).toBe('\u00E4 2');
  expect(freeName('straße', '', ['STRASSE'])).toBe('straße 2');
  expect(freeName('get', '.yml', ['get', 'get.yaml'])).toBe('get.yml');
});

test('names that mean something of their own are given to nothing else', () => {
  expect(freeName('folder', '.yml', [])).toBe('folder 2.yml');
  expect(freeName('OpenCollection', '.yml', [])).toBe('OpenCollection 2.yml');
  expect(freeName('environments', '', [])).toBe('environments 2');
  expect(freeName('Node_Modules', '', [])).toBe('Node_Modules 2');
});

test('a file follows a new name where it was made of the old one', () => {
  expect(isMadeOf('a-b', 'a/b')).toBe(true);
  expect(isMadeOf('a-b 2', 'a/b')).toBe(true);
  expect(isMadeOf('Get 2', 'Get 2')).toBe(true);
  expect(isMadeOf('get', 'Get')).toBe(true);
  expect(isMadeOf('get-users', 'Get users')).toBe(false);
  expect(isMadeOf('Get 1', 'Get')).toBe(false);
});

test('copies are counted', () => {
  expect(copyName('a', ['a'])).toBe('a copy');
  expect(copyName('a', ['a', 'a copy', 'a copy 2'])).toBe('a copy 3');
  expect(copyName('a copy', ['a copy'])).toBe('a copy copy');
});

test('a file has an ending, a folder has none', () => {
  expect(['a.yml', 'a.b.YAML', 'v1.2', 'yml'].map(endingOf)).toEqual(['.yml', '.YAML', '', '']);
  expect(collisionKey('Ａ')).toBe(collisionKey('a'));
});
