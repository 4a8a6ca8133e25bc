import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import openRollingStream from 'pino-roll';

export interface RollingFileOptions {
  readonly folder: string;
  /** The most that one file holds, in MiB; a line more at times. */
  readonly fileMiB: number;
  /** The most files that are kept, the current one included; two at least. */
  readonly fileCount: number;
  /** Told once when the disk begins to refuse lines. There is no log to tell it to. */
  readonly onError: (error: unknown) => void;
}

export interface RollingFile {
  write(line: string): void;
  /** Writes what waits, and closes the file. Never rejects: what the disk refuses has been told to `onError`. */
  close(): Promise<void>;
}

/**
 * A log that goes on in a new file (`parley.1.log`, `parley.2.log`, …) when one is full, and deletes the oldest.
 * Rejects with the system's error where the first file can't be opened.
 */
export async function openRollingFile({
  folder,
  fileMiB,
  fileCount,
  onError,
}: RollingFileOptions): Promise<RollingFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const stream = await openRollingStream({
    file: join(folder, 'parley'),
    extension: '.log',
    size: `${fileMiB}m`,
    // Counted without the current file, or with it where that has been made already.
    limit: { count: fileCount - 1, removeOtherLogFiles: true },
    mode: 0o600,
    maxLength: 4 * 1024 * 1024,
  });
  await once(stream, 'ready');
  // The stream keeps what it could not write and tries again with the next line, up to `maxLength`.
  let isFailing = false;
  stream.on('error', (error) => {
    if (!isFailing) onError(error);
    isFailing = true;
  });
  stream.on('write', () => {
    isFailing = false;
  });
  let isClosed = false;
  return {
    write: (line) => {
      if (!isClosed) stream.write(line);
    },
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      const closed = once(stream, 'close');
      stream.end();
      try {
        await closed;
      } catch {
        // Told to `onError` as well. The lines that still wait can't be written.
        stream.destroy();
      }
    },
  };
}
