import { basename } from 'node:path';
import { BrowserWindow, dialog, type OpenDialogOptions, safeStorage } from 'electron';
import type { SaveEvent } from '#router/contracts/body.ts';
import type { Session } from '#router/context.ts';
import { createElectronSecretCipher } from './electron-secret-cipher.ts';
import { copyOut } from './services/bodies/copy-out.ts';
import { appVersion } from './services/build-info.ts';
import type { FileToSave, FolderPurpose, Platform } from './services/platform.ts';

/** What the desktop app does in its own way. */
export function createElectronPlatform(openWindow: () => Promise<void>): Platform {
  return {
    host: 'electron',
    version: appVersion,
    secretCipher: createElectronSecretCipher(safeStorage),
    saveBody,
    chooseFolder,
    openWindow,
  };
}

async function* saveBody(session: Session, file: FileToSave, signal: AbortSignal): AsyncGenerator<SaveEvent> {
  const options = { title: 'Save Response', defaultPath: file.fileName };
  const window = BrowserWindow.fromId(Number(session.windowId));
  const { canceled, filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options));
  signal.throwIfAborted();
  if (canceled || !filePath) {
    yield { type: 'result', result: { kind: 'cancelled' } };
    return;
  }
  for await (const writtenBytes of copyOut(file, filePath, signal)) {
    yield { type: 'progress', writtenBytes, totalBytes: file.size };
  }
  yield { type: 'result', result: { kind: 'saved', fileName: basename(filePath) } };
}

const folderDialogs = {
  'open-collection': {
    title: 'Open Collection',
    message: 'Choose a folder that holds an opencollection.yml',
    buttonLabel: 'Open',
    properties: ['openDirectory'],
  },
  'create-collection': {
    title: 'Create Collection',
    message: 'Choose where the new collection’s folder is to be',
    buttonLabel: 'Create Here',
    properties: ['openDirectory', 'createDirectory'],
  },
} satisfies Record<FolderPurpose, OpenDialogOptions>;

async function chooseFolder(session: Session, purpose: FolderPurpose): Promise<string | null> {
  const options = folderDialogs[purpose];
  const window = BrowserWindow.fromId(Number(session.windowId));
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options));
  return canceled ? null : (filePaths[0] ?? null);
}
