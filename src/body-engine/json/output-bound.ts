/** A text made of a body may have so many bytes, or `maxGrowth` times those of the body, whichever is more. */
export const freeOutputBytes = 64 * 1024 * 1024;
const maxGrowth = 8;

/**
 * How long a text that is made of a body may become, in bytes: what is nested or copied without end must not fill the disk.
 * @param sourceBytes of the body, as far as it has come
 */
export function maxOutputBytes(sourceBytes: number): number {
  return Math.max(freeOutputBytes, maxGrowth * sourceBytes);
}
