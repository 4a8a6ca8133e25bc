import { Decompress, ZstdErrorCode } from 'fzstd';
import { ZstdError, ZstdFrames } from './zstd-frames.ts';

/**
 * Input for fzstd, which gives all its output at once: a block of 4 bytes can stand for 128 KiB, so that pieces of this
 * size bound what a hostile body can make of memory to 32 MiB.
 */
const pieceBytes = 1024;

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

  const frames = new ZstdFrames();
  let isEmpty = true;
  for await (const bytes of source) {
    for (let at = 0; at < bytes.byteLength; at += pieceBytes) {
      isEmpty = false;
      const piece = bytes.subarray(at, at + pieceBytes);
      // Before fzstd takes the memory that a header asks for.
      frames.check(piece);
      yield* push(piece, false);
    }
  }
  if (!isEmpty) yield* push(new Uint8Array(), true);
}

function named(cause: unknown): Error {
  if (cause instanceof ZstdError) return cause;
  const isCutOff = cause instanceof Error && 'code' in cause && cause.code === ZstdErrorCode.UnexpectedEOF;
  return isCutOff
    ? new ZstdError('ZSTD_UNEXPECTED_EOF', 'it is cut off', { cause })
    : new ZstdError('ZSTD_INVALID_DATA', 'it is damaged', { cause });
}
