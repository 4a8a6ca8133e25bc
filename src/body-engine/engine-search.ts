import { availableParallelism } from 'node:os';
import type { SearchEvent, SearchQuery } from '#router/contracts/body-view.ts';
import { Changes } from './changes.ts';
import type { EngineBody } from './engine-body.ts';
import type { WorkerClient } from './engine-worker.ts';
import { createMatcher } from './search/matcher.ts';
import { searchBody } from './search/search-plan.ts';
import type { SearchStep } from './search/search-range.ts';
import type { SearchRangeInput } from './worker/search-jobs.ts';

/** `BodyEngine.withJobWorker`. */
type WithJobWorker = (
  run: (client: WorkerClient, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
) => Promise<void>;

/** The longest byte order mark: with as many bytes a body's encoding is known as well as it will be. */
const markBytes = 3;

/** As `BodyEngine.search` has it. */
export async function* searchEngineBody(
  body: EngineBody,
  query: SearchQuery,
  withJobWorker: WithJobWorker,
  callSignal: AbortSignal,
): AsyncGenerator<SearchEvent> {
  const signal = AbortSignal.any([callSignal, body.closed]);
  try {
    const encoding = await encodingOf(body, signal);
    if (encoding === undefined) return;
    // A body without a byte would never find out.
    if (query.regex) createMatcher(query, encoding);
    const { path } = body.state;
    yield* searchBody(
      {
        extent: () => ({ size: body.state.size, complete: body.state.state !== 'arriving' }),
        waitForMore: (size, waiting) => waitForMore(body, size, waiting),
        searchRange: (range, rangeSignal) =>
          stepsOf({ path, encoding, query, range }, withJobWorker, rangeSignal),
        workers: availableParallelism(),
      },
      signal,
    );
  } catch (error) {
    if (callSignal.aborted || !body.closed.aborted) throw error;
  }
}

/** Undefined where the body is closed before. */
async function encodingOf(body: EngineBody, signal: AbortSignal): Promise<string | undefined> {
  for await (const { encoding, indexedBytes, state } of body.facts(signal)) {
    if (indexedBytes >= markBytes || state !== 'arriving') return encoding.label;
  }
  return undefined;
}

async function waitForMore(body: EngineBody, size: number, signal: AbortSignal): Promise<void> {
  while (body.state.size <= size && body.state.state === 'arriving') await body.changes.next(signal);
}

/** Searches a range in a worker, which is lent until the last step has come or the signal aborts. */
async function* stepsOf(
  input: SearchRangeInput,
  withJobWorker: WithJobWorker,
  signal: AbortSignal,
): AsyncGenerator<SearchStep> {
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
