import { spread } from '../machine.ts';
import type { Results, Subject } from './results.ts';
import type { Start } from './start.ts';

const paint = 'first-contentful-paint';

/**
 * Several starts of one subject in one.
 * @throws where there are none, or one lacks a step that another has: then they are not of the same thing
 */
export function summarize(name: Subject, starts: readonly Start[]): Results['subjects'][number] {
  const bySoonest = starts.toSorted((a, b) => paintOf(a) - paintOf(b));
  const middle = bySoonest[Math.floor(bySoonest.length / 2)];
  if (middle === undefined) throw new Error(`${name} was never started`);
  const steps = Object.keys({ ...middle.main, ...middle.page }).map((step) => ({
    step,
    ...spread(starts.map((start) => timeOf(start, step))),
  }));
  const processor = Object.keys(middle.processor).map((step) => ({
    step,
    ...spread(starts.map((start) => start.processor[step] ?? Number.NaN)),
  }));
  return {
    name,
    steps: steps.toSorted((a, b) => a.median - b.median),
    processor,
    middle: { main: { ...middle.main }, page: { ...middle.page } },
  };
}

function paintOf(start: Start): number {
  return timeOf(start, paint);
}

function timeOf({ main, page }: Start, step: string): number {
  const time = main[step] ?? page[step];
  if (time === undefined) throw new Error(`A start never reached ${step}`);
  return time;
}
