import { readdir, readFile, readlink } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Whether this system tells what a process holds; elsewhere the lists below are empty. */
const hasProc = process.platform === 'linux';

/** The files below `folder` that a process has open, relative to it. */
export async function openFilesBelow(pid: number, folder: string): Promise<string[]> {
  if (!hasProc) return [];
  const targets = await Promise.all(
    (await readdir(`/proc/${pid}/fd`)).map((fd) => unlessGone(() => readlink(`/proc/${pid}/fd/${fd}`), '')),
  );
  return targets
    .filter((target) => target.startsWith(join(folder, '/')))
    .map((file) => relative(folder, file));
}

export interface ChildProcess {
  readonly pid: number;
  /** Its command line, arguments parted by spaces. */
  readonly command: string;
}

/** The processes that a process has started and that have not ended. */
export async function childrenOf(pid: number): Promise<ChildProcess[]> {
  if (!hasProc) return [];
  const threads = await readdir(`/proc/${pid}/task`);
  const lists = await Promise.all(
    threads.map((thread) => unlessGone(() => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8'), '')),
  );
  const pids = lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
  return Promise.all(
    pids.map(async (child) => {
      const command = await unlessGone(() => readFile(`/proc/${child}/cmdline`, 'utf8'), '');
      return { pid: child, command: command.split('\0').join(' ').trim() };
    }),
  );
}

/** What stands in /proc may go while it is read. */
async function unlessGone(read: () => Promise<string>, otherwise: string): Promise<string> {
  try {
    return await read();
  } catch (cause) {
    const errno = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (errno === 'ENOENT' || errno === 'ESRCH') return otherwise;
    throw cause;
  }
}
