import { basename } from 'node:path';
import { BrowserWindow, dialog } from 'electron';
import type { SaveEvent } from '#router/contracts/body.ts';
import type { Session } from '#router/context.ts';
import { copyOut } from './services/bodies/copy-out.ts';
import { appVersion } from './services/build-info.ts';
import type { FileToSave, Platform } from './services/platform.ts';

/** What the desktop app does in its own way. */
export function createElectronPlatform(openWindow: () => Promise<void>): Platform {
  return { host: 'electron', version: appVersion, saveBody, openWindow };
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
