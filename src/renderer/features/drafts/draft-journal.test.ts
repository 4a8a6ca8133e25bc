import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Draft } from '#router/contracts/draft.ts';
import { emptyRequest } from '../request/empty-request.ts';
import { DraftJournal, gatherMs } from './draft-journal.ts';

const id = 'D'.repeat(22);

/** A stand-in for the way to main, each put of which the test answers. */
function wire() {
  const puts: { draft: Draft; ok: (revision?: number) => void; fail: (error: Error) => void }[] = [];
  const put = (draft: Draft) =>
    new Promise<{ revision: number }>((resolve, reject) => {
      puts.push({ draft, ok: (revision = draft.revision) => resolve({ revision }), fail: reject });
    });
  const at = (index: number) => {
    const found = puts[index];
    if (!found) throw new Error(`no put ${index}; there were ${puts.length}`);
    return found;
  };
  return { put, puts, at };
}

const open = (put: ReturnType<typeof wire>['put'], at: { revision?: number; acknowledged?: number } = {}) => {
  const { revision = 0, acknowledged = revision } = at;
  const journal = new DraftJournal({ draft: { id, revision, request: emptyRequest() }, acknowledged, put });
  journal.run();
  return journal;
};
const type = (journal: DraftJournal, url: string) => journal.edit((request) => ({ ...request, url }));

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('an edit', () => {
  test('is put within 300 ms, together with those that come meanwhile', async () => {
    const { put, puts, at } = wire();
    const journal = open(put);
    for (const url of ['h', 'ht', 'htt', 'http']) {
      type(journal, url);
      await vi.advanceTimersByTimeAsync(gatherMs / 5);
    }
    expect(puts).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(300 - (gatherMs / 5) * 4);
    expect(puts).toHaveLength(1);
    expect(at(0).draft).toMatchObject({ id, revision: 4, request: { url: 'http' } });
  });

  test('does not wait for who types without a pause', async () => {
    const { put, puts } = wire();
    const journal = open(put);
    for (let typed = 0; typed < 300; typed += gatherMs / 5) {
      type(journal, `typed for ${typed} ms`);
      await vi.advanceTimersByTimeAsync(gatherMs / 5);
    }
    expect(puts).toHaveLength(1);
  });

  test('is saved when main says so, and not before', async () => {
    const { put, at } = wire();
    const journal = open(put);
    type(journal, 'a');
    expect(journal.snapshot().save.kind).toBe('saving');
    await vi.advanceTimersByTimeAsync(gatherMs);
    expect(journal.unacknowledged?.request.url).toBe('a');
    at(0).ok();
    await vi.advanceTimersByTimeAsync(0);
    expect(journal.snapshot().save.kind).toBe('saved');
    expect(journal.unacknowledged).toBeNull();
  });

  test('made while a put is in flight goes next, and only the newest', async () => {
    const { put, puts, at } = wire();
    const journal = open(put);
    type(journal, 'a');
    await vi.advanceTimersByTimeAsync(gatherMs);
    type(journal, 'ab');
    type(journal, 'abc');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(puts).toHaveLength(1);
    at(0).ok();
    await vi.advanceTimersByTimeAsync(0);
    expect(puts).toHaveLength(2);
    expect(at(1).draft).toMatchObject({ revision: 3, request: { url: 'abc' } });
    expect(journal.snapshot().save.kind).toBe('saving');
  });

  test('that changes nothing is none', async () => {
    const { put, puts } = wire();
    const journal = open(put);
    journal.edit((request) => request);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(puts).toHaveLength(0);
  });

  test('is told to who listens, once for each change', () => {
    const { put } = wire();
    const journal = open(put);
    const listener = vi.fn();
    const stop = journal.subscribe(listener);
    type(journal, 'a');
    expect(listener).toHaveBeenCalledTimes(1);
    expect(journal.snapshot()).toBe(journal.snapshot());
    stop();
    type(journal, 'b');
    expect(listener).toHaveBeenCalledTimes(1);
  });
});

