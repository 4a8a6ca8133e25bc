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
