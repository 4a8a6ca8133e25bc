import type { WindowSide } from '../contender.ts';
import { checkList, createList } from '../payload.ts';
import type { Answer } from '../processes/control.ts';
import { quantile } from '../statistics.ts';

/** One call after the other: microseconds from the call to its answer. */
export async function measureEmptyCalls({ empty }: WindowSide, count: number): Promise<Answer> {
  if (!empty) throw new Error('It has no empty call');
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const began = performance.now();
    const answer = await empty();
    times.push((performance.now() - began) * 1000);
    if (answer !== undefined && answer !== null) throw new Error('An empty call was answered with something');
  }
  return { figures: { p50: quantile(times, 0.5), p99: quantile(times, 0.99) } };
}

/** `width` calls at once, so often that `count` have been made: calls a second. */
export async function measureInFlight({ echo }: WindowSide, count: number, width: number): Promise<Answer> {
  if (!echo) throw new Error('It has no call with an input');
  const began = performance.now();
  for (let made = 0; made < count; made += width) {
    // From 1: one of the peers takes 0 for no input.
    const inputs = Array.from({ length: width }, (_, i) => made + i + 1);
    const answers = await Promise.all(inputs.map((input) => echo(input)));
    if (!answers.every((answer, i) => answer === inputs[i]))
      throw new Error('An answer reached another call');
  }
  return { figures: { perSecond: count / ((performance.now() - began) / 1000) } };
}

/** A list of `width` items, `count` times: milliseconds from the call to its answer. */
export async function measureList({ list }: WindowSide, count: number, width: number): Promise<Answer> {
  if (!list) throw new Error('It has no call with a large answer');
  const expected = createList(width);
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const began = performance.now();
    const answer = await list(width);
    times.push(performance.now() - began);
    checkList(answer, expected);
  }
  return { figures: { p50: quantile(times, 0.5), p99: quantile(times, 0.99) } };
}
