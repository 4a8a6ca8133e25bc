import { expect, it } from 'vitest';
import { SafeStorage } from './safe-storage.ts';

it('refuses to encrypt for want of a keyring', () => {
  const storage = new SafeStorage();
  expect(storage.isEncryptionAvailable()).toBe(false);
  expect(() => storage.encryptString('a secret')).toThrow('Encryption is not available');
});

it('encrypts where the app does not mind that anybody can decrypt', () => {
  const storage = new SafeStorage();
  storage.setUsePlainTextEncryption(true);
  const encrypted = storage.encryptString('a secret: ü');
  expect(encrypted.toString('latin1')).not.toContain('secret');
  expect(storage.decryptString(encrypted)).toBe('a secret: ü');
  expect(() => storage.decryptString(Buffer.from('something else'))).toThrow('decrypting');
});

it('does both asynchronously too, with the same key', async () => {
  const storage = new SafeStorage();
  expect(await storage.isAsyncEncryptionAvailable()).toBe(false);
  await expect(storage.encryptStringAsync('a secret')).rejects.toThrow('Encryption is not available');
  storage.setUsePlainTextEncryption(true);
  expect(await storage.isAsyncEncryptionAvailable()).toBe(true);
  const encrypted = await storage.encryptStringAsync('a secret: ü');
  expect(storage.decryptString(encrypted)).toBe('a secret: ü');
  expect(await storage.decryptStringAsync(encrypted)).toEqual({
    result: 'a secret: ü',
    shouldReEncrypt: false,
  });
});
