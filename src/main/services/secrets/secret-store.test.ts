import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { KeyFileCipher } from './key-file-cipher.ts';
import type { SecretCipher } from './secret-cipher.ts';
import { SecretStore } from './secret-store.ts';

async function open(dataFolder: string, cipher?: SecretCipher) {
  const errors: unknown[] = [];
  const hidden: string[] = [];
  const store = await SecretStore.open({
    dataFolder,
    cipher: cipher ?? new KeyFileCipher(dataFolder),
    hide: (secrets) => hidden.push(...secrets),
    onError: (error) => errors.push(error),
  });
  return { store, errors, hidden };
}

const test1 = { folder: '/shop', path: 'environments/Test.yml' };
const test2 = { folder: '/shop', path: 'environments/Copy.yml' };
const one = (name: string, value: string | null) => new Map([[name, value]]);

test('a value is there after a restart, encrypted on the disk and kept out of the log', async () => {
  const folder = await temporaryFolder();
  await (await open(folder)).store.put(test1, one('token', 'geheim'));
  expect(await readFile(join(folder, 'secrets.json'), 'utf8')).not.toContain('geheim');
  const { store, hidden, errors } = await open(folder);
  expect(await store.get(test1, 'token')).toEqual({ state: 'set', value: 'geheim' });
  expect(hidden).toEqual(['geheim']);
  expect(await store.get(test1, 'other')).toEqual({ state: 'none' });
  expect(await store.get({ ...test1, folder: '/elsewhere' }, 'token')).toEqual({ state: 'none' });
  expect(errors).toEqual([]);
});

test('a mark tells one value from another, but not which it is, even where equal values are encrypted alike', async () => {
  const alike: SecretCipher = {
    storage: 'plain-text',
    encrypt: (text) => Promise.resolve(Buffer.from(text)),
    decrypt: (bytes) => Promise.resolve({ text: Buffer.from(bytes).toString(), isOutdated: false }),
  };
  const [{ store }, { store: other }] = [
    await open(await temporaryFolder(), alike),
    await open(await temporaryFolder(), alike),
  ];
  for (const each of [store, other]) await each.put(test1, one('token', 'geheim'));
  const mark = store.markOf(test1, 'token');
  expect(mark).toEqual(expect.any(String));
  expect(other.markOf(test1, 'token')).not.toBe(mark);
  await store.put(test1, one('token', 'other'));
  expect(store.markOf(test1, 'token')).not.toBe(mark);
});

test('a value is replaced, and forgotten', async () => {
  const { store } = await open(await temporaryFolder());
  await store.put(test1, new Map([...one('a', '1'), ...one('b', '2')]));
  await store.put(test1, new Map([...one('a', '3'), ...one('b', null)]));
  expect(await store.get(test1, 'a')).toEqual({ state: 'set', value: '3' });
  expect(await store.get(test1, 'b')).toEqual({ state: 'none' });
});

test('what is taken out is gone from the disk, and comes back until something else is kept there or it is too long ago', async () => {
  const folder = await temporaryFolder();
  const { store } = await open(folder);
  const names = (...all: string[]) => new Set(all);
  await store.put(test1, new Map([...one('a', '1'), ...one('b', '2')]));
  await store.takeOut(test1, names('a', 'b', 'none'));
  expect(await store.get(test1, 'a')).toEqual({ state: 'none' });
  expect(await readFile(join(folder, 'secrets.json'), 'utf8')).not.toContain('"name"');
  await store.put(test1, one('b', null));
  await store.bringBack(test2, names('a'));
  await store.bringBack(test1, names('a', 'b'));
  expect(await store.get(test1, 'a')).toEqual({ state: 'set', value: '1' });
  expect(await store.get(test1, 'b')).toEqual({ state: 'none' });

  await store.takeOut(test1, names('a'));
  const later = Array.from({ length: 100 }, (_, index) => `later${index}`);
  await store.put(test1, new Map(later.map((name) => [name, 'x'])));
  await store.takeOut(test1, names(...later));
  await store.bringBack(test1, names('a', 'later0'));
  expect(await store.get(test1, 'a')).toEqual({ state: 'none' });
  expect(await store.get(test1, 'later0')).toEqual({ state: 'set', value: 'x' });
});

test('values follow their file and their variable to other names, over nothing that stands there', async () => {
  const { store } = await open(await temporaryFolder());
  await store.put(test1, one('a', '1'));
  await store.put(test2, one('own', '2'));
  await store.copy(test1, test2);
  await store.copyNames(
    test2,
    new Map([
      ['a', 'b'],
      ['missing', 'own'],
    ]),
  );
  await store.forget(test1);
  expect(await store.get(test1, 'a')).toEqual({ state: 'none' });
  for (const [name, value] of [
    ['a', '1'],
    ['b', '1'],
    ['own', '2'],
  ] as const) {
    expect(await store.get(test2, name)).toEqual({ state: 'set', value });
  }
});

test('with another key a value is unreadable, said once, and kept for when its key comes back', async () => {
  const folder = await temporaryFolder();
  await (await open(folder)).store.put(test1, one('token', 'geheim'));
  const key = await readFile(join(folder, 'secrets.key'));
  await rm(join(folder, 'secrets.key'));
  const { store, errors } = await open(folder);
  expect(await store.get(test1, 'token')).toEqual({ state: 'unreadable' });
  expect(await store.get(test1, 'token')).toEqual({ state: 'unreadable' });
  expect(errors).toMatchObject([{ message: expect.stringContaining('{{token}}') }]);
  await store.put(test1, one('new', 'value'));

  await writeFile(join(folder, 'secrets.key'), key, { mode: 0o600 });
  expect(await (await open(folder)).store.get(test1, 'token')).toEqual({ state: 'set', value: 'geheim' });
});

test('a value whose key has been replaced is encrypted with the new one', async () => {
  const folder = await temporaryFolder();
  const keys: string[] = [];
  const cipher: SecretCipher = {
    storage: 'system',
    encrypt: async (text) => Buffer.from(`new ${text}`),
    decrypt: async (bytes) => {
      const [key = '', text = ''] = Buffer.from(bytes).toString().split(' ');
      keys.push(key);
      return { text, isOutdated: key === 'old' };
    },
  };
  const value = Buffer.from('old geheim').toString('base64');
  const secrets = [{ folder: test1.folder, file: test1.path, name: 'token', value }];
  await writeFile(join(folder, 'secrets.json'), JSON.stringify({ secrets }));
  const { store } = await open(folder, cipher);
  await store.get(test1, 'token');
  expect(await store.get(test1, 'token')).toEqual({ state: 'set', value: 'geheim' });
  expect(keys).toEqual(['old', 'new']);
});

test('a file that can not be read is set aside, and nothing of it is lost', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'secrets.json'), '{ "secrets": [');
  const { store, errors } = await open(folder);
  expect(await store.get(test1, 'token')).toEqual({ state: 'none' });
  expect(errors).toMatchObject([{ message: expect.stringContaining('secrets.json.broken-') }]);
  const [aside = ''] = (await readdir(folder)).filter((name) => name.includes('broken'));
  expect(await readFile(join(folder, aside), 'utf8')).toBe('{ "secrets": [');
});

test('a value that can not be written is not taken on', async () => {
  const folder = await temporaryFolder();
  const { store } = await open(folder);
  await rm(folder, { recursive: true });
  await expect(store.put(test1, one('token', 'geheim'))).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    message: expect.stringContaining('the secret could not be saved'),
  });
  expect(await store.get(test1, 'token')).toEqual({ state: 'none' });
});
