import { chmodSync, copyFileSync, renameSync, rmSync } from 'node:fs';
import { AppImageUpdater } from 'electron-updater';

/**
 * Replaces a running AppImage by one rename, so that at each moment there is an old or a new one. electron-updater's own
 * way removes the old file first, and starts the new app while this one still holds its data folder.
 */
export class ReplacingAppImageUpdater extends AppImageUpdater {
  readonly #relaunch: (executable: string) => void;

  /** @param relaunch starts a program when this process has ended. */
  constructor(
    relaunch: (executable: string) => void,
    ...inherited: ConstructorParameters<typeof AppImageUpdater>
  ) {
    super(...inherited);
    this.#relaunch = relaunch;
  }

  /** What this throws, `install` gives to the `error` event. */
  protected override doInstall(): boolean {
    const image = process.env['APPIMAGE'];
    const downloaded = this.installerPath;
    if (image === undefined || downloaded === null) {
      throw new Error(`no AppImage to replace (${image}), or none to put there (${downloaded})`);
    }
    // Beside the old one: a rename works within one file system only.
    const beside = `${image}.part`;
    try {
      copyFileSync(downloaded, beside);
      chmodSync(beside, 0o755);
      renameSync(beside, image);
    } catch (cause) {
      rmSync(beside, { force: true });
      throw cause;
    }
    this.#relaunch(image);
    return true;
  }
}
