import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, sep } from 'node:path';
import { errnoOf } from '../errno.ts';
import { isRunning, processMark, processMarkPattern } from './process-mark.ts';

/** This machine: in a folder on a server, another machine's processes write too. */
function machine(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}

/**
 * A name for a file or folder that is being written in a folder of the user's: hidden, never taken for a request, and another one
 * each time. It does not hold the name that the file is to have, which may be as long as the system allows already.
 */
export function temporaryName(): string {
  return `.parley-${machine()}-${processMark()}-${randomBytes(8).toString('hex')}.tmp`;
}

const pattern = new RegExp(`^\\.parley-([0-9a-f]{8})-(${processMarkPattern})-[0-9a-f]{16}\\.tmp$`);

export function isTemporaryName(name: string): boolean {
  return pattern.test(name);
}

/** Where those are that this process is writing. */
const underWay = new Set<{ path: string }>();

/** Follows a temporary file while it is written. @returns removes it, wherever its folder has gone since; never rejects */
export function followTemporary(path: string): () => Promise<void> {
  const temporary = { path };
  underWay.add(temporary);
  return async () => {
    underWay.delete(temporary);
    // What can't be removed now, on a disk that has just failed, goes at the next start.
    await rm(temporary.path, { force: true }).catch(() => undefined);
  };
}

/** To be called as soon as a folder has been renamed: what is being written in it has gone with it. */
export function moveTemporaries(from: string, to: string): void {
  for (const temporary of underWay) {
    if (temporary.path.startsWith(from + sep)) temporary.path = to + temporary.path.slice(from.length);
  }
}

/** A write takes moments. What is older than that was left behind, whoever made it. */
const dayMs = 24 * 3600 * 1000;

/**
 * Removes, from a folder and all below it, the temporary files and folders of processes that are gone. None of them was
 * ever acknowledged. Links are not followed.
 * @param onError told of what can't be looked at or removed: it keeps nobody from working
 */
export async function removeTemporaries(folder: string, onError: (error: unknown) => void): Promise<void> {
  const left = [folder];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    const here = at;
    const entries = await readdir(here, { withFileTypes: true }).catch((cause: unknown) => {
      if (errnoOf(cause) !== 'ENOENT') onError(cause);
      return [];
    });
    for (const entry of entries) {
      const path = join(here, entry.name);
      if (isTemporaryName(entry.name)) {
        if (await isLeft(path, entry.name)) await rm(path, { recursive: true, force: true }).catch(onError);
      } else if (entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== '.git') {
        left.push(path);
      }
    }
  }
}

async function isLeft(path: string, name: string): Promise<boolean> {
  const [, maker, mark = ''] = pattern.exec(name) ?? [];
  if (maker === machine() && !isRunning(mark)) return true;
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
  return Date.now() - mtimeMs > dayMs;
}
