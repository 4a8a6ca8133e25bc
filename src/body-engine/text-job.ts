import { closeSync, openSync, writeSync } from 'node:fs';
import type { TextReport } from '#router/contracts/body-jobs.ts';

/** A job that makes a text of a body. */
export interface TextJob {
  readonly sourcePath: string;
  /** The source's encoding: what `TextDecoder` takes. */
  readonly encoding: string;
  /** An empty file. */
  readonly outputPath: string;
  /** Resolves as soon as the source has more than `size` bytes (true), or has no more and gets no more (false). */
  waitForMore(size: number, signal: AbortSignal): Promise<boolean>;
  /** Called now and then. What was written is in the file by then. */
  onProgress(report: TextReport): void;
}

/**
 * Writes bytes into a file that is there already: one that was removed meanwhile does not come back. Throws what
 * `node:fs` throws.
 */
export function writeAt(path: string, bytes: Uint8Array, position: number): void {
  const file = openSync(path, 'r+');
  try {
    for (let written = 0; written < bytes.byteLength; ) {
      written += writeSync(file, bytes, written, bytes.byteLength - written, position + written);
    }
  } finally {
    closeSync(file);
  }
}
