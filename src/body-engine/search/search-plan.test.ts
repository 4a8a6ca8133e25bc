import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SearchEvent, SearchQuery } from '#router/contracts/body-view.ts';
import { byteReaderOf } from '../byte-reader.ts';
import type { SearchRangeFunction } from './range-run.ts';
import { type SearchPlan, searchBody } from './search-plan.ts';
import { searchRange } from './search-range.ts';

/** Bytes that come bit by bit. */
class GrowingBody {
  size: number;
  complete = false;
  #waiting: (() => void)[] = [];

  constructor(
    readonly bytes: Uint8Array,
    size = bytes.byteLength,
  ) {
    this.size = size;
    this.complete = size === bytes.byteLength;
  }

  grow(size: number): void {
    this.size = Math.min(size, this.bytes.byteLength);
    this.complete = this.size === this.bytes.byteLength;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  waitForMore(size: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.size > size || this.complete) return resolve();
      const abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort);
      this.#waiting.push(() => {
        signal.removeEventListener('abort', abort);
        resolve();
      });
    });
  }

  get waiters(): number {
    return this.#waiting.length;
  }
}

function inProcess(body: GrowingBody, query: SearchQuery): SearchRangeFunction {
  const open = () => ({ ...byteReaderOf(body.bytes), [Symbol.dispose]() {} });
  return (range, signal) => searchRange({ query, encoding: 'utf-8', open }, range, signal);
}

function planFor(body: GrowingBody, query: SearchQuery, options: Partial<SearchPlan> = {}): SearchPlan {
  return {
    extent: () => ({ size: body.size, complete: body.complete }),
    waitForMore: (size, signal) => body.waitForMore(size, signal),
    searchRange: inProcess(body, query),
    workers: 2,
    ...options,
  };
}

function exact(text: string): SearchQuery {
  return { text, matchCase: true, wholeWord: false, regex: false };
}

const never = new AbortController().signal;

interface Outcome {
  hits: [number, number][];
  hitCount: number;
  last: SearchEvent | undefined;
}

async function outcomeOf(events: AsyncIterable<SearchEvent>): Promise<Outcome> {
  const outcome: Outcome = { hits: [], hitCount: 0, last: undefined };
  for await (const event of events) {
    if (event.type === 'hits') outcome.hits.push(...event.hits);
    else outcome.hitCount = event.hitCount;
    outcome.last = event;
  }
  return outcome;
}

const queries = [
  exact('aa'),
  exact('aba'),
  exact('b\n'),
  { ...exact('ab'), matchCase: false },
  { ...exact('a'), wholeWord: true },
  { ...exact('a+'), regex: true },
  { ...exact('.*'), regex: true },
  { ...exact('(?<=b)a|b$'), regex: true },
];
const texts = fc
  .array(fc.constantFrom('a', 'a', 'a', 'b', 'A', 'ä', '\n', ' '), { maxLength: 80 })
  .map((parts) => parts.join(''));

