import { app } from 'electron';
import { ownAppImage } from '#main/app-image.ts';
import { relaunchAtEnd } from '#main/relaunch.ts';
import { appVersion } from '#main/services/build-info.ts';
import { Updates, type UpdatesOptions } from '#main/services/updates/updates.ts';
import { updateObstacle } from './obstacle.ts';

export interface DesktopUpdatesOptions
  extends Pick<UpdatesOptions, 'closeForRestart' | 'reopen' | 'onError'> {
  /** What electron-updater has to say, for the log. */
  readonly log: (level: 'debug' | 'info' | 'warn', message: string) => void;
}

/** Updates of the packed app. Until the first check nothing is loaded for them, and nobody is asked anything. */
export function createUpdates({ closeForRestart, reopen, onError, log }: DesktopUpdatesOptions): Updates {
  const image = ownAppImage(process.env, process.execPath);
  return new Updates({
    version: appVersion,
    obstacle: () =>
      updateObstacle({
        isPackaged: app.isPackaged,
        platform: process.platform,
        image,
        path: process.env['PATH'],
        isRoot: process.getuid?.() === 0,
        executable: process.execPath,
        resources: process.resourcesPath,
      }),
    async source() {
      const { ElectronUpdaterSource, updaterFor } = await import('./electron-updater-source.ts');
      const updater = updaterFor(process.platform, image, relaunchAtEnd);
      return new ElectronUpdaterSource({
        updater,
        quit: () => app.quit(),
        closeConnections: () => updater.netSession.closeAllConnections(),
        log,
      });
    },
    closeForRestart,
    reopen,
    onError,
  });
}
