import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { KeyFileCipher } from './key-file-cipher.ts';

const keyIn = (folder: string) => join(folder, 'secrets.key');

test('what was encrypted can be decrypted after a restart', async () => {
  const folder = await temporaryFolder();
  const encrypted = await new KeyFileCipher(folder).encrypt('geheim: ü');
  expect(Buffer.from(encrypted).toString('latin1')).not.toContain('geheim');
  const again = new KeyFileCipher(folder);
  expect(await again.decrypt(encrypted)).toEqual({ text: 'geheim: ü', isOutdated: false });
  expect(again.storage).toBe('key-file');
});

test('the same text is another one each time, and one that was tampered with is refused', async () => {
  const cipher = new KeyFileCipher(await temporaryFolder());
  const [one, other] = [await cipher.encrypt('same'), await cipher.encrypt('same')];
  expect(Buffer.from(one).equals(other)).toBe(false);
  for (const at of [0, 5, 20, one.byteLength - 1]) {
    const damaged = Uint8Array.from(one, (byte, index) => (index === at ? byte ^ 1 : byte));
    await expect(cipher.decrypt(damaged)).rejects.toBeInstanceOf(Error);
  }
  await expect(cipher.decrypt(new Uint8Array())).rejects.toBeInstanceOf(Error);
});

test('another key does not decrypt it', async () => {
  const encrypted = await new KeyFileCipher(await temporaryFolder()).encrypt('geheim');
  await expect(new KeyFileCipher(await temporaryFolder()).decrypt(encrypted)).rejects.toBeInstanceOf(Error);
});

test('the key is made with the first secret, and one for those that come at the same time', async () => {
  const folder = await temporaryFolder();
  const cipher = new KeyFileCipher(folder);
  expect(await readdir(folder)).toEqual([]);
  await expect(cipher.decrypt(new Uint8Array(40))).rejects.toThrow('secrets.key is gone');
  expect(await readdir(folder)).toEqual([]);
  const encrypted = await Promise.all(['a', 'b', 'c'].map((text) => cipher.encrypt(text)));
  const again = new KeyFileCipher(folder);
  const texts = await Promise.all(encrypted.map(async (each) => (await again.decrypt(each)).text));
  expect(texts).toEqual(['a', 'b', 'c']);
});

test.skipIf(process.platform === 'win32')(
  'the key is for its owner alone, and is refused when others can read it, until it is put right',
  async () => {
    const folder = await temporaryFolder();
    const encrypted = await new KeyFileCipher(folder).encrypt('geheim');
    expect((await stat(keyIn(folder))).mode & 0o777).toBe(0o600);
    await chmod(keyIn(folder), 0o640);
    const cipher = new KeyFileCipher(folder);
    const refusal = {
      code: 'PRECONDITION_FAILED',
      message: expect.stringMatching(/Other users .* secrets\.key.* 640.*chmod 600/),
    };
    await expect(cipher.decrypt(encrypted)).rejects.toMatchObject(refusal);
    await expect(cipher.encrypt('more')).rejects.toMatchObject(refusal);
    await chmod(keyIn(folder), 0o600);
    expect(await cipher.decrypt(encrypted)).toMatchObject({ text: 'geheim' });
  },
);

test('a file that is no key is refused and stays as it is', async () => {
  const folder = await temporaryFolder();
  await writeFile(keyIn(folder), 'something else', { mode: 0o600 });
  await expect(new KeyFileCipher(folder).encrypt('geheim')).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
  });
  expect(await readFile(keyIn(folder), 'utf8')).toBe('something else');
});
