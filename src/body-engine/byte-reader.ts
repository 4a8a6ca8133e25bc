import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

/** Bytes that are read in place. Reading blocks the thread: it is for worker threads. */
export interface ByteReader {
  /** Bytes there are; more may come where the source still grows. */
  readonly size: number;
  /**
   * Fills `into` from `position` on.
   * @returns how many bytes were read: fewer than asked for at the end of the source alone.
   */
  read(into: Uint8Array, position: number): number;
}

/** Opens a file to read it. Disposing closes it. Throws what `node:fs` throws. */
export function openByteReader(path: string): ByteReader & Disposable {
  const file = openSync(path, 'r');
  return {
    get size() {
      return fstatSync(file).size;
    },
    read: (into, position) => readFully(file, into, position),
    [Symbol.dispose]: () => closeSync(file),
  };
}

/** Reads a file that is open only while it is read, for work that goes on for a while. Reads are better large then. */
export function readerClosedBetweenReads(path: string): ByteReader {
  return {
    get size() {
      return statSync(path).size;
    },
    read(into, position) {
      using reader = openByteReader(path);
      return reader.read(into, position);
    },
  };
}

/** What is in memory, in the form of a file: for small texts, and for tests. */
export function byteReaderOf(bytes: Uint8Array): ByteReader {
  return {
    size: bytes.byteLength,
    read(into, position) {
      const part = bytes.subarray(position, position + into.byteLength);
      into.set(part);
      return part.byteLength;
    },
  };
}

function readFully(file: number, into: Uint8Array, position: number): number {
  let filled = 0;
  while (filled < into.byteLength) {
    const read = readSync(file, into, filled, into.byteLength - filled, position + filled);
    if (read === 0) break;
    filled += read;
  }
  return filled;
}
