import type { SafeStorage } from 'electron';
import { Failure } from '#router/contracts/failure.ts';
import type { SecretCipher } from './services/secrets/secret-cipher.ts';

/** What is used of Electron: its asynchronous half. The other one is deprecated, and stops the app where the system asks the person. */
export type SystemStorage = Pick<
  SafeStorage,
  | 'isAsyncEncryptionAvailable'
  | 'encryptStringAsync'
  | 'decryptStringAsync'
  | 'getSelectedStorageBackend'
  | 'setUsePlainTextEncryption'
>;

/** Encrypts with a key that the system keeps. To be used after Electron's `ready`. */
export function createElectronSecretCipher(
  safeStorage: SystemStorage,
  platform: NodeJS.Platform = process.platform,
): SecretCipher {
  const isDisguise = () => {
    if (platform !== 'linux') return false;
    return ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend());
  };
  const requireKey = async () => {
    // Secrets are kept all the same where there is no keyring; the window warns of it.
    if (isDisguise()) safeStorage.setUsePlainTextEncryption(true);
    if (await safeStorage.isAsyncEncryptionAvailable()) return;
    throw new Failure(
      'PRECONDITION_FAILED',
      "The system's store of passwords can't be used, so no secret can be kept or read. Unlock it, then try again.",
      { errno: 'ERR_NO_KEYRING' },
    );
  };
  return {
    get storage() {
      return isDisguise() ? 'plain-text' : 'system';
    },
    async encrypt(text) {
      await requireKey();
      return safeStorage.encryptStringAsync(text);
    },
    async decrypt(encrypted) {
      await requireKey();
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(encrypted));
      return { text: result, isOutdated: shouldReEncrypt };
    },
  };
}
