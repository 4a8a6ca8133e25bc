import { availableParallelism } from 'node:os';
import type { SearchEvent, SearchQuery } from '#router/contracts/body-view.ts';
import { Changes } from './changes.ts';
import type { EngineBody } from './engine-body.ts';
import type { WorkerClient } from './engine-worker.ts';
import { createMatcher } from './search/matcher.ts';
import { searchBody } from './search/search-plan.ts';
import type { SearchRange, SearchStep } from './search/search-range.ts';
import type { SearchRangeInput } from './worker/search-jobs.ts';

/** `BodyEngine.withJobWorker`. */
type WithJobWorker = (
  run: (client: WorkerClient, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
) => Promise<void>;

/** With so many bytes a body's encoding is known as well as it will be. `index/sniff.ts` looks at no more, but is not for main. */
export const tellingBytes = 64 * 1024;

/** As `BodyEngine.search` has it. */
export async function* searchEngineBody(
  body: EngineBody,
  query: SearchQuery,
  withJobWorker: WithJobWorker,
  callSignal: AbortSignal,
): AsyncGenerator<SearchEvent> {
  const signal = AbortSignal.any([callSignal, body.closed]);
  try {
    // A body without a byte would never find out. In what encoding it is makes no difference to that.
    if (query.regex) createMatcher(query, 'utf-8');
    yield* searchBody(
      {
        extent: () => ({ size: body.state.size, complete: body.state.state !== 'arriving' }),
        waitForMore: (size, waiting) => waitForMore(body, size, waiting),
        searchRange: (range, rangeSignal) => stepsOf(body, query, range, withJobWorker, rangeSignal),
        workers: availableParallelism(),
      },
      signal,
    );
  } catch (error) {
    if (callSignal.aborted || !body.closed.aborted) throw error;
  }
}

/** The encoding as the first `size` bytes tell it. Undefined where the body is closed before. */
async function encodingOf(body: EngineBody, size: number, signal: AbortSignal): Promise<string | undefined> {
  for await (const { encoding, indexedBytes } of body.facts(signal)) {
    // Half a unit waits for its other half.
    const waitingBytes = encoding.label.startsWith('utf-16') ? 1 : 0;
    if (indexedBytes >= Math.min(size, tellingBytes) - waitingBytes) return encoding.label;
  }
  return undefined;
}

async function waitForMore(body: EngineBody, size: number, signal: AbortSignal): Promise<void> {
  while (body.state.size <= size && body.state.state === 'arriving') await body.changes.next(signal);
}

/**
 * Searches a range in a worker, which is lent until the last step has come or the signal aborts. A body that arrives may
 * tell its encoding late: what is searched by then had characters that are the same in both.
 */
async function* stepsOf(
  body: EngineBody,
  query: SearchQuery,
  range: SearchRange,
  withJobWorker: WithJobWorker,
  signal: AbortSignal,
): AsyncGenerator<SearchStep> {
  const encoding = await encodingOf(body, range.size, signal);
  if (encoding === undefined) return;
  const input: SearchRangeInput = { path: body.state.path, encoding, query, range };
  const news = new Changes();
  const left = new AbortController();
  let steps: SearchStep[] = [];
  let isOver = false;
  const search = withJobWorker(
    (client, jobSignal) =>
      new Promise((resolve, reject) => {
        const subscription = client.search.range.subscribe(input, {
          onData(step) {
            steps.push(step);
            news.announce();
          },
          onError: reject,
          onComplete: resolve,
        });
        jobSignal.addEventListener(
          'abort',
          () => {
            subscription.unsubscribe();
            reject(jobSignal.reason);
          },
          { once: true },
        );
      }),
    AbortSignal.any([signal, left.signal]),
  );
  const onOver = () => {
    isOver = true;
    news.announce();
  };
  void search.then(onOver, onOver);
  try {
    while (!isOver || steps.length > 0) {
      const taken = steps;
      steps = [];
      yield* taken;
      if (!isOver && steps.length === 0) await news.next(signal);
    }
    await search;
  } finally {
    left.abort();
    await Promise.allSettled([search]);
  }
}
