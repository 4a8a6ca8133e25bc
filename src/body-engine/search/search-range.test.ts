import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { byteReaderOf } from '../byte-reader.ts';
import { type SearchRange, type SearchStep, searchRange } from './search-range.ts';

const never = new AbortController().signal;
const query = { text: 'needle', matchCase: true, wholeWord: false, regex: false };

function rangeOf(bytes: Uint8Array, range: Partial<SearchRange> = {}): SearchRange {
  const size = bytes.byteLength;
  return { start: 0, end: size, size, complete: true, nameAtMost: 1000, ...range };
}

/** A body in memory that counts how often it is open. */
function bodyOf(bytes: Uint8Array) {
  const body = {
    openNow: 0,
    opened: 0,
    open() {
      body.openNow++;
      body.opened++;
      return { ...byteReaderOf(bytes), [Symbol.dispose]: () => void body.openNow-- };
    },
  };
  return body;
}

/** All steps as one: a busy machine makes more of them. */
async function found(bytes: Uint8Array, range: SearchRange, wanted = query): Promise<SearchStep> {
  let all: SearchStep = { hits: [], hitCount: 0, searchedTo: range.start };
  const search = { query: wanted, encoding: 'utf-8', open: () => bodyOf(bytes).open() };
  for await (const { hits, hitCount, searchedTo } of searchRange(search, range, never)) {
    all = { hits: [...all.hits, ...hits], hitCount: all.hitCount + hitCount, searchedTo };
  }
  return all;
}

test('hits that begin in the range are its own, and a straddling one says how far it goes', async () => {
  const bytes = Buffer.from('needle needle needle');
  expect(await found(bytes, rangeOf(bytes, { start: 1, end: 9 }))).toEqual({
    hits: [[7, 6]],
    hitCount: 1,
    searchedTo: 13,
  });
});

test('beyond the hits that are to be named the others are counted', async () => {
  const bytes = Buffer.from('needle'.repeat(9));
  expect(await found(bytes, rangeOf(bytes, { nameAtMost: 2 }))).toEqual({
    hits: [
      [0, 6],
      [6, 6],
    ],
    hitCount: 9,
    searchedTo: bytes.byteLength,
  });
});

test('the first hits come before the search has ended', async () => {
  const bytes = Buffer.alloc(256 * 1024 * 1024);
  bytes.write('needle', 5);
  const body = bodyOf(bytes);
  const steps = searchRange({ query, encoding: 'utf-8', open: body.open }, rangeOf(bytes), never);
  const { value } = await steps.next();
  expect(value).toMatchObject({ hits: [[5, 6]] });
  expect(value?.searchedTo).toBeLessThan(bytes.byteLength);
  await steps.return(undefined);
});

test('while it lets others run, nothing is open', async () => {
  const bytes = Buffer.alloc(256 * 1024 * 1024);
  const body = bodyOf(bytes);
  let seen = 0;
  let isOver = false;
  const watching = (async () => {
    for (; !isOver; await setImmediate()) {
      expect(body.openNow).toBe(0);
      if (body.opened > 0) seen++;
    }
  })();
  for await (const step of searchRange(
    { query, encoding: 'utf-8', open: body.open },
    rangeOf(bytes),
    never,
  )) {
    expect(step.hits).toEqual([]);
  }
  isOver = true;
  await watching;
  expect(seen).toBeGreaterThan(1);
});

test('it ends with the signal’s reason between two slices', async () => {
  const bytes = Buffer.alloc(1024 * 1024 * 1024);
  const controller = new AbortController();
  const body = bodyOf(bytes);
  const steps = searchRange({ query, encoding: 'utf-8', open: body.open }, rangeOf(bytes), controller.signal);
  const first = steps.next();
  controller.abort(new Error('enough'));
  // A slice that took long, on a busy machine, is told of before.
  await expect(first.then(() => steps.next())).rejects.toThrow('enough');
  expect(body).toMatchObject({ openNow: 0, opened: 1 });
});

test('where bytes to come decide, it says how far it is certain', async () => {
  const bytes = Buffer.from('one\ntwo need');
  expect(await found(bytes, rangeOf(bytes, { complete: false }))).toEqual({
    hits: [],
    hitCount: 0,
    searchedTo: 7,
  });
  const byLine = { ...query, text: 'o', regex: true };
  expect(await found(bytes, rangeOf(bytes, { complete: false }), byLine)).toEqual({
    hits: [[0, 1]],
    hitCount: 1,
    searchedTo: 4,
  });
});
