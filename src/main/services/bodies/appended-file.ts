import type { FileHandle } from 'node:fs/promises';

/** Bytes that may wait for the disk before whoever writes has to wait as well. */
const mostWaitingBytes = 4 * 1024 * 1024;
/** About so many bytes are written at once: some of what waits, so that a reader has them soon. */
const writeBytes = 1024 * 1024;
/** The system takes no more pieces in one write (POSIX `IOV_MAX`). */
const mostPieces = 1024;

/**
 * A file that one writer makes longer, piece by piece. It is open until `close`. Pieces that come while a write is under
 * way are written together by the next one, so that the source is read on meanwhile.
 */
export class AppendedFile {
  readonly #onGrown: (size: number) => void;
  readonly #handle: Pick<FileHandle, 'writev' | 'close'>;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  /** All writes until nothing waits, and the one of them that is under way. Neither rejects: `#failure` has the reason. */
  #writing: Promise<void> | undefined;
  #write: Promise<void> | undefined;
  #failure: { readonly reason: unknown } | undefined;
  #isFailureTold = false;
  #closing: Promise<void> | undefined;
  #size = 0;

  /** @param handle of an empty file, open for writing. @param onGrown told each time that more bytes are in the file. */
  constructor(
    handle: Pick<FileHandle, 'writev' | 'close'>,
    onGrown: (size: number) => void = () => undefined,
  ) {
    this.#handle = handle;
    this.#onGrown = onGrown;
  }

  /** Bytes in the file. */
  get size(): number {
    return this.#size;
  }

  /** Bytes in the file, and those that wait to be written. */
  get taken(): number {
    return this.#size + this.#waitingBytes;
  }

  /**
   * Takes the bytes, which nobody may change any more. Resolves when there is room for the next ones.
   * @throws the system's error where one of the pieces so far could not be written.
   */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#closing) throw new Error('a body takes nothing after its end');
    this.#throwIfFailed();
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.byteLength;
    this.#writing ??= this.#writeAll();
    while (this.#waitingBytes >= mostWaitingBytes) await this.#write;
    this.#throwIfFailed();
  }

  /**
   * Writes what waits. Harmless when called again.
   * @throws as `write`, where no `write` has thrown it.
   */
  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.#writing;
    } finally {
      await this.#handle.close();
    }
    if (!this.#isFailureTold) this.#throwIfFailed();
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      this.#write = this.#writeSome();
      await this.#write;
    }
    this.#writing = undefined;
  }

  async #writeSome(): Promise<void> {
    let [count, bytes] = [0, 0];
    for (const piece of this.#waiting) {
      if (count === mostPieces || bytes >= writeBytes) break;
      count += 1;
      bytes += piece.byteLength;
    }
    try {
      await this.#writePieces(this.#waiting.splice(0, count), bytes);
      this.#waitingBytes -= bytes;
    } catch (reason) {
      this.#failure = { reason };
      this.#waiting = [];
      this.#waitingBytes = 0;
    }
  }

  /** A disk that fills up takes a part first and refuses the rest: what it took counts. */
  async #writePieces(pieces: Uint8Array[], bytes: number): Promise<void> {
    let left = pieces;
    for (let written = 0; written < bytes; ) {
      const { bytesWritten } = await this.#handle.writev(left, this.#size);
      written += bytesWritten;
      this.#size += bytesWritten;
      this.#onGrown(this.#size);
      if (written < bytes) left = withoutStart(left, bytesWritten);
    }
  }

  #throwIfFailed(): void {
    if (!this.#failure) return;
    this.#isFailureTold = true;
    throw this.#failure.reason;
  }
}

/** The pieces after so many bytes of them. */
function withoutStart(pieces: Uint8Array[], bytes: number): Uint8Array[] {
  let rest = bytes;
  const first = pieces.findIndex((piece) => {
    if (rest < piece.byteLength) return true;
    rest -= piece.byteLength;
    return false;
  });
  const [cut, ...others] = pieces.slice(first);
  return cut ? [cut.subarray(rest), ...others] : [];
}
