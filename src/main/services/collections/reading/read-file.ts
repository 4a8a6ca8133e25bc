import { type BigIntStats, closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** A request of more than this is none: its body belongs into a file of its own. */
export const maxFileBytes = 64 * 1024 * 1024;

export interface ReadText {
  /** Of the file whose text it is, also where its name stands for another one meanwhile. */
  readonly stats: BigIntStats;
  /** Undefined where it can't be had; `problem` says why. */
  readonly text: string | undefined;
  readonly problem: string | undefined;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a file's text. Synchronous, as all of reading: it has a thread of its own, where that takes a third of the time.
 * Throws the system's error.
 */
export function readText(path: string): ReadText {
  const handle = openSync(path, 'r');
  try {
    const stats = fstatSync(handle, { bigint: true });
    if (stats.size > maxFileBytes) {
      return {
        stats,
        text: undefined,
        problem: 'It is larger than 64 MiB. A body of that size belongs into a file of its own',
      };
    }
    const bytes = new Uint8Array(Number(stats.size));
    let length = 0;
    while (length < bytes.byteLength) {
      const read = readSync(handle, bytes, length, bytes.byteLength - length, null);
      if (read === 0) break;
      length += read;
    }
    return { stats, ...decoded(bytes.subarray(0, length)) };
  } finally {
    closeSync(handle);
  }
}

function decoded(bytes: Uint8Array): Pick<ReadText, 'text' | 'problem'> {
  try {
    return { text: utf8.decode(bytes), problem: undefined };
  } catch {
    return { text: undefined, problem: 'It is not UTF-8. Save it as UTF-8' };
  }
}
