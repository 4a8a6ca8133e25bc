import { cpus } from 'node:os';

const windowMs = 400;
const idleEnough = 0.85;

/** The share of the machine's processors that had nothing to do, over a moment. */
async function idleShare(): Promise<number> {
  const before = cpus();
  await new Promise((resolve) => {
    setTimeout(resolve, windowMs);
  });
  let idle = 0;
  let all = 0;
  for (const [index, { times }] of cpus().entries()) {
    const earlier = before[index]?.times ?? times;
    idle += times.idle - earlier.idle;
    all +=
      times.idle -
      earlier.idle +
      (times.user - earlier.user) +
      (times.sys - earlier.sys) +
      (times.irq - earlier.irq) +
      (times.nice - earlier.nice);
  }
  return all === 0 ? 1 : idle / all;
}

/**
 * Waits until nothing else keeps the machine busy: two processes that have to share a core with a third are not
 * comparable.
 * @returns whether it came to rest within `limitMs`.
 */
export async function waitForIdle(limitMs: number): Promise<boolean> {
  const until = performance.now() + limitMs;
  do {
    if ((await idleShare()) >= idleEnough) return true;
  } while (performance.now() < until);
  return false;
}
