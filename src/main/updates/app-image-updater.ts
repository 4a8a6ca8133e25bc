import { chmodSync, copyFileSync, renameSync, rmSync } from 'node:fs';
import { AppImageUpdater } from 'electron-updater';

/**
 * Replaces a running AppImage by one rename, so that at each moment there is an old or a new one. electron-updater's own
 * way removes the old file first, and starts the new app while this one still holds its data folder.
 */
export class ReplacingAppImageUpdater extends AppImageUpdater {
  readonly #image: string;
  readonly #relaunch: () => void;

  /**
   * @param image the file that this process runs from.
   * @param relaunch starts it again when this process ends.
   */
  constructor(
    image: string,
    relaunch: () => void,
    ...inherited: ConstructorParameters<typeof AppImageUpdater>
  ) {
    super(...inherited);
    this.#image = image;
    this.#relaunch = relaunch;
  }

  /** What this throws, `install` gives to the `error` event. */
  protected override doInstall(): boolean {
    const image = this.#image;
    const downloaded = this.installerPath;
    if (downloaded === null) throw new Error(`no AppImage to put in the place of ${image}`);
    // Beside the old one: a rename works within one file system only.
    const beside = `${image}.part`;
    try {
      copyFileSync(downloaded, beside);
      chmodSync(beside, 0o755);
      renameSync(beside, image);
    } catch (cause) {
      discard(beside);
      throw cause;
    }
    this.#relaunch();
    return true;
  }
}

/** Whatever keeps it from that: the failure that brought us here is the one to tell of. */
function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It is written over at the next try.
  }
}
