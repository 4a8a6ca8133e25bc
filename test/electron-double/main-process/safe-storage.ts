import { createCipheriv, createDecipheriv, pbkdf2Sync } from 'node:crypto';
import type * as Electron from 'electron';
import { makeLoud } from './loud.ts';

/** What Chromium does in Linux without a keyring (components/os_crypt): a key that anybody can know. */
const key = pbkdf2Sync('peanuts', 'saltysalt', 1, 16, 'sha1');
const initialVector = Buffer.alloc(16, ' ');
const prefix = Buffer.from('v10');

type Implemented = Pick<
  Electron.SafeStorage,
  | 'isAsyncEncryptionAvailable'
  | 'encryptStringAsync'
  | 'decryptStringAsync'
  | 'isEncryptionAvailable'
  | 'encryptString'
  | 'decryptString'
  | 'getSelectedStorageBackend'
  | 'setUsePlainTextEncryption'
>;

/** That of a Linux without a keyring, where the app has to say that it does not mind. */
export class SafeStorage implements Implemented {
  #isPlainTextAllowed = false;

  isEncryptionAvailable(): boolean {
    return this.#isPlainTextAllowed;
  }
  getSelectedStorageBackend(): 'basic_text' {
    return 'basic_text';
  }
  setUsePlainTextEncryption(isAllowed: boolean): void {
    this.#isPlainTextAllowed = isAllowed;
  }

  encryptString(plainText: string): Buffer {
    this.#requireEncryption('encrypting the text provided to safeStorage.encryptString');
    const cipher = createCipheriv('aes-128-cbc', key, initialVector);
    return Buffer.concat([prefix, cipher.update(plainText, 'utf8'), cipher.final()]);
  }

  decryptString(encrypted: Buffer): string {
    this.#requireEncryption('decrypting the ciphertext provided to safeStorage.decryptString');
    if (!encrypted.subarray(0, prefix.length).equals(prefix)) {
      throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.');
    }
    const decipher = createDecipheriv('aes-128-cbc', key, initialVector);
    return Buffer.concat([decipher.update(encrypted.subarray(prefix.length)), decipher.final()]).toString(
      'utf8',
    );
  }

  async isAsyncEncryptionAvailable(): Promise<boolean> {
    return this.isEncryptionAvailable();
  }

  async encryptStringAsync(plainText: string): Promise<Buffer> {
    return this.encryptString(plainText);
  }

  async decryptStringAsync(encrypted: Buffer): Promise<Electron.DecryptStringAsyncReturnValue> {
    return { result: this.decryptString(encrypted), shouldReEncrypt: false };
  }

  #requireEncryption(what: string): void {
    if (!this.#isPlainTextAllowed) throw new Error(`Error while ${what}. Encryption is not available.`);
  }
}
makeLoud('safeStorage', SafeStorage);
export const safeStorage = new SafeStorage();