describe('when main can not be reached', () => {
  test('the edit stays, is tried again less and less often, and later edits join it', async () => {
    const { put, puts, at } = wire();
    const journal = open(put);
    type(journal, 'a');
    await vi.advanceTimersByTimeAsync(gatherMs);
    const lost = new Error('lost');
    at(0).fail(lost);
    await vi.advanceTimersByTimeAsync(0);
    expect(journal.snapshot().save).toEqual({ kind: 'failed', error: lost });
    type(journal, 'ab');
    expect(journal.snapshot().save.kind).toBe('failed');
    await vi.advanceTimersByTimeAsync(500);
    expect(at(1).draft.request.url).toBe('ab');
    at(1).fail(lost);
    await vi.advanceTimersByTimeAsync(999);
    expect(puts).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(puts).toHaveLength(3);
    at(2).ok();
    await vi.advanceTimersByTimeAsync(0);
    expect(journal.snapshot().save.kind).toBe('saved');
  });

  test('it is tried again at once when main is back, or at a flush', async () => {
    const { put, puts, at } = wire();
    const journal = open(put);
    type(journal, 'a');
    await vi.advanceTimersByTimeAsync(gatherMs);
    at(0).fail(new Error('lost'));
    await vi.advanceTimersByTimeAsync(0);
    journal.sendNow();
    expect(puts).toHaveLength(2);
    at(1).fail(new Error('lost'));
    await vi.advanceTimersByTimeAsync(0);
    const flushed = journal.flush();
    expect(puts).toHaveLength(3);
    at(2).ok();
    await flushed;
    expect(journal.unacknowledged).toBeNull();
  });
});

describe('flush', () => {
  test('waits for the put in flight and sends what came after it', async () => {
    const { put, puts, at } = wire();
    const journal = open(put);
    type(journal, 'a');
    await vi.advanceTimersByTimeAsync(gatherMs);
    type(journal, 'b');
    let flushed = false;
    const flushing = journal.flush().then(() => {
      flushed = true;
    });
    at(0).ok();
    await vi.advanceTimersByTimeAsync(0);
    expect([puts.length, flushed]).toEqual([2, false]);
    at(1).ok();
    await flushing;
    expect(flushed).toBe(true);
  });

  test('has nothing to do where all is saved', async () => {
    const { put, puts } = wire();
    await open(put).flush();
    expect(puts).toHaveLength(0);
  });

  test('rejects with what main said', async () => {
    const { put, at } = wire();
    const journal = open(put);
    type(journal, 'a');
    const flushing = journal.flush();
    at(0).fail(new Error('the disk is full'));
    await expect(flushing).rejects.toThrow('the disk is full');
  });
});

test('an edit that main did not have at the last close is put at once', async () => {
  const { put, at } = wire();
  open(put, { revision: 7, acknowledged: 5 });
  await vi.advanceTimersByTimeAsync(0);
  expect(at(0).draft.revision).toBe(7);
});

test('an edit that another window overtook is made the newest', async () => {
  const { put, at } = wire();
  const journal = open(put);
  type(journal, 'mine');
  await vi.advanceTimersByTimeAsync(gatherMs);
  at(0).ok(9);
  await vi.advanceTimersByTimeAsync(0);
  expect(at(1).draft).toMatchObject({ revision: 10, request: { url: 'mine' } });
  at(1).ok();
  await vi.advanceTimersByTimeAsync(0);
  expect(journal.snapshot().save.kind).toBe('saved');
});

test('a journal that was stopped sends nothing, knows what is missing, and goes on when it runs again', async () => {
  const { put, puts, at } = wire();
  const journal = open(put);
  const stop = journal.run();
  type(journal, 'a');
  stop();
  type(journal, 'ab');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(puts).toHaveLength(0);
  expect(journal.unacknowledged?.request.url).toBe('ab');
  journal.run();
  await vi.advanceTimersByTimeAsync(0);
  expect(at(0).draft.request.url).toBe('ab');
});

describe('a draft that another window has open by now', () => {
  test('is left to it, and what is on the screen goes on in the copy', async () => {
    const { put, puts, at } = wire();
    const journal = open(put, { revision: 3 });
    type(journal, 'http://mine.test/');
    const copy = 'C'.repeat(22);
    journal.moveTo({ id: copy, revision: 0, request: emptyRequest() });
    journal.sendNow();
    await vi.advanceTimersByTimeAsync(0);
    expect(at(0).draft).toMatchObject({ id: copy, revision: 1, request: { url: 'http://mine.test/' } });
    at(0).ok();
    await vi.advanceTimersByTimeAsync(0);
    expect(journal.snapshot().save.kind).toBe('saved');
    expect(puts).toHaveLength(1);
  });

  test('is not taken for saved by the answer to an edit of before', async () => {
    const { put, at } = wire();
    const journal = open(put);
    type(journal, 'http://mine.test/');
    await vi.advanceTimersByTimeAsync(gatherMs);
    journal.moveTo({ id: 'C'.repeat(22), revision: 0, request: emptyRequest() });
    at(0).ok();
    await vi.advanceTimersByTimeAsync(0);
    expect(journal.snapshot().save.kind).toBe('saving');
    expect(at(1).draft).toMatchObject({ id: 'C'.repeat(22), request: { url: 'http://mine.test/' } });
  });
});
