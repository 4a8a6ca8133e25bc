import type { FileHandle } from 'node:fs/promises';

/** A file that one writer makes longer, piece by piece. It is open until `close`. */
export class AppendedFile {
  readonly #onGrown: (size: number) => void;
  #handle: FileHandle | undefined;
  #isWriting = false;
  #size = 0;

  /** @param handle of an empty file, open for writing. @param onGrown told each time that more bytes are in the file. */
  constructor(handle: FileHandle, onGrown: (size: number) => void = () => undefined) {
    this.#handle = handle;
    this.#onGrown = onGrown;
  }

  /** Bytes in the file. */
  get size(): number {
    return this.#size;
  }

  /** Resolves when the bytes are in the file; rejects with the system's error. Await each before the next. */
  async write(bytes: Uint8Array): Promise<void> {
    const handle = this.#handle;
    if (!handle || this.#isWriting)
      throw new Error('a body takes one write at a time, and none after its end');
    this.#isWriting = true;
    try {
      // A disk that fills up takes a part first and refuses the rest: what it took counts.
      for (let written = 0; written < bytes.byteLength; ) {
        const { bytesWritten } = await handle.write(bytes, written, bytes.byteLength - written, this.#size);
        written += bytesWritten;
        this.#size += bytesWritten;
        this.#onGrown(this.#size);
      }
    } finally {
      this.#isWriting = false;
    }
  }

  /** Waits for a write that is under way. Harmless when called again. */
  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }
}
