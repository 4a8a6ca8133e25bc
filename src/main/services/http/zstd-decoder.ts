import { Decompress, ZstdErrorCode } from 'fzstd';

/**
 * Input for fzstd, which gives all its output at once: a block of 4 bytes can stand for 128 KiB, so that pieces of this
 * size bound what a hostile body can make of memory to 32 MiB.
 */
const pieceBytes = 1024;

/** What a server may ask a decoder to remember (RFC 9659 §3); fzstd alone would go up to 2 GiB. */
const maxWindowBytes = 8 * 1024 * 1024;

/** A frame header's longest form (RFC 8878 §3.1.1.1). */
const headerBytes = 18;

class ZstdError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Decodes zstd (RFC 8878) by fzstd, which does not look at checksums.
 * @throws {Error} with a `code`, after all that could be decoded.
 */
export async function* unzstd(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let output: Uint8Array[] = [];
  const decompress = new Decompress((bytes) => {
    if (bytes.byteLength > 0) output.push(bytes);
  });
  const push = function* (bytes: Uint8Array, isLast: boolean) {
    let failure: Error | undefined;
    try {
      decompress.push(bytes, isLast);
    } catch (cause) {
      failure = named(cause);
    }
    const ready = output;
    output = [];
    yield* ready;
    if (failure) throw failure;
  };

  let header = Buffer.alloc(0);
  for await (const bytes of source) {
    if (header.length < headerBytes) {
      header = Buffer.concat([header, bytes.subarray(0, headerBytes - header.length)]);
      if (header.length === headerBytes) checkWindow(header);
    }
    for (let at = 0; at < bytes.byteLength; at += pieceBytes) {
      yield* push(bytes.subarray(at, at + pieceBytes), false);
    }
  }
  if (header.length === 0) return;
  if (header.length < headerBytes) checkWindow(Buffer.concat([header], headerBytes));
  yield* push(new Uint8Array(), true);
}

/** Looks at the first frame's header, before fzstd takes the memory that it asks for. */
function checkWindow(header: Buffer): void {
  if (header.readUInt32LE(0) !== 0xfd2fb528) return;
  if (windowOf(header) > maxWindowBytes) {
    throw new ZstdError('ZSTD_WINDOW_TOO_LARGE', 'the server asks for more than 8 MiB of memory for it');
  }
}

/** Window size in bytes (RFC 8878 §3.1.1.1.2), or the content size that stands for it in a frame of one segment. */
function windowOf(header: Buffer): number {
  const descriptor = header.readUInt8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  if (!isSingleSegment) {
    const window = header.readUInt8(5);
    const base = 2 ** (10 + (window >> 3));
    return base + (base / 8) * (window & 7);
  }
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const at = 5 + dictionaryBytes;
  switch (descriptor >> 6) {
    case 0:
      return header.readUInt8(at);
    case 1:
      return header.readUInt16LE(at) + 256;
    case 2:
      return header.readUInt32LE(at);
    default:
      return Number(header.readBigUInt64LE(at));
  }
}

function named(cause: unknown): Error {
  if (cause instanceof ZstdError) return cause;
  const isCutOff = cause instanceof Error && 'code' in cause && cause.code === ZstdErrorCode.UnexpectedEOF;
  return isCutOff
    ? new ZstdError('ZSTD_UNEXPECTED_EOF', 'it is cut off', { cause })
    : new ZstdError('ZSTD_INVALID_DATA', 'it is damaged', { cause });
}
