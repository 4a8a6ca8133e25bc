import { readFile, rename } from 'node:fs/promises';
import { basename } from 'node:path';
import type { z } from 'zod';
import { Failure } from '#router/contracts/failure.ts';
import { errnoOf } from '../errno.ts';

export interface ReadOptions<TValue> {
  readonly schema: z.ZodType<TValue>;
  /** What to tell the person of a file that was set aside under that name. */
  readonly words: (aside: string) => string;
  /** Told of a file that was set aside. */
  readonly onError: (error: unknown) => void;
}

/**
 * Reads a JSON file of the data folder; undefined where there is none. One that can't be read as what it should be is set aside
 * under another name, never overwritten, and counts as none. Throws the system's error.
 */
export async function readOrSetAside<TValue>(
  path: string,
  { schema, words, onError }: ReadOptions<TValue>,
): Promise<TValue | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined;
    throw cause;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    const file = `${basename(path)}.broken-${Date.now()}`;
    await rename(path, `${path}${file.slice(basename(path).length)}`);
    onError(new Failure('UNPROCESSABLE_CONTENT', words(file), { phase: 'store', file }, { cause }));
    return undefined;
  }
}
