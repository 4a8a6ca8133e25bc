import type { AppInfo } from '#router/contracts/app.ts';
import type { SaveEvent } from '#router/contracts/body.ts';
import type { Session } from '#router/context.ts';

/** A file that a person wants to have outside Parley. */
export interface FileToSave {
  /** A name to offer. */
  readonly fileName: string;
  /** Where main keeps it. The file stays there at least until `saveBody` has ended. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** What differs between the desktop app and the browser host. */
export interface Platform {
  readonly host: AppInfo['host'];
  /** The version of the running app, such as `0.1.0`. */
  readonly version: string;
  /**
   * Electron: a native dialog, then a copy that tells how far it is. Browser host: a ticket for one download. The result
   * comes last. Throws a `Failure` where the copy can't be written, and the signal's reason when it aborts.
   */
  saveBody(session: Session, file: FileToSave, signal: AbortSignal): AsyncIterable<SaveEvent>;
  /** Opens one more window. Left out in the browser host, whose page opens a tab by itself. */
  openWindow?(): Promise<void>;
}