describe('whatever the ranges, the hits are those of one search from the first byte to the last', () => {
  it('in a body that is complete', async () => {
    await fc.assert(
      fc.asyncProperty(
        texts,
        fc.constantFrom(...queries),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 4 }),
        async (text, query, rangeBytes, workers) => {
          const body = new GrowingBody(Buffer.from(text));
          const whole = await outcomeOf(searchBody(planFor(body, query, { workers: 1 }), never));
          const shared = await outcomeOf(searchBody(planFor(body, query, { rangeBytes, workers }), never));
          expect(shared.hits).toEqual(whole.hits);
          expect(shared.hitCount).toBe(whole.hits.length);
          expect(shared.last).toMatchObject({ done: true, searchedBytes: body.size, totalBytes: body.size });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('in a body that grows meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(
        texts,
        fc.constantFrom(...queries),
        fc.integer({ min: 1, max: 30 }),
        fc.array(fc.nat(90), { maxLength: 6 }),
        async (text, query, rangeBytes, sizes) => {
          const bytes = Buffer.from(text);
          const whole = await outcomeOf(
            searchBody(planFor(new GrowingBody(bytes), query, { workers: 1 }), never),
          );
          const body = new GrowingBody(bytes, 0);
          const searched = outcomeOf(searchBody(planFor(body, query, { rangeBytes }), never));
          for (const size of [...sizes.toSorted((a, b) => a - b), bytes.byteLength]) {
            await setImmediate();
            body.grow(Math.max(size, body.size));
          }
          expect((await searched).hits).toEqual(whole.hits);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('what is told', () => {
  it('the hits of the first range come while the search goes on', async () => {
    const bytes = Buffer.alloc(4 * 1024 * 1024, ' ');
    bytes.write('needle', 10);
    const events = searchBody(
      planFor(new GrowingBody(bytes), exact('needle'), { rangeBytes: 1 << 20 }),
      never,
    );
    expect((await events.next()).value).toEqual({ type: 'hits', hits: [[10, 6]] });
    expect((await events.next()).value).toMatchObject({ type: 'progress', hitCount: 1, done: false });
    await events.return(undefined);
  });

  it('progress never goes back, and an empty body is done at once', async () => {
    const body = new GrowingBody(Buffer.from('abab'.repeat(100)));
    let searched = 0;
    for await (const event of searchBody(planFor(body, exact('ab'), { rangeBytes: 7 }), never)) {
      if (event.type !== 'progress') continue;
      expect(event.searchedBytes).toBeGreaterThanOrEqual(searched);
      searched = event.searchedBytes;
    }
    expect(searched).toBe(400);
    const empty = await outcomeOf(searchBody(planFor(new GrowingBody(Buffer.alloc(0)), exact('a')), never));
    expect(empty).toMatchObject({ hits: [], last: { done: true, searchedBytes: 0 } });
  });

  it('hits beyond those that are named are counted', async () => {
    const body = new GrowingBody(Buffer.from('a'.repeat(1000)));
    const plan = planFor(body, exact('a'), { rangeBytes: 64, nameAtMost: 100 });
    const { hits, hitCount } = await outcomeOf(searchBody(plan, never));
    expect(hits).toHaveLength(100);
    expect(hitCount).toBe(1000);
  });

  it('what is found in a body that still arrives, before it is complete', async () => {
    const body = new GrowingBody(Buffer.from('one two one'), 4);
    const events = searchBody(planFor(body, exact('one')), never);
    expect((await events.next()).value).toEqual({ type: 'hits', hits: [[0, 3]] });
    await events.return(undefined);
  });
});

describe('a search ends', () => {
  it('with the signal’s reason, its ranges before it', async () => {
    const running = new Set<number>();
    const controller = new AbortController();
    const body = new GrowingBody(Buffer.alloc(100));
    async function* endless(range: { start: number }, signal: AbortSignal) {
      running.add(range.start);
      try {
        for (;;) {
          signal.throwIfAborted();
          yield { hits: [], hitCount: 0, searchedTo: range.start };
          await setImmediate();
        }
      } finally {
        running.delete(range.start);
      }
    }
    const plan = planFor(body, exact('a'), { rangeBytes: 10, workers: 3, searchRange: endless });
    const events = searchBody(plan, controller.signal);
    await events.next();
    expect(running).toEqual(new Set([0, 10, 20]));
    controller.abort(new Error('enough'));
    await expect(outcomeOf(events)).rejects.toThrow('enough');
    expect(running).toEqual(new Set());
  });

  it('while it waits for more', async () => {
    const controller = new AbortController();
    const body = new GrowingBody(Buffer.from('abc'), 1);
    const outcome = outcomeOf(searchBody(planFor(body, exact('a')), controller.signal));
    while (body.waiters === 0) await setImmediate();
    controller.abort(new Error('enough'));
    await expect(outcome).rejects.toThrow('enough');
  });

  it('with the failure of a range, and the others are stopped', async () => {
    let stopped = 0;
    const body = new GrowingBody(Buffer.alloc(100));
    async function* failing(range: { start: number; end: number }, signal: AbortSignal) {
      if (range.start === 0) throw new Error('the file has vanished');
      yield { hits: [], hitCount: 0, searchedTo: range.start };
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve, { once: true });
      });
      stopped++;
    }
    const plan = planFor(body, exact('a'), { rangeBytes: 10, workers: 3, searchRange: failing });
    await expect(outcomeOf(searchBody(plan, never))).rejects.toThrow('the file has vanished');
    expect(stopped).toBe(2);
  });
});
