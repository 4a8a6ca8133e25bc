import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BodyFacts } from '#router/contracts/body-view.ts';
import { newId } from '#main/services/ids.ts';
import { noSignal, temporaryFolder } from '#test/harness/services/support.ts';
import { IndexedBody } from './indexed-body.ts';
import { Source } from './source.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A body that is watched: its first facts have come. */
async function startWatching() {
  const path = join(await temporaryFolder(), 'body');
  await writeFile(path, 'one\n');
  const state = { id: newId(), path, contentType: '', revision: 0, size: 4, state: 'arriving' as const };
  const source = new Source(state);
  const body = new IndexedBody(source);
  const watching = body.watch(noSignal());
  const first = (await watching.next()).value;
  return {
    first,
    watching,
    body,
    async grow(text: string, how: BodyFacts['state'] = 'arriving') {
      await appendFile(path, text);
      const { size, revision } = source.state;
      source.update({ ...state, state: how, size: size + text.length, revision: revision + 1 });
      body.indexSlice();
    },
  };
}

/** Lets go of all that needs no time to pass. */
const turn = () => new Promise(setImmediate);

test('facts come at once, then ten times a second at most, each the newest', async () => {
  const { first, watching, grow } = await startWatching();
  expect(first).toMatchObject({ rows: 2, indexedBytes: 4 });
  let second: BodyFacts | undefined;
  void watching.next().then(({ value }) => {
    if (value) second = value;
  });
  for (let line = 0; line < 9; line += 1) {
    await grow('more\n');
    vi.advanceTimersByTime(10);
    await turn();
  }
  expect(second).toBeUndefined();
  vi.advanceTimersByTime(10);
  await turn();
  expect(second).toMatchObject({ rows: 11, indexedBytes: 49 });
});

test('the last facts do not wait, and nothing follows them', async () => {
  const { watching, grow } = await startWatching();
  const last = watching.next();
  await grow('end', 'complete');
  expect((await last).value).toMatchObject({ state: 'complete', size: 7, indexedBytes: 7 });
  expect(await watching.next()).toEqual({ done: true, value: undefined });
});

test('a body that does not change tells nothing', async () => {
  const { watching, body } = await startWatching();
  let isTold = false;
  void watching.next().then(() => {
    isTold = true;
  });
  body.indexSlice();
  vi.advanceTimersByTime(10_000);
  await turn();
  expect(isTold).toBe(false);
});
