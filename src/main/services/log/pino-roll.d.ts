/** pino-roll brings no types. This is the part that Parley uses. */
declare module 'pino-roll' {
  import type { EventEmitter } from 'node:events';

  /** The part of a SonicBoom stream that Parley uses. */
  export interface RollingStream extends EventEmitter {
    /** Queues a line. Dropped (event `drop`) where more than `maxLength` bytes wait already. */
    write(line: string): boolean;
    /** Writes what is queued and closes the file: event `close`, or `error` where the disk refuses. */
    end(): void;
    /** Closes the file without what is queued. */
    destroy(): void;
  }

  export interface RollingOptions {
    /** Path of the file; a number and the extension are put behind it. */
    file: string;
    extension: string;
    /** Such as `5m` (MiB). */
    size: string;
    limit: {
      /** Files kept. The new one counts only where it is there before the old ones are counted, which is left to chance. */
      count: number;
      /** Counts the files of earlier runs too. */
      removeOtherLogFiles: boolean;
    };
    /** Permissions of a new file. */
    mode: number;
    /** Bytes that may wait to be written. */
    maxLength: number;
  }

  export default function openRollingStream(options: RollingOptions): Promise<RollingStream>;
}
