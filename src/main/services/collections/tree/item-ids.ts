import { createHmac, randomBytes } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '#router/contracts/failure.ts';
import type { ItemId } from '#router/contracts/ids.ts';
import { errnoOf } from '../../errno.ts';
import { writeDurably } from '../../files/write-durably.ts';
import type { FilePlace } from '../collection-files.ts';

const fileName = 'item-ids.key';
/** 32 bytes. */
const keyPattern = /^[A-Za-z0-9_-]{43}$/;

/** The id of what is at a place: the same after a restart, and nobody guesses it who has not the data folder's key. */
export function itemIdAt(key: string, { collectionId, path }: FilePlace): ItemId {
  if (path === '') return collectionId;
  const mac = createHmac('sha256', key).update(`${collectionId}\0${path}`).digest('base64url');
  return mac.slice(0, 22);
}

/**
 * Reads the data folder's key from a file that only its owner can read, and makes one where there is none. A file that
 * holds no key is set aside.
 * Throws the system's error.
 * @param onError told of a file that was set aside
 */
export async function itemIdKey(dataFolder: string, onError: (error: unknown) => void): Promise<string> {
  const path = join(dataFolder, fileName);
  const known = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (errnoOf(cause) === 'ENOENT') return undefined;
    throw cause;
  });
  if (known !== undefined) {
    if (keyPattern.test(known)) return known;
    const aside = `${fileName}.broken-${Date.now()}`;
    await rename(path, join(dataFolder, aside));
    onError(
      new Failure(
        'UNPROCESSABLE_CONTENT',
        `The key that names requests could not be read and was set aside as ${aside}, in the data folder. There is a new one.`,
        { phase: 'store', file: aside },
      ),
    );
  }
  const key = randomBytes(32).toString('base64url');
  await writeDurably(path, key);
  return key;
}
