import { dialog } from '../main-process/native.ts';

/** What Electron does with errors that nobody catches: it goes on, and shows them unless the app does something. */
export function surviveUncaught(): void {
  process.on('uncaughtException', (error) => {
    if (process.listenerCount('uncaughtException') > 1) return;
    const text = `Uncaught Exception:\n${error.stack ?? String(error)}`;
    dialog.showErrorBox('A JavaScript error occurred in the main process', text);
  });
  process.on('unhandledRejection', (cause) => {
    if (process.listenerCount('unhandledRejection') === 1)
      console.error('UnhandledPromiseRejectionWarning:', cause);
  });
}
