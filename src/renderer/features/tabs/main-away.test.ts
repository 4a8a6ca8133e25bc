import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Failure } from '#router/contracts/failure.ts';
import { eventually } from '#test/harness/eventually.ts';
import type { TestMain } from '#test/harness/main.ts';
import { startMainWithDrafts } from '#test/harness/main-with-drafts.ts';
import type { StandInDrafts } from '#test/harness/stand-in-drafts.ts';
import { openTabsWindow } from '../../test-support/tabs-window.ts';
import { emptyRequest } from '../request/empty-request.ts';

let main: TestMain;
let drafts: StandInDrafts;

beforeEach(async () => {
  ({ main, drafts } = await startMainWithDrafts());
});
afterEach(() => void vi.useRealTimers());

const openWindow = () => openTabsWindow(main.openWindow());

/** Saving is what is asked for last, whatever it has to wait for. */
test.each(['save', 'resolve', 'takeBack', 'saveAs'] as const)(
  'what would change a file (%s) is refused after five seconds, and not done later; its edits go to main',
  async (deed) => {
    const item = drafts.addItem('Orders', 'http://shop.test/orders');
    const { tabs, type, content, active, saved } = await openWindow();
    await tabs.openItem(item);
    const save = vi.spyOn(drafts.services.drafts, deed);
    const comeBack = await main.goAway();
    type('http://shop.test/orders/7');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const calls = {
      save: () => active().save(),
      resolve: () => active().resolve('mine'),
      takeBack: () => active().takeBack(),
      saveAs: () => active().saveAs('c'.repeat(22), 'Once'),
    };
    const isDone = calls[deed]();
    vi.advanceTimersByTime(5000);
    vi.useRealTimers();
    expect(await isDone).toBe(false);
    expect(active().snapshot().problem?.message).toBe(
      'Parley does not answer, so nothing was done. Try again once it is back.',
    );
    comeBack();
    await tabs.reclaim();
    await saved();
    expect(content()).toMatchObject({ request: { url: 'http://shop.test/orders/7' }, isUnsaved: true });
    expect([...drafts.stored.values()].map(({ request }) => request.url)).toContain(
      'http://shop.test/orders/7',
    );
    expect(save).not.toHaveBeenCalled();
  },
);

test('a copy whose opening is given up says what it is a copy of when it is tried again', async () => {
  const { tabs, type, active, saved } = await openWindow();
  type('http://a.test/');
  await saved();
  const original = active();
  const comeBack = await main.goAway();
  tabs.duplicate(original);
  const copy = active();
  copy.waits.cancelOpening();
  await eventually(() => expect(copy.snapshot().openError).not.toBeNull());
  comeBack();
  await copy.open();
  expect(copy.request?.url).toBe('http://a.test/');
  await saved();
  expect(drafts.stored.get(copy.draftId)?.request.url).toBe('http://a.test/');
  expect(drafts.besides.get(copy.draftId)).toBe(original.draftId);
});

test('a copy that main has not told before a reload is there after it', async () => {
  const first = await openWindow();
  first.type('http://a.test/');
  await first.saved();
  const comeBack = await main.goAway();
  first.tabs.duplicate(first.active());
  first.leave();
  comeBack();
  const again = await openWindow();
  expect(again.urls()).toEqual(['http://a.test/', 'http://a.test/']);
});

test('a send of the past that could not be opened is there when it is tried again', async () => {
  const { tabs, active } = await openWindow();
  const id = drafts.newId();
  await main.services.history.add({
    ...{ id, at: 1, method: 'GET', url: 'http://past.test/', name: '', status: 200, outcome: 'complete' },
    ...{ sentUrl: 'http://past.test/', environment: '', elapsedMs: 1, body: null, itemId: null },
    ...{ request: { ...emptyRequest(), url: 'http://past.test/' }, events: [], failure: null },
  });
  vi.spyOn(drafts.services.drafts, 'open').mockRejectedValueOnce(new Failure('CONFLICT', 'Not now.'));
  await tabs.openPast(id);
  expect(active().snapshot().openError?.message).toBe('Not now.');
  await active().open();
  expect(active()).toMatchObject({ sendId: id, request: { url: 'http://past.test/' } });
});
