import { describe, expect, test } from 'vitest';
import { mainThreadTasks } from './trace.ts';

const thread = (pid: number, name: string) => ({ name: 'thread_name', ph: 'M', pid, tid: 1, args: { name } });
const task = (pid: number, dur: number, name = 'RunTask') => ({ name, ph: 'X', pid, tid: 1, dur });
const trace = (...traceEvents: object[]) => JSON.stringify({ traceEvents, metadata: {} });

describe('the tasks of a page', () => {
  test('are those of the busiest main thread, in milliseconds', () => {
    const text = trace(
      thread(1, 'CrBrowserMain'),
      thread(2, 'CrRendererMain'),
      thread(3, 'CrRendererMain'),
      task(1, 900_000),
      task(2, 1000),
      task(3, 3500),
      task(3, 3000, 'FunctionCall'),
      task(3, 500),
    );
    expect(mainThreadTasks(text)).toEqual([3.5, 0.5]);
  });

  test('that are missing are an error, not a good figure', () => {
    expect(() => mainThreadTasks(trace(thread(1, 'CrBrowserMain'), task(1, 5)))).toThrow('no task');
  });
});
