import { beforeEach, describe, expect, test, vi } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import type { TestMain } from '#test/harness/main.ts';
import { startMainWithDrafts } from '#test/harness/main-with-drafts.ts';
import type { StandInDrafts } from '#test/harness/stand-in-drafts.ts';
import { openTabsWindow } from '../../test-support/tabs-window.ts';
import { stripKey } from './strip-memory.ts';

let main: TestMain;
let drafts: StandInDrafts;

beforeEach(async () => {
  ({ main, drafts } = await startMainWithDrafts());
});

const openWindow = () => openTabsWindow(main.openWindow());

describe('the strip', () => {
  test('of a new window is one empty request, and its id stands in the address', async () => {
    const { tabs, urls } = await openWindow();
    expect(urls()).toEqual(['']);
    const [id] = await eventually(() => {
      const ids = [...drafts.strips.keys()];
      expect(ids).toHaveLength(1);
      return ids;
    });
    expect(location.search).toBe(`?tabs=${id}`);
    expect(tabs.snapshot().active).toBe(tabs.snapshot().tabs[0]);
  });

  test('comes back after a restart: the tabs in their order, the active one, its send, the edits', async () => {
    const first = await openWindow();
    first.type('http://a.test/');
    await first.newRequest('http://b.test/');
    first.active().keepSend('s'.repeat(22));
    await first.newRequest('http://c.test/');
    first.tabs.step(-1);
    await first.tabs.flush();
    first.leave();
    sessionStorage.clear();

    const again = await openWindow();
    expect(again.urls()).toEqual(['http://a.test/', 'http://b.test/', 'http://c.test/']);
    expect(again.active().request?.url).toBe('http://b.test/');
    expect(again.active().sendId).toBe('s'.repeat(22));
  });

  test('is what the window had where the last change did not reach main before a reload', async () => {
    const first = await openWindow();
    await first.tabs.flush();
    drafts.gate = new Promise(() => undefined);
    first.tabs.newRequest();
    first.leave();
    drafts.gate = Promise.resolve();
    const again = await openWindow();
    expect(again.urls()).toEqual(['', '']);
  });

  test('that a person has emptied stays empty', async () => {
    const { tabs } = await openWindow();
    tabs.close(tabs.snapshot().tabs);
    expect(tabs.snapshot()).toMatchObject({ tabs: [], active: null });
    await tabs.flush();
    sessionStorage.clear();
    expect((await openWindow()).urls()).toEqual([]);
  });

  test('is gone through in a circle, and put in another order', async () => {
    const { tabs, active, urls, type, newRequest } = await openWindow();
    type('a');
    await newRequest('b');
    await newRequest('c');
    tabs.step(1);
    expect(active().request?.url).toBe('a');
    tabs.step(-1);
    expect(active().request?.url).toBe('c');
    tabs.move(active(), 0);
    expect(urls()).toEqual(['c', 'a', 'b']);
    tabs.move(active(), 99);
    expect(urls()).toEqual(['a', 'b', 'c']);
    expect(active().request?.url).toBe('c');
  });

  test('what can not be read of it is left aside', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    sessionStorage.setItem(stripKey, '{"id":"x"}');
    expect((await openWindow()).urls()).toEqual(['']);
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
  });
});

describe('an edit', () => {
  test('is in its tab alone, and stays there while another is shown', async () => {
    const { tabs, type, urls, newRequest } = await openWindow();
    type('http://a.test/');
    await newRequest('http://b.test/');
    tabs.step(1);
    expect(urls()).toEqual(['http://a.test/', 'http://b.test/']);
  });

  test('that main had not acknowledged in any of the tabs is there after a reload', async () => {
    const first = await openWindow();
    drafts.gate = new Promise(() => undefined);
    first.type('http://a.test/');
    first.tabs.newRequest();
    first.leave();
    drafts.gate = Promise.resolve();
    const again = await openWindow();
    expect(again.urls()).toEqual(['http://a.test/', '']);
    await again.saved();
    const keys = Array.from({ length: sessionStorage.length }, (_, at) => sessionStorage.key(at));
    expect(keys).toEqual([stripKey]);
  });

  test('can not be made before main has told the draft', async () => {
    const { tabs, active } = await openWindow();
    let open: () => void = () => undefined;
    drafts.gate = new Promise((resolve) => (open = resolve));
    tabs.newRequest();
    active().edit((request) => ({ ...request, url: 'too early' }));
    expect(active().snapshot().content).toBeNull();
    open();
    await active().open();
    expect(active().request?.url).toBe('');
  });

  test('goes on after a lost connection, in every tab', async () => {
    const { tabs, type, saved, newRequest } = await openWindow();
    type('http://a.test/');
    await newRequest('http://b.test/');
    main.cut();
    type('http://b.test/2');
    await tabs.reclaim();
    await saved();
    expect([...drafts.stored.values()].map(({ request }) => request.url)).toEqual([
      'http://a.test/',
      'http://b.test/2',
    ]);
  });
});

describe('a saved request', () => {
  test('is opened once: the second time its tab is shown', async () => {
    const item = drafts.addItem('Orders', 'http://shop.test/orders');
    const { tabs, urls, active, content } = await openWindow();
    await Promise.all([tabs.openItem(item), tabs.openItem(item)]);
    tabs.step(1);
    await tabs.openItem(item);
    expect(urls()).toEqual(['', 'http://shop.test/orders']);
    expect(active().request?.url).toBe('http://shop.test/orders');
    expect(content()).toMatchObject({ isUnsaved: false, status: { source: { name: 'Orders' } } });
  });

  test('that is gone is told, and opens nothing', async () => {
    const { tabs, urls } = await openWindow();
    await tabs.openItem('x'.repeat(22));
    expect(tabs.snapshot().problem?.message).toBe('This request is no longer there.');
    expect(urls()).toEqual(['']);
  });
});

describe('a tab that is closed', () => {
  test('makes room for its right neighbour, at the end for its left one', async () => {
    const { tabs, active, type, newRequest } = await openWindow();
    type('a');
    await newRequest('b');
    await newRequest('c');
    tabs.step(-1);
    tabs.close([active()]);
    expect(active().request?.url).toBe('c');
    tabs.close([active()]);
    expect(active().request?.url).toBe('a');
  });

  test('comes back with its edits', async () => {
    const item = drafts.addItem('Orders', 'http://shop.test/orders');
    const { tabs, type, urls, active, newRequest } = await openWindow();
    type('http://once.test/');
    await newRequest();
    await tabs.openItem(item);
    tabs.close(tabs.snapshot().tabs);
    await eventually(() => expect(drafts.stored.size).toBe(2));
    tabs.reopenClosed();
    await eventually(() => expect(urls()).toEqual(['http://shop.test/orders']));
    tabs.reopenClosed();
    await active().open();
    expect(urls()).toEqual(['http://shop.test/orders', 'http://once.test/']);
    expect(tabs.snapshot().canReopen).toBe(false);
  });

  test('and discarded is gone from main, even where an edit was on its way', async () => {
    const { tabs, active, type } = await openWindow();
    const { draftId } = active();
    type('http://once.test/');
    tabs.discard(active());
    await eventually(() => expect(drafts.stored.has(draftId)).toBe(false));
    expect(tabs.snapshot().canReopen).toBe(false);
  });
});
