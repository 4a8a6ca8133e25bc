import { describe, expect, test } from 'vitest';
import { PageCache } from './page-cache.ts';

/** A cache of pages that arrive when the test says so. */
function open(maxSize = 3) {
  const asked: { page: number; signal: AbortSignal; arrive: (text?: string) => void; fail: () => void }[] =
    [];
  const arrivals: number[] = [];
  const failures: unknown[] = [];
  const cache = new PageCache<string>({
    fetch: (page, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        asked.push({
          page,
          signal,
          arrive: (text = `page ${page}`) => resolve(text),
          fail: () => reject(new Error(`no page ${page}`)),
        });
      }),
    sizeOf: () => 1,
    maxSize,
    onArrival: (page) => arrivals.push(page),
    onFailure: (cause) => failures.push(cause),
  });
  const arrive = async (page: number, text?: string) => {
    asked.findLast((fetching) => fetching.page === page)?.arrive(text);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { cache, asked, arrivals, failures, arrive };
}

test('what is looked at is fetched once, and told when it is there', async () => {
  const { cache, asked, arrivals, arrive } = open();
  cache.want(4, 5);
  cache.want(4, 5);
  expect(asked.map(({ page }) => page)).toEqual([4, 5]);
  expect(cache.get(4)).toBeUndefined();
  await arrive(4);
  expect(cache.get(4)).toBe('page 4');
  expect(arrivals).toEqual([4]);
});

test('what was scrolled past is given up, and changes nothing when it comes all the same', async () => {
  const { cache, asked, arrivals, failures, arrive } = open();
  cache.want(1, 2);
  cache.want(2, 3);
  expect(asked[0]?.signal.aborted).toBe(true);
  expect(asked[1]?.signal.aborted).toBe(false);
  await arrive(1);
  expect(cache.get(1)).toBeUndefined();
  expect(arrivals).toEqual([]);
  expect(failures).toEqual([]);
});

test('pages that were not looked at for the longest time go first, those in view stay', async () => {
  const { cache, arrive } = open(3);
  for (const page of [1, 2, 3]) {
    cache.want(page, page);
    await arrive(page);
  }
  cache.want(1, 1);
  cache.want(4, 4);
  await arrive(4);
  expect([1, 2, 3, 4].filter((page) => cache.get(page) !== undefined)).toEqual([1, 3, 4]);

  cache.want(5, 9);
  for (const page of [5, 6, 7, 8, 9]) await arrive(page);
  expect([5, 6, 7, 8, 9].every((page) => cache.get(page) !== undefined)).toBe(true);
});

describe('a page that has grown', () => {
  test('is shown as it was until it is there anew', async () => {
    const { cache, asked, arrive } = open();
    cache.want(0, 0);
    await arrive(0, 'half');
    cache.markStale(0);
    cache.want(0, 0);
    expect(asked).toHaveLength(2);
    expect(cache.get(0)).toBe('half');
    await arrive(0, 'whole');
    expect(cache.get(0)).toBe('whole');
  });

  test('while it was on its way is fetched once more', async () => {
    const { cache, asked, arrive } = open();
    cache.want(0, 0);
    cache.markStale(0);
    await arrive(0, 'half');
    expect(asked).toHaveLength(2);
    await arrive(0, 'whole');
    expect(asked).toHaveLength(2);
  });

  test('out of sight is not fetched until somebody looks', async () => {
    const { cache, asked, arrive } = open();
    cache.want(0, 0);
    await arrive(0);
    cache.want(1, 1);
    cache.markStale(0);
    expect(asked.map(({ page }) => page)).toEqual([0, 1]);
  });
});

test('a failure is told once, and asked again only on request', async () => {
  const { cache, asked, failures } = open();
  cache.want(0, 0);
  asked[0]?.fail();
  await Promise.resolve();
  await Promise.resolve();
  expect(failures).toEqual([new Error('no page 0')]);
  cache.want(0, 0);
  expect(asked).toHaveLength(1);
  cache.retry();
  expect(asked).toHaveLength(2);
});

test('when it is closed everything under way is given up', () => {
  const { cache, asked } = open();
  cache.want(0, 1);
  cache[Symbol.dispose]();
  expect(asked.every(({ signal }) => signal.aborted)).toBe(true);
});
