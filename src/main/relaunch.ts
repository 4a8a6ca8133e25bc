import { spawn } from 'node:child_process';
import { app } from 'electron';
import { ownAppImage } from './app-image.ts';

/**
 * Has the app start again, with the arguments that it has now, when this process ends. Ending it is up to the caller.
 *
 * For an AppImage `app.relaunch` does not do, whatever `execPath` it is given. It leaves a helper behind, which waits for
 * this process to end: the helper runs from the mount, which goes with this process, and may gain no privileges, which
 * mounting the AppImage anew takes. (Electron's shell/browser/relauncher.cc and relauncher_linux.cc;
 * https://github.com/electron-userland/electron-builder/issues/1727.) So this process starts the AppImage as the last
 * thing it does, when it holds neither the data folder nor Electron's own lock any more.
 */
export function relaunchAtEnd(): void {
  const image = ownAppImage(process.env, process.execPath);
  if (image === undefined) {
    app.relaunch();
    return;
  }
  app.once('quit', () => {
    app.releaseSingleInstanceLock();
    const next = spawn(image, process.argv.slice(1), { detached: true, stdio: 'ignore' });
    // The windows and the log are gone by now.
    next.once('error', (cause) =>
      process.stderr.write(`Parley could not be started again: ${cause.message}\n`),
    );
    next.unref();
  });
}
