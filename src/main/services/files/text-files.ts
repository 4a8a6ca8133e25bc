import { readFile, stat } from 'node:fs/promises';
import { errnoOf } from '../errno.ts';

/** A file has more text than its reader takes. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

/** How a file is taken for a text, and a text for a file. Two files have one text only if they have the same bytes. */
export interface TextFiles {
  /** Throws the system's error, what the file can't be a text for, or the signal's reason. */
  read(path: string, signal?: AbortSignal): Promise<string>;
  /**
   * The bytes of the file that has this text. Ends with the signal's reason.
   * @param path of the file that they are for
   */
  bytes(text: string, path: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What is larger is no text that anybody has written. */
const mostBytes = 64 * 1024 * 1024;

/**
 * UTF-8, and a byte order mark is part of the text. Reading throws `TooLargeError` above 64 MiB, and what `TextDecoder` does for a
 * file that is no such text.
 */
export const wholeTexts: TextFiles = {
  async read(path) {
    if ((await stat(path)).size > mostBytes) throw new TooLargeError('it is larger than 64 MiB');
    return utf8.decode(await readFile(path));
  },
  async *bytes(text) {
    yield Buffer.from(text);
  },
};

/** Undefined where there is no such file. */
export async function textAt(
  path: string,
  texts: TextFiles,
  signal?: AbortSignal,
): Promise<string | undefined> {
  try {
    return await texts.read(path, signal);
  } catch (cause) {
    if (errnoOf(cause) !== 'ENOENT') throw cause;
    return undefined;
  }
}
