import { expect, test } from 'vitest';
import { SafeStorage } from '#test/electron-double/main-process/safe-storage.ts';
import { createElectronSecretCipher, type SystemStorage } from './electron-secret-cipher.ts';

/** A system that has a store of passwords, locked or not. */
function systemStorage(isUnlocked: boolean): SystemStorage {
  const storage = new SafeStorage();
  storage.setUsePlainTextEncryption(true);
  return {
    isAsyncEncryptionAvailable: async () => isUnlocked,
    encryptStringAsync: (text) => storage.encryptStringAsync(text),
    decryptStringAsync: (encrypted) => storage.decryptStringAsync(encrypted),
    getSelectedStorageBackend: () => 'gnome_libsecret',
    setUsePlainTextEncryption: () => {
      throw new Error('the system has a store');
    },
  };
}

test('secrets are kept with a key of the system', async () => {
  const cipher = createElectronSecretCipher(systemStorage(true), 'linux');
  expect(cipher.storage).toBe('system');
  const encrypted = await cipher.encrypt('geheim');
  expect(Buffer.from(encrypted).toString('latin1')).not.toContain('geheim');
  expect(await cipher.decrypt(encrypted)).toEqual({ text: 'geheim', isOutdated: false });
});

test('where Linux has no store of passwords they are kept all the same, and it is said that this is a disguise', async () => {
  const cipher = createElectronSecretCipher(new SafeStorage(), 'linux');
  expect(cipher.storage).toBe('plain-text');
  expect(await cipher.decrypt(await cipher.encrypt('geheim'))).toMatchObject({ text: 'geheim' });
});

test('other systems always have one', () => {
  expect(createElectronSecretCipher(new SafeStorage(), 'darwin').storage).toBe('system');
});

test('where the store can not be used, nothing is kept in clear instead', async () => {
  const cipher = createElectronSecretCipher(systemStorage(false), 'linux');
  await expect(cipher.encrypt('geheim')).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    message: expect.stringContaining('Unlock it'),
  });
  await expect(cipher.decrypt(new Uint8Array(3))).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
});
