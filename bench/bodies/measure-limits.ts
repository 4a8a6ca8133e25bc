import { type Bench, eachRound, speedOf } from './bench.ts';
import { needle } from './fixtures.ts';
import { timeCat, timeGrep, timeLineCount } from './limits.ts';

/** What the system's programs make of the same file. */
export function measureLimits({ fixtures: { ndjson }, recorder, rounds }: Bench): Promise<void> {
  return eachRound(rounds, async () => {
    recorder.add('limit.cat', speedOf(ndjson, await timeCat(ndjson.path)));
    recorder.add('limit.wc', speedOf(ndjson, await timeLineCount(ndjson.path)));
    recorder.add('limit.grep', speedOf(ndjson, await timeGrep(needle, ndjson.path)));
  });
}
