import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BrowserWindow, dialog } from 'electron';
import type { SaveResult } from '#router/contracts/body.ts';
import type { Session } from '#router/context.ts';
import { appVersion } from './services/build-info.ts';
import { storageFailure } from './services/files/storage-failure.ts';
import { newId } from './services/ids.ts';
import type { FileToSave, Platform } from './services/platform.ts';

/** What the desktop app does in its own way. */
export function createElectronPlatform(openWindow: () => Promise<void>): Platform {
  return { host: 'electron', version: appVersion, saveBody, openWindow };
}

async function saveBody(session: Session, file: FileToSave, signal: AbortSignal): Promise<SaveResult> {
  const options = { title: 'Save Response', defaultPath: file.fileName };
  const window = BrowserWindow.fromId(Number(session.windowId));
  const { canceled, filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options));
  signal.throwIfAborted();
  if (canceled || !filePath) return { kind: 'cancelled' };

  // Beside its target, so that what the person had under this name is replaced whole or not at all. The name is one that
  // neither the person has used nor another window that saves the same.
  const partial = join(dirname(filePath), `${newId()}.part`);
  try {
    if (file.size > 0) {
      await pipeline(createReadStream(file.path, { end: file.size - 1 }), createWriteStream(partial), {
        signal,
      });
    } else {
      await pipeline([], createWriteStream(partial), { signal });
    }
    await rename(partial, filePath);
  } catch (cause) {
    await rm(partial, { force: true });
    signal.throwIfAborted();
    throw storageFailure(cause, {
      what: `${basename(filePath)} could not be saved`,
      then: 'save it again, or choose another folder',
    });
  }
  return { kind: 'saved', fileName: basename(filePath) };
}
