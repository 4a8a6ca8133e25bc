import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { errnoOf } from '#main/services/errno.ts';

/** A copy of the app on a disk, as far as it matters to replacing it. */
export interface Installation {
  readonly isPackaged: boolean;
  readonly platform: NodeJS.Platform;
  /** The AppImage that it runs from; see `ownAppImage`. */
  readonly image: string | undefined;
  /** Where programs are looked up: the variable PATH. */
  readonly path: string | undefined;
  readonly isRoot: boolean;
  /** The app's executable. */
  readonly executable: string;
  /** The folder that holds the asar and what was packed beside it. */
  readonly resources: string;
}

/** The programs with which electron-updater asks for a password before it installs a .deb; sudo alone has no window. */
const passwordPrompts = ['gksudo', 'kdesudo', 'pkexec', 'beesu'];

/**
 * Why a copy of the app can't replace itself, with what to do instead: a sentence or two for a person. Undefined where
 * it can, as far as one can tell before trying. Rejects where the disk can't be read.
 */
export async function updateObstacle(copy: Installation): Promise<string | undefined> {
  if (!copy.isPackaged) {
    return 'This Parley runs from its source. Update the source, and build it again.';
  }
  if (!(await allows(join(copy.resources, 'app-update.yml'), constants.R_OK))) {
    return 'This Parley was packed without a place to look for updates. Get the next version where you got this one.';
  }
  switch (copy.platform) {
    case 'linux':
      return linuxObstacle(copy);
    case 'darwin':
      return macObstacle(copy);
    case 'win32':
      return windowsObstacle(copy);
    default:
      return `Parley has no updates for ${copy.platform}.`;
  }
}

async function linuxObstacle(copy: Installation): Promise<string | undefined> {
  const { image, path, isRoot, resources } = copy;
  if (image !== undefined) {
    const folder = dirname(image);
    return (await allows(folder, constants.W_OK))
      ? undefined
      : `Parley may not write to ${folder}, where its AppImage is. Move the AppImage to a folder of yours, and start it there.`;
  }
  if ((await packageType(resources)) !== 'deb') {
    return 'This Parley was unpacked from an archive, and can not replace itself. Get the next archive where you got this one.';
  }
  if (isRoot || (await hasAny(passwordPrompts, path))) return undefined;
  return 'To install an update, Parley needs pkexec, which is not here. Download the .deb, and install it with: sudo apt install ./parley.deb';
}

/** Where macOS runs an app from that was opened in its disk image, or where it was downloaded to. */
const readOnlyOnMac = /^\/Volumes\/|\/AppTranslocation\//;

function macObstacle({ executable }: Installation): string | undefined {
  return readOnlyOnMac.test(executable)
    ? 'Parley runs from where it was opened first. Move it to the Applications folder, and start it there.'
    : undefined;
}

async function windowsObstacle({ executable }: Installation): Promise<string | undefined> {
  // The installer leaves its counterpart beside the app.
  return (await allows(join(dirname(executable), 'Uninstall Parley.exe'), constants.R_OK))
    ? undefined
    : 'This Parley was copied here, not installed. Run the installer of the next version.';
}

/** What electron-builder wrote down about the package that was installed: `deb`, or undefined. */
async function packageType(resources: string): Promise<string | undefined> {
  try {
    return (await readFile(join(resources, 'package-type'), 'utf8')).trim();
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined;
    throw cause;
  }
}

async function hasAny(programs: readonly string[], path = ''): Promise<boolean> {
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder));
  const places = programs.flatMap((program) => folders.map((folder) => join(folder, program)));
  const found = await Promise.all(places.map((place) => allows(place, constants.X_OK)));
  return found.includes(true);
}

async function allows(path: string, mode: number): Promise<boolean> {
  try {
    await access(path, mode);
    return true;
  } catch {
    // Whatever the reason, the answer is no.
    return false;
  }
}
