import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { constants, type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '#router/contracts/failure.ts';
import { errnoOf } from '../errno.ts';
import { type Affected, storageFailure } from '../files/storage-failure.ts';
import { writeDurably } from '../files/write-durably.ts';
import type { Decrypted, SecretCipher } from './secret-cipher.ts';

const fileName = 'secrets.key';
const keyBytes = 32;
/** The same in base64url. */
const keyPattern = /^[A-Za-z0-9_-]{43}$/;
const vectorBytes = 12;
const tagBytes = 16;
/** Of what is encrypted in this way: AES-256-GCM, behind the version an initial vector, the tag, the text. */
const version = 1;

/**
 * Encrypts with a random key in a file that its owner alone can read. The file is looked at when it is needed, and made with
 * the first secret: what is wrong with it stops nobody who has none.
 */
export class KeyFileCipher implements SecretCipher {
  readonly storage = 'key-file';
  readonly #path: string;
  /** Once it could be read. What was wrong with the file may be put right at any time. */
  #key: Uint8Array | undefined;
  /** One call after the other: two that made a key each would lose one. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(dataFolder: string) {
    this.#path = join(dataFolder, fileName);
  }

  /**
   * Makes the key where there is none.
   * Throws a `Failure` PRECONDITION_FAILED where others can read it or it is no key, and of phase `store`. The file stays as it is.
   */
  async encrypt(text: string): Promise<Uint8Array> {
    const key = await this.#inTurn(async () => (await readKey(this.#path)) ?? (await makeKey(this.#path)), {
      what: 'the secret could not be saved',
      then: 'type it again',
    });
    const vector = randomBytes(vectorBytes);
    const cipher = createCipheriv('aes-256-gcm', key, vector);
    const encrypted = [cipher.update(text, 'utf8'), cipher.final()];
    return Buffer.concat([Buffer.of(version), vector, cipher.getAuthTag(), ...encrypted]);
  }

  /** Throws a `Failure` as `encrypt` does. */
  async decrypt(encrypted: Uint8Array): Promise<Decrypted> {
    const key = await this.#inTurn(() => readKey(this.#path), {
      what: 'your secrets could not be read',
      then: 'try again',
    });
    if (key === undefined) throw new Error(`${fileName} is gone`);
    if (encrypted[0] !== version) throw new Error('a secret was encrypted in a way that is not known here');
    const vectorEnd = 1 + vectorBytes;
    const tagEnd = vectorEnd + tagBytes;
    const decipher = createDecipheriv('aes-256-gcm', key, encrypted.subarray(1, vectorEnd), {
      authTagLength: tagBytes,
    });
    decipher.setAuthTag(encrypted.subarray(vectorEnd, tagEnd));
    const text = Buffer.concat([decipher.update(encrypted.subarray(tagEnd)), decipher.final()]).toString();
    return { text, isOutdated: false };
  }

  async #inTurn<TKey extends Uint8Array | undefined>(
    find: () => Promise<TKey>,
    affected: Affected,
  ): Promise<Uint8Array | TKey> {
    const found = this.#last.then(async () => {
      if (this.#key !== undefined) return this.#key;
      const key = await find();
      this.#key = key;
      return key;
    });
    // The next one tries again whatever became of this one.
    this.#last = found.catch(() => undefined);
    try {
      return await found;
    } catch (cause) {
      throw storageFailure(cause, { ...affected, file: fileName });
    }
  }
}

async function readKey(path: string): Promise<Uint8Array | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY);
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined;
    throw cause;
  }
  try {
    checkMode((await handle.stat()).mode);
    const text = await handle.readFile('utf8');
    if (!keyPattern.test(text)) {
      throw refused(
        `The file ${fileName} in Parley's data folder is not the key of your secrets any more. Bring the right one back, or remove it: then type your secrets again.`,
      );
    }
    return Buffer.from(text, 'base64url');
  } finally {
    await handle.close();
  }
}

/** Windows keeps others out of a user's folder by other means, and its modes say nothing. */
function checkMode(mode: number): void {
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  const shown = (mode & 0o777).toString(8);
  throw refused(
    `Other users of this computer may read ${fileName}, the key of your secrets (its mode is ${shown}). Run chmod 600 on it in Parley's data folder, and change the secrets that they may have read.`,
  );
}

/** The file is there whole or not at all. Nobody else makes one: a data folder has one process. */
async function makeKey(path: string): Promise<Uint8Array> {
  const key = randomBytes(keyBytes);
  await writeDurably(path, key.toString('base64url'));
  return key;
}

function refused(message: string): Failure {
  return new Failure('PRECONDITION_FAILED', message, {
    phase: 'store',
    errno: 'ERR_SECRET_KEY',
    file: fileName,
  });
}
