import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose_gc');
const gc: unknown = runInNewContext('gc');

/** Collects all that can be collected: twice, with a turn of the event loop between, for what finalizers let go of. */
export async function collectGarbage(): Promise<void> {
  if (typeof gc !== 'function') throw new TypeError('V8 has not exposed its gc()');
  for (let i = 0; i < 3; i += 1) {
    gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Bytes of heap in use after a collection. */
export async function heapAfterGc(): Promise<number> {
  await collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** What keeps this process busy: sockets, ports, timers. Immediates come and go by themselves. */
function activeResources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const type of process.getActiveResourcesInfo()) {
    if (type !== 'Immediate') counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return counts;
}

/** Watches what is left over of what follows: resolves when there is no more than now, and rejects with what there is. */
export function watchResources(): () => Promise<void> {
  const before = activeResources();
  return async () => {
    let left: [string, number][] = [];
    // Turns of the event loop, rather than timers, which would be among what is counted.
    for (let turn = 0; turn < 20_000; turn += 1) {
      left = [...activeResources()].filter(([type, count]) => count > (before.get(type) ?? 0));
      if (left.length === 0) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
    throw new Error(`Left over: ${left.map(([type, count]) => `${type} (${count})`).join(', ')}`);
  };
}
