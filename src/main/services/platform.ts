import type { AppInfo } from '#router/contracts/app.ts';
import type { SaveEvent } from '#router/contracts/body.ts';
import type { Session } from '#router/context.ts';
import type { SecretCipher } from './secrets/secret-cipher.ts';

/** A file that a person wants to have outside Parley. */
export interface FileToSave {
  /** A name to offer. */
  readonly fileName: string;
  /** Where main keeps it. The file stays there at least until `saveBody` has ended. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

export type FolderPurpose = 'open-collection' | 'create-collection';

/** What differs between the desktop app and the browser host. */
export interface Platform {
  readonly host: AppInfo['host'];
  /** The version of the running app, such as `0.1.0`. */
  readonly version: string;
  /** What keeps secrets unreadable on the disk. Left out where the system has nothing for it: then a key file does. */
  readonly secretCipher?: SecretCipher;
  /**
   * Electron: a native dialog, then a copy that tells how far it is. Browser host: a ticket for one download. The result
   * comes last. Throws a `Failure` where the copy can't be written, and the signal's reason when it aborts.
   */
  saveBody(session: Session, file: FileToSave, signal: AbortSignal): AsyncIterable<SaveEvent>;
  /**
   * Asks the person for a folder: one that is a collection, or one to make a collection in. An absolute path; null where
   * they chose none. Left out in the browser host, which has no dialog for the folders of its machine.
   */
  chooseFolder?(session: Session, purpose: FolderPurpose): Promise<string | null>;
  /** Browser host: the collections in this folder are offered, and new ones are made in it. Left out where there is a dialog. */
  readonly collectionsFolder?: string;
  /** Opens one more window. Left out in the browser host, whose page opens a tab by itself. */
  openWindow?(): Promise<void>;
}
