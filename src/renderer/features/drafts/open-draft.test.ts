import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Draft } from '#router/contracts/draft.ts';
import { emptyRequest } from '../request/empty-request.ts';
import { draftIdKey, keepPending, openDraft, pendingKey, rememberDraft } from './open-draft.ts';

const mine = 'M'.repeat(22);
const other = 'O'.repeat(22);
const draft = (id: string, revision: number, url = ''): Draft => ({
  id,
  revision,
  request: { ...emptyRequest(), url },
});

beforeEach(() => {
  sessionStorage.clear();
  history.replaceState(null, '', '/');
});

test('a new window takes what main gives and remembers it', async () => {
  const get = vi.fn(() => Promise.resolve(draft(mine, 4, 'http://a.test/')));
  const opened = await openDraft(get);
  expect(get).toHaveBeenCalledWith(undefined);
  expect(opened).toMatchObject({ acknowledged: 4, draft: { id: mine, request: { url: 'http://a.test/' } } });

  await openDraft(get);
  expect(get).toHaveBeenLastCalledWith(mine);
});

describe('the window’s address', () => {
  test('names the draft that the window was opened for', async () => {
    history.replaceState(null, '', `/?draft=${other}`);
    const get = vi.fn((id: string | undefined) => Promise.resolve(draft(id ?? mine, 1)));
    await openDraft(get);
    expect(get).toHaveBeenCalledWith(other);
  });

  test('names the draft that the window has: what it was opened for is over with the next one', async () => {
    history.replaceState(null, '', `/?draft=${other}#rest`);
    await openDraft(() => Promise.resolve(draft(mine, 1)));
    expect(location.href).toBe(`${location.origin}/?draft=${mine}#rest`);
    const get = vi.fn(() => Promise.resolve(draft(mine, 1)));
    await openDraft(get);
    expect(get).toHaveBeenCalledWith(mine);
  });

  test('is asked last: a reload knows better', async () => {
    rememberDraft(mine);
    history.replaceState(null, '', `/?draft=${other}`);
    const get = vi.fn(() => Promise.resolve(draft(mine, 1)));
    await openDraft(get);
    expect(get).toHaveBeenCalledWith(mine);
  });

  test('that names no draft of Parley’s is as good as none', async () => {
    history.replaceState(null, '', '/?draft=../../etc');
    const get = vi.fn(() => Promise.resolve(draft(mine, 1)));
    await openDraft(get);
    expect(get).toHaveBeenCalledWith(undefined);
  });
});

describe('an edit that did not reach main', () => {
  test('is taken up where it is newer than what main has', async () => {
    keepPending(draft(mine, 7, 'http://newer.test/'));
    const opened = await openDraft((id) => Promise.resolve(draft(id ?? '', 5, 'http://older.test/')));
    expect(opened).toMatchObject({
      acknowledged: 5,
      draft: { revision: 7, request: { url: 'http://newer.test/' } },
    });
  });

  test('is left where main has it, or something newer', async () => {
    keepPending(draft(mine, 7, 'http://mine.test/'));
    const opened = await openDraft((id) => Promise.resolve(draft(id ?? '', 7, 'http://main.test/')));
    expect(opened).toMatchObject({ acknowledged: 7, draft: { request: { url: 'http://main.test/' } } });
    expect(sessionStorage.getItem(pendingKey)).toBeNull();
  });

  test('goes into the copy that main gives where another window has the draft open', async () => {
    keepPending(draft(mine, 7, 'http://mine.test/'));
    const opened = await openDraft(() => Promise.resolve(draft(other, 90, 'http://theirs.test/')));
    expect(opened).toMatchObject({
      acknowledged: 90,
      draft: { id: other, revision: 91, request: { url: 'http://mine.test/' } },
    });
    expect(sessionStorage.getItem(draftIdKey)).toBe(`"${other}"`);
  });

  test('that can not be read is left aside, and the log is told', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    for (const text of ['{', '{"id":1}']) {
      sessionStorage.setItem(pendingKey, text);
      const opened = await openDraft(() => Promise.resolve(draft(mine, 1)));
      expect(opened.draft.revision).toBe(1);
    }
    expect(warn).toHaveBeenCalledTimes(2);
    warn.mockRestore();
  });

  test('is forgotten when main has it', async () => {
    keepPending(draft(mine, 7));
    keepPending(null);
    expect(sessionStorage.getItem(pendingKey)).toBeNull();
  });
});

test('the table is brought in step with the URL', async () => {
  const opened = await openDraft(() => Promise.resolve(draft(mine, 1, 'http://a.test/?b=1')));
  expect(opened.draft.request.query).toMatchObject([{ name: 'b', value: '1', enabled: true }]);
});

test('a failure of main is passed on', async () => {
  await expect(openDraft(() => Promise.reject(new Error('no drafts folder')))).rejects.toThrow(
    'no drafts folder',
  );
});
