import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real file system of a test's own, until it is disposed. */
export interface Mounted extends Disposable {
  readonly folder: string;
}

/** Mounts a file system by these arguments of `mount`, or says why that is not to be had here. */
export function mount(args: readonly string[]): Mounted | { readonly refused: string } {
  if (process.platform !== 'linux') return { refused: 'only Linux mounts a file system at will' };
  const folder = mkdtempSync(join(tmpdir(), 'parley-mounted-'));
  try {
    execFileSync('mount', [...args, folder], { stdio: 'pipe' });
  } catch (cause) {
    rmSync(folder, { recursive: true });
    return { refused: `mount was refused: ${String(cause)}` };
  }
  return {
    folder,
    [Symbol.dispose]: () => {
      // Lazily: a file that a failed test left open must not keep the rest from being cleaned up.
      execFileSync('umount', ['--lazy', folder], { stdio: 'pipe' });
      rmSync(folder, { recursive: true });
    },
  };
}
