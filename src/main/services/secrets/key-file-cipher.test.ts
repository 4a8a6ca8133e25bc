import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { KeyFileCipher } from './key-file-cipher.ts';

const keyIn = (folder: string) => join(folder, 'secrets.key');

test('what was encrypted can be decrypted after a restart', async () => {
  const folder = await temporaryFolder();
  const encrypted = await (await KeyFileCipher.open(folder)).encrypt('geheim: ü');
  expect(Buffer.from(encrypted).toString('latin1')).not.toContain('geheim');
  const again = await KeyFileCipher.open(folder);
  expect(await again.decrypt(encrypted)).toEqual({ text: 'geheim: ü', isOutdated: false });
  expect(again.storage).toBe('key-file');
});

test('the same text is another one each time, and one that was tampered with is refused', async () => {
  const cipher = await KeyFileCipher.open(await temporaryFolder());
  const [one, other] = [await cipher.encrypt('same'), await cipher.encrypt('same')];
  expect(Buffer.from(one).equals(other)).toBe(false);
  for (const at of [0, 5, 20, one.byteLength - 1]) {
    const damaged = Uint8Array.from(one, (byte, index) => (index === at ? byte ^ 1 : byte));
    await expect(cipher.decrypt(damaged)).rejects.toBeInstanceOf(Error);
  }
  await expect(cipher.decrypt(new Uint8Array())).rejects.toBeInstanceOf(Error);
});

test('another key does not decrypt it', async () => {
  const encrypted = await (await KeyFileCipher.open(await temporaryFolder())).encrypt('geheim');
  await expect((await KeyFileCipher.open(await temporaryFolder())).decrypt(encrypted)).rejects.toBeInstanceOf(
    Error,
  );
});

test.skipIf(process.platform === 'win32')(
  'the key is for its owner alone, and is refused when others can read it',
  async () => {
    const folder = await temporaryFolder();
    await KeyFileCipher.open(folder);
    expect((await stat(keyIn(folder))).mode & 0o777).toBe(0o600);
    await chmod(keyIn(folder), 0o640);
    await expect(KeyFileCipher.open(folder)).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
      message: expect.stringMatching(/Other users .* secrets\.key.* 640.*chmod 600/),
    });
  },
);

test('a file that is no key is refused and stays as it is', async () => {
  const folder = await temporaryFolder();
  await writeFile(keyIn(folder), 'something else', { mode: 0o600 });
  await expect(KeyFileCipher.open(folder)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  expect(await readFile(keyIn(folder), 'utf8')).toBe('something else');
});
