import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { errnoOf } from './services/errno.ts';

/**
 * The AppImage that this process runs from, or undefined where it runs from none.
 *
 * `APPIMAGE` alone says too little: programs that another AppImage has started inherit its variables, such as a Parley from
 * a .deb that is started in the terminal of an editor. So the executable has to lie in the folder where that AppImage is mounted.
 */
export function ownAppImage(env: NodeJS.ProcessEnv, executable: string): string | undefined {
  const { APPIMAGE: image, APPDIR: mount } = env;
  if (!image || !mount) return undefined;
  const folder = realPathOf(mount);
  return folder !== undefined && executable.startsWith(folder + sep) ? image : undefined;
}

/** Undefined where nothing is there (any more). The system names an executable by its real path. */
function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (cause) {
    if (errnoOf(cause) !== undefined) return undefined;
    throw cause;
  }
}
