import type { UploadPiece } from '#router/contracts/body.ts';
import type { StoredFile } from '#router/contracts/request.ts';
import { randomId } from '../../ui/random-id.ts';

/** Bytes in one call of `uploads.append`. */
export const pieceBytes = 1024 * 1024;

export interface UploadOptions {
  /** Stores one piece with main; resolves with the bytes stored so far. */
  readonly append: (piece: UploadPiece, signal: AbortSignal) => Promise<{ size: number }>;
  /** Ends the upload between two pieces, and the piece that is under way. */
  readonly signal: AbortSignal;
  /** Told after each piece, in bytes. */
  readonly onProgress: (sent: number) => void;
}

/**
 * Hands a file to main, one awaited piece after the other, so that the window holds one piece at a time.
 * @returns how the request refers to the file from now on.
 * @throws what `append` rejects with, what reading the file rejects with, or the signal's reason.
 */
export async function uploadFile(
  file: File,
  { append, signal, onProgress }: UploadOptions,
): Promise<StoredFile> {
  const id = randomId();
  let offset = 0;
  // An empty file is one empty piece: main has to know of it all the same.
  do {
    const bytes = new Uint8Array(await file.slice(offset, offset + pieceBytes).arrayBuffer());
    signal.throwIfAborted();
    const { size } = await append({ id, offset, bytes }, signal);
    offset += bytes.byteLength;
    if (size !== offset) {
      throw new Error(
        `Parley stored ${size} bytes of ${file.name} where the window had sent ${offset}. Try again.`,
      );
    }
    onProgress(offset);
  } while (offset < file.size);
  return {
    id,
    source: 'upload',
    name: file.name.slice(0, 1024),
    type: file.type.slice(0, 256),
    size: offset,
  };
}
