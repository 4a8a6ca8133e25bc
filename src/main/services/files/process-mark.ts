import { readFileSync } from 'node:fs';

/**
 * Names this process in the name of what it must not leave behind, so that a later process can tell whether it still
 * runs: `PID-START`. Where the system does not tell when a process started, START is 0.
 */
export function processMark(): string {
  return `${process.pid}-${statusOf(process.pid)?.start ?? 0}`;
}

/** As a part of a regular expression. */
export const processMarkPattern = String.raw`\d+-\d+`;

/** Whether the process still runs that made the mark. A number that another process has by now does not count. */
export function isRunning(mark: string): boolean {
  const [pid = 0, start = 0] = mark.split('-').map(Number);
  if (start > 0) {
    const status = statusOf(pid);
    // Z: killed, and nobody has asked yet how it ended.
    return status !== undefined && status.start === start && !'ZX'.includes(status.state);
  }
  try {
    return process.kill(pid, 0);
  } catch {
    // ESRCH, or EPERM: another user's process has the number by now.
    return false;
  }
}

/** Undefined where there is no such process, or the system has no `/proc`. */
function statusOf(pid: number): { readonly state: string; readonly start: number } | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The program's name stands in parentheses before these, and may hold anything.
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', start: Number(fields[19]) };
  } catch {
    return undefined;
  }
}
