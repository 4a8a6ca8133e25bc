import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';

export interface AppPathsOptions {
  readonly name: () => string;
  /** That of `--user-data-dir`; empty without one. */
  readonly userDataDir: () => string;
  readonly executable: () => string;
  readonly appPath: () => string;
}

const homeFolders = ['desktop', 'documents', 'downloads', 'music', 'pictures', 'videos'];

/** `app.getPath` and `app.setPath`, as they are in Linux. */
export class AppPaths {
  readonly #set = new Map<string, string>();

  constructor(private readonly options: AppPathsOptions) {}

  /** @throws for a name that Electron does not have. */
  get(name: string): string {
    const found = this.#set.get(name) ?? this.#usual(name);
    if (found === undefined) throw new Error(`Failed to get '${name}' path`);
    return found;
  }

  /** @throws for a relative path. */
  set(name: string, value: string): void {
    if (!path.isAbsolute(value)) throw new Error('Path must be absolute');
    if (name === 'userData' || name === 'sessionData') mkdirSync(value, { recursive: true });
    this.#set.set(name, value);
  }

  #usual(name: string): string | undefined {
    const home = homedir();
    if (homeFolders.includes(name)) return path.join(home, name.charAt(0).toUpperCase() + name.slice(1));
    const { executable, appPath } = this.options;
    switch (name) {
      case 'home':
        return home;
      case 'temp':
        return tmpdir();
      case 'appData':
        return process.env['XDG_CONFIG_HOME'] ?? path.join(home, '.config');
      case 'userData':
        return this.options.userDataDir() || path.join(this.get('appData'), this.options.name());
      case 'sessionData':
        return this.get('userData');
      case 'logs':
        return path.join(this.get('userData'), 'logs');
      case 'crashDumps':
        return path.join(this.get('userData'), 'Crashpad');
      case 'exe':
      case 'module':
        return executable();
      case 'assets':
        return appPath();
      default:
        return undefined;
    }
  }
}
