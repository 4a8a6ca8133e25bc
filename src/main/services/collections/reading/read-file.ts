import { type BigIntStats, closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { TooLargeError } from '../../files/text-files.ts';
import { Condenser } from '../../yaml/condenser.ts';

export interface ReadText {
  /** Of the file whose text it is, also where its name stands for another one meanwhile. */
  readonly stats: BigIntStats;
  /** Undefined where it can't be had; `problem` says why. Large bodies are left out of it. */
  readonly text: string | undefined;
  readonly problem: string | undefined;
}

/** A file of more is read piece by piece, and without its large bodies. */
const wholeBytes = 5 * 1024 * 1024;
const literalBytes = 64 * 1024;
const pieceBytes = 256 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a file's text. Synchronous, as all of reading: it has a thread of its own, where that takes a third of the time.
 * Throws the system's error.
 */
export function readText(path: string): ReadText {
  const handle = openSync(path, 'r');
  try {
    const stats = fstatSync(handle, { bigint: true });
    if (stats.size > wholeBytes) return { stats, ...condensed(handle) };
    const bytes = new Uint8Array(Number(stats.size));
    return { stats, ...decoded(bytes.subarray(0, readInto(handle, bytes))) };
  } finally {
    closeSync(handle);
  }
}

function condensed(handle: number): Pick<ReadText, 'text' | 'problem'> {
  const condenser = new Condenser({ literalBytes, textBytes: wholeBytes });
  try {
    for (;;) {
      const piece = Buffer.allocUnsafeSlow(pieceBytes);
      const length = readInto(handle, piece);
      if (length === 0) break;
      condenser.push(piece.subarray(0, length));
    }
    condenser.end();
    return decoded(condenser.text);
  } catch (cause) {
    if (!(cause instanceof TooLargeError)) throw cause;
    const problem =
      'It has more than 5 MiB besides its body. What is so large belongs into a file of its own';
    return { text: undefined, problem };
  }
}

/** @returns how many bytes there were */
function readInto(handle: number, bytes: Uint8Array): number {
  let length = 0;
  while (length < bytes.byteLength) {
    const read = readSync(handle, bytes, length, bytes.byteLength - length, null);
    if (read === 0) break;
    length += read;
  }
  return length;
}

function decoded(bytes: Uint8Array): Pick<ReadText, 'text' | 'problem'> {
  try {
    return { text: utf8.decode(bytes), problem: undefined };
  } catch {
    return { text: undefined, problem: 'It is not UTF-8. Save it as UTF-8' };
  }
}
