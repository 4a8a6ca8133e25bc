import { z } from 'zod';

/** What Chromium is to write down: among it, the tasks of its threads. */
export const traceCategories = ['disabled-by-default-devtools.timeline'];

const traceSchema = z.object({
  traceEvents: z.array(
    z.object({
      name: z.string(),
      /** `X`: an event with its duration; `M`: about a process or a thread. */
      ph: z.string(),
      pid: z.number(),
      tid: z.number(),
      /** Microseconds. */
      dur: z.number().optional(),
      args: z.object({ name: z.unknown().optional() }).optional(),
    }),
  ),
});

/**
 * How long the tasks of a page's main thread took, in milliseconds.
 * @param trace what `browser.stopTracing` gives of a browser with one busy page
 * @throws where there is no task of a page
 */
export function mainThreadTasks(trace: string): number[] {
  const { traceEvents } = traceSchema.parse(JSON.parse(trace));
  const isOfPage = new Set<string>();
  for (const { name, args, pid, tid } of traceEvents) {
    if (name === 'thread_name' && args?.name === 'CrRendererMain') isOfPage.add(`${pid}:${tid}`);
  }
  const byThread = new Map<string, number[]>();
  for (const { name, ph, pid, tid, dur = 0 } of traceEvents) {
    const thread = `${pid}:${tid}`;
    if (name !== 'RunTask' || ph !== 'X' || !isOfPage.has(thread)) continue;
    const tasks = byThread.get(thread) ?? [];
    tasks.push(dur / 1000);
    byThread.set(thread, tasks);
  }
  // A browser keeps a renderer in reserve, which does next to nothing.
  const [busiest] = [...byThread.values()].toSorted((a, b) => sum(b) - sum(a));
  if (busiest === undefined) throw new Error('The trace has no task of a page');
  return busiest;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
