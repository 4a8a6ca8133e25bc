import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** The peers have a lock file of their own, and are installed when they are first needed or their lock has changed. */
export async function installPeers(root: string): Promise<void> {
  const folder = path.join(root, 'bench/peers');
  const installed = path.join(folder, 'node_modules/.package-lock.json');
  const lock = path.join(folder, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  console.error('Installing the peers into bench/peers/node_modules, once.');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const child = spawn(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  const [code] = z
    .tuple([z.number().nullable()])
    .rest(z.unknown())
    .parse(await once(child, 'exit'));
  if (code !== 0)
    throw new Error(`The peers could not be installed: npm ci in bench/peers ended with ${code}`);
}

/** The version of a package, looked for in the folders given, in their order. */
export function versionOf(packageName: string, folders: readonly string[]): string {
  for (const folder of folders) {
    const file = path.join(folder, 'node_modules', packageName, 'package.json');
    if (!existsSync(file)) continue;
    return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version;
  }
  throw new Error(`${packageName} is not installed in ${folders.join(' or ')}`);
}
