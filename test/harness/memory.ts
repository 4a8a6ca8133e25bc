import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Bytes of memory that a process holds (resident set). Throws where the process is gone, and on Windows. */
export async function residentBytes(pid: number): Promise<number> {
  if (process.platform === 'linux') {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
    if (kib === undefined) throw new Error(`process ${pid} has no resident set`);
    return Number(kib) * 1024;
  }
  const { stdout } = await execute('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout.trim()) * 1024;
}

/** Follows a figure while `work` runs. */
export async function highestDuring(
  sample: () => Promise<number>,
  work: () => Promise<void>,
): Promise<number> {
  let highest = await sample();
  let running = true;
  const watching = (async () => {
    while (running) {
      highest = Math.max(highest, await sample());
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  try {
    await work();
  } finally {
    running = false;
  }
  await watching;
  return highest;
}
