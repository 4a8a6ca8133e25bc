import type { FileHandle } from 'node:fs/promises';

/** The most that is read at once, in bytes. */
export const pieceBytes = 256 * 1024;

/**
 * Reads up to `length` bytes (and not more than `pieceBytes`) at `position`. Empty at the end of the file.
 * Each piece has memory of its own: Node's buffer pool would hand its neighbours' bytes along when it is cloned.
 */
export async function readPiece(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.min(length, pieceBytes));
  const { bytesRead } = await handle.read(bytes, 0, bytes.byteLength, position);
  return bytesRead === bytes.byteLength ? bytes : bytes.slice(0, bytesRead);
}
