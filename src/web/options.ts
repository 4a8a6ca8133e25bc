import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

export interface HostOptions {
  /** 0: the port of last time, or any that is free. */
  readonly port: number;
  /** The interface to listen on. */
  readonly host: string;
  /** An absolute path. */
  readonly dataFolder: string;
  /** An absolute path: collections in it can be opened, and new ones are made in it. */
  readonly collectionsFolder: string;
  /** Whether to open the address in the person's browser. */
  readonly open: boolean;
}

export const usage = `Usage: npm run serve -- [options]

  --port N     listen on this port (default: the one of last time, or any that is free)
  --host H     listen on this interface (default: 127.0.0.1, which only this machine reaches)
  --data DIR   keep drafts, responses and logs in this folder
  --collections DIR
               open collections that are in this folder, and make new ones there
               (default: collections, in the folder of --data)
  --open       open the address in your browser
  --help       show this`;

const portSchema = z.coerce.number().int().min(0).max(65_535);

/** What a person got wrong on the command line, in words for them. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Reads the command line.
 * @returns null where help was asked for.
 * @throws {UsageError}
 */
export function parseOptions(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): HostOptions | null {
  const values = parse(args);
  if (values.help) return null;
  const port = portSchema.safeParse(values.port ?? 0);
  if (!port.success) throw new UsageError(`--port ${values.port}: a port is a number from 0 to 65535`);
  const dataFolder = resolve(values.data ?? defaultDataFolder(env));
  return {
    port: port.data,
    host: values.host ?? '127.0.0.1',
    dataFolder,
    collectionsFolder: resolve(values.collections ?? join(dataFolder, 'collections')),
    open: values.open ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        data: { type: 'string' },
        collections: { type: 'string' },
        open: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** The folder that the desktop app uses too: `data` below what Electron calls userData. */
function defaultDataFolder(env: NodeJS.ProcessEnv): string {
  const home = homedir();
  const appData =
    process.platform === 'win32'
      ? (env['APPDATA'] ?? join(home, 'AppData', 'Roaming'))
      : process.platform === 'darwin'
        ? join(home, 'Library', 'Application Support')
        : (env['XDG_CONFIG_HOME'] ?? join(home, '.config'));
  return join(appData, 'Parley', 'data');
}
