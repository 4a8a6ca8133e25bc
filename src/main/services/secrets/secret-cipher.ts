import type { SecretStorage } from '#router/contracts/variable.ts';

/** Makes secrets unreadable to whoever has the file that they are kept in. */
export interface SecretCipher {
  /** How well it does so, for the person to know. */
  readonly storage: SecretStorage;
  /** Throws a `Failure` where there is no key to be had. */
  encrypt(text: string): Promise<Uint8Array>;
  /** Throws where it was encrypted with another key, or by another computer; a `Failure` where the key may not be used. */
  decrypt(encrypted: Uint8Array): Promise<Decrypted>;
}

export interface Decrypted {
  readonly text: string;
  /** The key is an old one: what it was to encrypt is to be encrypted again. */
  readonly isOutdated: boolean;
}
