/** What a server may ask a decoder to remember, in bytes (RFC 9659 §3); fzstd alone would go up to 2 GiB. */
const maxWindowBytes = 8 * 1024 * 1024;
/** What a block may hold (RFC 8878 §3.1.1.2.4); fzstd takes up to 2 MiB. */
const maxBlockBytes = 128 * 1024;

const frameMagic = 0xfd2fb528;
const isSkippable = (magic: number) => magic >>> 4 === 0x184d2a5;

export class ZstdError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Follows the frames and blocks of a zstd body (RFC 8878 §3.1), without what is in them: a decoder is to see no header that
 * asks it for too much. What is no zstd is left for the decoder to say.
 */
export class ZstdFrames {
  readonly #walk = walk();
  #wanted: Wanted;
  /** The start of a header, or of a checksum. */
  #held = Buffer.alloc(0);
  #toSkip = 0;

  constructor() {
    this.#wanted = next(this.#walk, Buffer.alloc(0));
  }

  /** @throws {ZstdError} where a header among these bytes, or one that they end, asks for too much. */
  check(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.byteLength; ) {
      if (this.#toSkip > 0) {
        const skipped = Math.min(this.#toSkip, bytes.byteLength - at);
        this.#toSkip -= skipped;
        at += skipped;
        continue;
      }
      const { read } = this.#wanted;
      const piece = bytes.subarray(at, at + read - this.#held.length);
      this.#held = Buffer.concat([this.#held, piece]);
      at += piece.byteLength;
      if (this.#held.length < read) return;
      this.#wanted = next(this.#walk, this.#held);
      this.#held = Buffer.alloc(0);
      this.#toSkip = this.#wanted.skip;
    }
  }
}

interface Wanted {
  /** Bytes to pass over first. */
  readonly skip: number;
  /** Bytes to be given then. */
  readonly read: number;
}

type Walk = Generator<Wanted, never, Buffer>;

function next(steps: Walk, bytes: Buffer): Wanted {
  return steps.next(bytes).value;
}

function* walk(): Walk {
  for (let skip = 0; ; ) {
    const magic = (yield { skip, read: 4 }).readUInt32LE();
    if (isSkippable(magic)) {
      skip = (yield { skip: 0, read: 4 }).readUInt32LE();
      continue;
    }
    // Not followed any further: the decoder refuses it.
    while (magic !== frameMagic) yield { skip: Number.MAX_SAFE_INTEGER, read: 1 };
    const descriptor = (yield { skip: 0, read: 1 }).readUInt8();
    yield* frameHeader(descriptor);
    yield* blocks();
    const hasChecksum = (descriptor & 4) !== 0;
    skip = hasChecksum ? 4 : 0;
  }
}

/** §3.1.1.1.2: the window's size, or the content's, which stands for it in a frame of one segment. */
function* frameHeader(descriptor: number): Generator<Wanted, void, Buffer> {
  const isSingleSegment = (descriptor & 0x20) !== 0;
  if (!isSingleSegment) {
    const window = (yield { skip: 0, read: 1 }).readUInt8();
    const base = 2 ** (10 + (window >> 3));
    allowWindow(base + (base / 8) * (window & 7));
  }
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const rest = dictionaryBytes + sizeBytes;
  if (rest === 0) return;
  const size = (yield { skip: 0, read: rest }).subarray(dictionaryBytes);
  if (isSingleSegment) allowWindow(contentSize(size));
}

/** In two bytes it is 256 less than it is (§3.1.1.1.4), which is far from too much all the same. */
function contentSize(bytes: Buffer): number {
  return bytes.length === 8 ? Number(bytes.readBigUInt64LE()) : bytes.readUIntLE(0, bytes.length);
}

function allowWindow(bytes: number): void {
  if (bytes > maxWindowBytes) {
    throw new ZstdError('ZSTD_WINDOW_TOO_LARGE', 'the server asks for more than 8 MiB of memory for it');
  }
}

/** §3.1.1.2: up to the last block of a frame. */
function* blocks(): Generator<Wanted, void, Buffer> {
  for (let skip = 0; ; ) {
    const header = (yield { skip, read: 3 }).readUIntLE(0, 3);
    const size = header >> 3;
    if (size > maxBlockBytes) throw new ZstdError('ZSTD_INVALID_DATA', 'it is damaged: a block is too large');
    // One of repetitions (type 1) holds the byte that is repeated.
    skip = ((header >> 1) & 3) === 1 ? 1 : size;
    if ((header & 1) !== 0) {
      // Passed over before whatever comes next.
      if (skip > 0) yield { skip: skip - 1, read: 1 };
      return;
    }
  }
}
