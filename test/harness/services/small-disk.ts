import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real file system that is soon full. */
export interface SmallDisk extends Disposable {
  readonly folder: string;
}

/** Mounts a file system of some KiB in memory, or says why that is not to be had here. */
export function mountSmallDisk(kib: number): SmallDisk | { readonly refused: string } {
  if (process.platform !== 'linux') return { refused: 'only Linux mounts a file system in memory' };
  const folder = mkdtempSync(join(tmpdir(), 'parley-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', folder], { stdio: 'pipe' });
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
