import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { startMain, type TestMain } from '#test/harness/main.ts';
import { StandInDrafts } from '#test/harness/stand-in-drafts.ts';
import type { OpenTab } from './open-tab.ts';
import { OpenTabs } from './open-tabs.ts';
import { stripKey } from './strip-memory.ts';

let main: TestMain;
let drafts: StandInDrafts;

beforeEach(async () => {
  sessionStorage.clear();
  history.replaceState(null, '', '/');
  main = await startMain();
  drafts = new StandInDrafts();
  Object.assign(main.services, drafts.services);
});
afterEach(() => main[Symbol.asyncDispose]());

/** A window with its tabs, as the screen has them. */
async function openWindow() {
  const { client, ipc } = main.openWindow();
  const tabs = await OpenTabs.open(client);
  const stop = tabs.run();
  onTestFinished(stop);
  await Promise.all(tabs.snapshot().tabs.map((tab) => tab.open()));
  const active = () => {
    const tab = tabs.snapshot().active;
    if (!tab) throw new Error('no tab is open');
    return tab;
  };
  return {
    tabs,
    active,
    content: () => active().snapshot().content,
    type: (url: string) => active().edit((request) => ({ ...request, url })),
    urls: () => tabs.snapshot().tabs.map((tab) => tab.request?.url),
    saved: () => vi.waitFor(() => expect(tabs.snapshot().save.kind).toBe('saved')),
    newRequest: async (url?: string) => {
      tabs.newRequest();
      await active().open();
      if (url !== undefined) active().edit((request) => ({ ...request, url }));
    },
    /** As a reload does: the page is told that it goes, and its connection ends. */
    leave: () => {
      window.dispatchEvent(new Event('pagehide'));
      stop();
      ipc.close();
    },
  };
}

describe('the strip', () => {
  test('of a new window is one empty request, and its id stands in the address', async () => {
    const { tabs, urls } = await openWindow();
    expect(urls()).toEqual(['']);
    const [id] = await vi.waitFor(() => {
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

  test('is unsaved from the first edit until it is saved', async () => {
    const item = drafts.addItem('Orders', 'http://shop.test/orders');
    const { tabs, type, content, active } = await openWindow();
    await tabs.openItem(item);
    type('http://shop.test/orders/7');
    expect(content()?.isUnsaved).toBe(true);
    expect(await active().save()).toBe(true);
    expect(content()?.isUnsaved).toBe(false);
    expect(drafts.items.get(item)?.request.url).toBe('http://shop.test/orders/7');
  });

  test('follows its file while nothing of it is edited', async () => {
    const item = drafts.addItem('Orders', 'http://shop.test/orders');
    const { tabs, content, active } = await openWindow();
    await tabs.openItem(item);
    await watched(active());
    drafts.changeItem(item, { ...requestOf(item), url: 'http://shop.test/v2/orders' });
    await vi.waitFor(() => expect(content()?.request.url).toBe('http://shop.test/v2/orders'));
    expect(content()).toMatchObject({ isUnsaved: false, save: { kind: 'saved' } });
  });

  test('whose file changes before the window follows it is read again', async () => {
    const item = drafts.addItem('Orders', 'http://shop.test/orders');
    const { tabs, content } = await openWindow();
    await tabs.openItem(item);
    drafts.changeItem(item, { ...requestOf(item), url: 'http://shop.test/v2/orders' });
    await vi.waitFor(() => expect(content()?.request.url).toBe('http://shop.test/v2/orders'));
    expect(content()?.isUnsaved).toBe(false);
  });

  test('keeps its edits where the file changes; saving says so, and the person decides', async () => {
    const item = drafts.addItem('Orders', 'http://shop.test/orders');
    const { tabs, type, content, active, saved } = await openWindow();
    await tabs.openItem(item);
    type('http://shop.test/mine');
    await saved();
    drafts.changeItem(item, { ...requestOf(item), url: 'http://shop.test/theirs' });
    await vi.waitFor(() => expect(content()?.status.file).toBe('changed'));
    expect(content()?.request.url).toBe('http://shop.test/mine');
    expect(await active().save()).toBe(false);
    expect(active().snapshot().problem?.code).toBe('CONFLICT');
    expect(content()?.request.url).toBe('http://shop.test/mine');

    expect(await active().resolve('theirs')).toBe(true);
    expect(content()).toMatchObject({ request: { url: 'http://shop.test/theirs' }, isUnsaved: false });
    expect(active().snapshot().problem).toBeNull();
  });

  test('whose file changes while an edit is on its way is not overwritten unseen', async () => {
    const item = drafts.addItem('Orders', 'http://shop.test/orders');
    const { tabs, type, content, active } = await openWindow();
    await tabs.openItem(item);
    await watched(active());
    // Main does not know of the edit yet, and takes the draft for one without any.
    drafts.gate = new Promise(() => undefined);
    type('http://shop.test/mine');
    drafts.changeItem(item, { ...requestOf(item), url: 'http://shop.test/theirs' });
    await vi.waitFor(() => expect(content()?.clash?.url).toBe('http://shop.test/theirs'));
    expect(content()).toMatchObject({ request: { url: 'http://shop.test/mine' }, isUnsaved: true });
    await active().resolve('theirs');
    expect(content()).toMatchObject({ request: { url: 'http://shop.test/theirs' }, clash: null });
  });

  test('whose file is deleted is unsaved: it is nowhere else any more', async () => {
    const item = drafts.addItem('Orders', 'http://shop.test/orders');
    const { tabs, active, content } = await openWindow();
    await tabs.openItem(item);
    await watched(active());
    drafts.changeItem(item, null);
    await vi.waitFor(() => expect(content()).toMatchObject({ isUnsaved: true, status: { file: 'removed' } }));
    expect(await active().save()).toBe(true);
    expect(content()?.isUnsaved).toBe(false);
    expect(drafts.items.has(item)).toBe(true);
  });

  test('can be made of a request that belongs to no collection', async () => {
    const { type, content, active } = await openWindow();
    expect(content()?.isUnsaved).toBe(false);
    type('http://once.test/');
    expect(content()?.isUnsaved).toBe(true);
    expect(await active().saveAs('c'.repeat(22), 'Once')).toBe(true);
    expect(content()).toMatchObject({ isUnsaved: false, status: { source: { name: 'Once' } } });
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
    await vi.waitFor(() => expect(drafts.stored.size).toBe(2));
    tabs.reopenClosed();
    await vi.waitFor(() => expect(urls()).toEqual(['http://shop.test/orders']));
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
    await vi.waitFor(() => expect(drafts.stored.has(draftId)).toBe(false));
    expect(tabs.snapshot().canReopen).toBe(false);
  });
});

/** Main tells of the tab's file from now on. */
const watched = ({ draftId }: OpenTab) => vi.waitFor(() => expect(drafts.watched).toContain(draftId));

function requestOf(item: string) {
  const found = drafts.items.get(item);
  if (!found) throw new Error('no such item');
  return found.request;
}
