import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * Gives each process a processor of its own, as the scheduler does on an idle machine. Left to itself on a busy one
 * it now and then puts both onto the same, where a message takes a third of the time and nothing runs in parallel.
 * @returns whether it could: on Linux with `taskset`, where there are two processors.
 */
export async function pinApart(pids: readonly [number, number]): Promise<boolean> {
  if (process.platform !== 'linux' || cpus().length < pids.length) return false;
  try {
    await Promise.all(pids.map((pid, cpu) => execute('taskset', ['-pc', String(cpu), String(pid)])));
    return true;
  } catch (cause) {
    console.error(`The processes are not pinned: ${cause instanceof Error ? cause.message : String(cause)}`);
    return false;
  }
}
