import { Failure } from '#router/contracts/failure.ts';
import type { StoredFile } from '#router/contracts/request.ts';
import type { UploadSource } from './exchange-types.ts';

/** A request's body. It can be read more than once, since a redirect may ask for it again. */
export interface BodySource {
  /** Bytes; exact, so that Content-Length can be sent. */
  readonly size: number;
  /** What Content-Type says unless the person said something else. */
  readonly contentType: string;
  read(signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/**
 * A stored file's media type; that of unknown bytes where nobody told (RFC 9110 §8.3), or where what was told could end the
 * field and begin another.
 */
export function contentTypeOf({ type }: StoredFile): string {
  return /^[\x20-\x7e]+$/.test(type) ? type : 'application/octet-stream';
}

/**
 * An upload's bytes, no more and no fewer than were announced.
 * @throws {Failure} where the stored file changed in between; the server would take the rest for another request.
 */
export async function* exactly(
  upload: UploadSource,
  name: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let left = upload.size;
  for await (const bytes of upload.read(signal)) {
    left -= bytes.byteLength;
    if (left < 0) break;
    yield bytes;
  }
  if (left !== 0) {
    throw new Failure('CONFLICT', `The file ${name} changed while it was sent. Choose it again.`, {
      phase: 'send',
      errno: 'ERR_FILE_CHANGED',
      file: name,
    });
  }
}
