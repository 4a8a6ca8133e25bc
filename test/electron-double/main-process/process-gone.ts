/** Chromium's words for the end of a process, and Electron's. */
const reasons: Readonly<Record<string, string>> = {
  normal: 'clean-exit',
  abnormal: 'abnormal-exit',
  killed: 'killed',
  crashed: 'crashed',
  oom: 'oom',
  'launch failed': 'launch-failed',
};

export interface ProcessGoneDetails {
  readonly reason: string;
  readonly exitCode: number;
}

/** What `render-process-gone` carries. */
export function goneDetails(status: string, exitCode: number): ProcessGoneDetails {
  return { reason: reasons[status] ?? 'crashed', exitCode };
}
