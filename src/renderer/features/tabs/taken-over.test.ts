import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import { emptyRequest, type HttpRequest } from '#router/contracts/request.ts';
import { openWindowOnDisk } from '#test/harness/window-on-disk.ts';
import { openTabsWindow } from '../../test-support/tabs-window.ts';

/* A window loses its connection, or is loaded anew, and another window has its draft by the time it is back. */

/** A saved request in a tab with an edit that main has, and another window that opens it while this one is away. */
async function typeAndLose() {
  const { main, client, ipc, goAway, tabs, stop } = await openWindowOnDisk();
  const collection = await client.collections.create.mutate({ name: 'Shop' });
  if (!collection) throw new Error('no collection was made');
  const request = { ...emptyRequest(), url: 'http://shop.test/orders' };
  const made = { parentId: collection.id, name: 'Orders', request };
  const itemId = (await client.collections.createRequest.mutate(made)).id ?? '';
  await tabs.openItem(itemId);
  const tab = tabs.snapshot().active;
  if (!tab) throw new Error('no tab is open');
  const type = (url: string) => tab.edit((now) => ({ ...now, url }));
  type('http://shop.test/first');
  await tab.flush();
  const file = join(collection.path, 'Orders.yml');
  const text = await readFile(file, 'utf8');
  // Until it comes back it hears of nothing: what others do meanwhile is no news to it before it types.
  const comeBack = await goAway();
  return {
    ...{ tab, type, comeBack },
    /** The connection stands again, and the window asks for its draft. */
    reclaim: () => {
      comeBack();
      return tabs.reclaim();
    },
    text: () => readFile(file, 'utf8'),
    /** The connection is lost again once the next save is in the file, and before the window hears of that. */
    loseAtSave: (meanwhile: () => void | Promise<void>) => {
      const { drafts } = main.services;
      const save = drafts.save.bind(drafts);
      vi.spyOn(drafts, 'save').mockImplementationOnce(async (...args) => {
        await meanwhile();
        await save(...args);
        main.cut();
      });
    },
    /** The connection is lost once the next edit is on disk, and before the window hears of that. */
    loseAtPut: () => {
      const { drafts } = main.services;
      const put = drafts.put.bind(drafts);
      vi.spyOn(drafts, 'put').mockImplementationOnce(async (...args) => {
        const answer = await put(...args);
        main.cut();
        return answer;
      });
    },
    /** Does something when main has opened the draft again, and the window has not heard of that. */
    onceOpened: (meanwhile: () => Promise<void>) => {
      const { drafts } = main.services;
      const open = drafts.open.bind(drafts);
      vi.spyOn(drafts, 'open').mockImplementationOnce(async (...args) => {
        const opened = await open(...args);
        await meanwhile();
        return opened;
      });
    },
    /** What a window that opens the request meanwhile gets, once nobody else has that. */
    kept: async () => (await main.openWindow().client.drafts.openItem.mutate({ itemId })).request.url,
    othersWrite: (path: string) => writeFile(file, text.replace('/orders', path)),
    /** The other window opens the request, which has its edit, and makes something else of it. */
    other: async (change: Partial<HttpRequest> = {}) => {
      const window = main.openWindow();
      const draft = await window.client.drafts.openItem.mutate({ itemId });
      expect(draft).toMatchObject({ id: tab.draftId, request: { url: 'http://shop.test/first' } });
      const edited = { ...draft.request, ...change };
      const put = { id: draft.id, request: edited, revision: draft.revision + 1 };
      let { revision } = put;
      const { marks } = { marks: ['o'.repeat(22), ...(draft.mark ? [draft.mark] : [])] };
      if (Object.keys(change).length > 0) await window.client.drafts.put.mutate({ ...put, marks });
      return {
        type: (url: string) => {
          revision += 1;
          return window.client.drafts.put.mutate({ ...put, marks, revision, request: { ...edited, url } });
        },
        save: () => window.client.drafts.save.mutate({ id: draft.id }),
        request: async () => (await window.client.drafts.get.mutate({ id: draft.id })).request,
        resolve: (keep: 'mine' | 'theirs') => window.client.drafts.resolve.mutate({ id: draft.id, keep }),
        close: () => window.ipc.close(),
      };
    },
    /** The page goes before main has its edit. @returns the tab of the one that comes. */
    reload: async () => {
      window.dispatchEvent(new Event('pagehide'));
      stop();
      ipc.close();
      return (await openTabsWindow(main.openWindow())).active();
    },
    /** The page that comes ends without a word once its edit is on disk, and before it hears of that. @returns the tab of the next one. */
    reloadAndKill: async () => {
      window.dispatchEvent(new Event('pagehide'));
      stop();
      ipc.close();
      const { drafts } = main.services;
      const put = drafts.put.bind(drafts);
      const memoryAtPut = new Promise<[string, string][]>((resolve) => {
        vi.spyOn(drafts, 'put').mockImplementationOnce(async (...args) => {
          await put(...args);
          resolve(Object.entries(sessionStorage));
          return new Promise<never>(() => undefined);
        });
      });
      const killed = await openTabsWindow(main.openWindow());
      const memory = await memoryAtPut;
      killed.leave();
      await expect(killed.active().flush()).rejects.toThrow('closed');
      // What it has written since, it would not have.
      sessionStorage.clear();
      for (const [key, value] of memory) sessionStorage.setItem(key, value);
      return (await openTabsWindow(main.openWindow())).active();
    },
  };
}

type Tab = Awaited<ReturnType<typeof typeAndLose>>['tab'];

const statusOf = (tab: Tab) => tab.snapshot().content?.status;

async function expectConflict(tab: Tab, { mine, theirs }: { mine: string; theirs: string }) {
  await eventually(() => expect(statusOf(tab)).toMatchObject({ file: 'changed', theirs: { url: theirs } }));
  expect(tab.request?.url).toBe(mine);
  expect(await tab.save()).toBe(false);
  expect(tab.snapshot().problem?.code).toBe('CONFLICT');
}

const mine = 'http://shop.test/mine';
const theirs = 'http://shop.test/theirs';

test('what goes on in a copy does not overwrite unseen what the other window has saved', async () => {
  const { reclaim, tab, type, text, other } = await typeAndLose();
  const { save, request } = await other({ url: theirs });
  await save();
  type(mine);
  const { draftId } = tab;
  await reclaim();
  expect(tab.draftId).not.toBe(draftId);
  await expectConflict(tab, { mine, theirs });
  expect(await text()).toContain('/theirs');
  expect((await request()).url).toBe(theirs);
  expect(await tab.resolve('mine')).toBe(true);
  expect(await text()).toContain('/mine');
});

test('so it is where an editor wrote it, and the other window took it', async () => {
  const { reclaim, tab, type, othersWrite, text, other } = await typeAndLose();
  const { resolve } = await other();
  await othersWrite('/theirs');
  await eventually(() => resolve('theirs'));
  await eventually(async () => expect((await resolve('theirs')).status.saved?.url).toBe(theirs));
  type(mine);
  await reclaim();
  await expectConflict(tab, { mine, theirs });
  expect(await text()).toContain('/theirs');
});

test('so it is where the edit came over a reload', async () => {
  const { type, text, other, reload } = await typeAndLose();
  const { save } = await other({ url: theirs });
  await save();
  type(mine);
  const tab = await reload();
  await expectConflict(tab, { mine, theirs });
  expect(await text()).toContain('/theirs');
});

test('so it is where the other window has closed it again, and it goes on as itself', async () => {
  const { reclaim, tab, type, text, other } = await typeAndLose();
  const { save, close } = await other({ url: theirs });
  await save();
  close();
  type(mine);
  const { draftId } = tab;
  await reclaim();
  expect(tab.draftId).toBe(draftId);
  await expectConflict(tab, { mine, theirs });
  expect(await text()).toContain('/theirs');
});

test('so it is where the edit comes to main before the window has asked for its draft', async () => {
  const { tab, type, comeBack, text, other } = await typeAndLose();
  const { save, close } = await other({ url: theirs });
  await save();
  close();
  type(mine);
  comeBack();
  await eventually(() => tab.flush());
  await expectConflict(tab, { mine, theirs });
  expect(await text()).toContain('/theirs');
});

test('both are kept where they touch different things', async () => {
  const { reclaim, tab, type, text, other } = await typeAndLose();
  const { save } = await other({ url: 'http://shop.test/orders', method: 'PATCH' });
  await save();
  type(mine);
  await reclaim();
  await eventually(() => expect(statusOf(tab)?.theirs?.method).toBe('PATCH'));
  expect(await tab.resolve('both')).toBe(true);
  expect(await tab.save()).toBe(true);
  expect(await text()).toMatch(/PATCH[^]*\/mine/);
});

test('where the file is the same it is no conflict, whatever the other window has typed', async () => {
  const { reclaim, tab, type, text, other } = await typeAndLose();
  const { request } = await other({ url: theirs });
  type(mine);
  await reclaim();
  expect(await tab.save()).toBe(true);
  expect(await text()).toContain('/mine');
  expect((await request()).url).toBe(theirs);
});

test('the own save whose answer was lost is no conflict, whatever was typed meanwhile', async () => {
  const { reclaim, tab, type, text, loseAtSave } = await typeAndLose();
  await reclaim();
  loseAtSave(() => type(mine));
  expect(await tab.save()).toBe(false);
  expect(await text()).toContain('/first');
  await reclaim();
  expect(await tab.save()).toBe(true);
  expect(await text()).toContain('/mine');
});

test('nor is it where it has written what was typed while it was under way', async () => {
  const { reclaim, tab, type, text, loseAtSave } = await typeAndLose();
  await reclaim();
  loseAtSave(async () => {
    type(mine);
    await tab.flush();
    type('http://shop.test/later');
  });
  expect(await tab.save()).toBe(false);
  expect(await text()).toContain('/mine');
  await reclaim();
  expect(await tab.save()).toBe(true);
  expect(await text()).toContain('/later');
});

test('where the file says what is on the screen it is no conflict', async () => {
  const { reclaim, tab, other } = await typeAndLose();
  const { save } = await other();
  await save();
  await reclaim();
  await tab.flush();
  expect(await tab.save()).toBe(true);
  expect(tab.snapshot()).toMatchObject({
    problem: null,
    content: { isUnsaved: false, status: { file: 'same' } },
  });
});

test('a save that comes before the window has asked for its draft again saves its own, and not what the other one has typed', async () => {
  const { reclaim, comeBack, tab, text, other } = await typeAndLose();
  const { request } = await other({ url: theirs });
  comeBack();
  const saving = tab.save();
  await reclaim();
  expect(await saving).toBe(true);
  expect(await text()).toContain('/first');
  expect(tab.snapshot().content).toMatchObject({
    request: { url: 'http://shop.test/first' },
    isUnsaved: false,
  });
  expect((await request()).url).toBe(theirs);
});

describe('what the other window has typed, and not saved, is not overwritten', () => {
  /** The other one types on what this one had, whose window is closed then. */
  async function typedAndClosed(...urls: [string, ...string[]]) {
    const opened = await typeAndLose();
    const { type, close } = await opened.other({ url: urls[0] });
    for (const url of urls.slice(1)) await type(url);
    close();
    return opened;
  }

  const both = { isCopy: true, mine, theirs };

  /** What there is in the end: in the tab, and for whoever opens the request while it goes on. */
  async function inTheEnd(tab: Tab, { draftId, kept }: { draftId: string; kept: () => Promise<string> }) {
    await tab.flush();
    return { isCopy: tab.draftId !== draftId, mine: tab.request?.url, theirs: await kept() };
  }

  test('by what is typed meanwhile', async () => {
    const { tab, type, reclaim, kept } = await typedAndClosed(theirs);
    const { draftId } = tab;
    type(mine);
    await reclaim();
    expect(await inTheEnd(tab, { draftId, kept })).toEqual(both);
  });

  test('by what comes to main before the window has asked for its draft', async () => {
    const { tab, type, comeBack, reclaim, kept } = await typedAndClosed(theirs);
    const { draftId } = tab;
    type(mine);
    comeBack();
    await expect(tab.flush()).rejects.toThrow('the connection was lost');
    await expect(tab.flush()).rejects.toThrow('Another window has edited this request meanwhile');
    await reclaim();
    expect(await inTheEnd(tab, { draftId, kept })).toEqual(both);
  });

  test('by what is typed, and comes to main, while the window asks for its draft', async () => {
    const { tab, type, reclaim, onceOpened, kept } = await typedAndClosed(theirs);
    const { draftId } = tab;
    onceOpened(async () => {
      type(mine);
      await expect(tab.flush()).rejects.toThrow('Another window has edited this request meanwhile');
    });
    await reclaim();
    expect(await inTheEnd(tab, { draftId, kept })).toEqual(both);
  });

  test('by what comes over a reload, however often the other one has typed', async () => {
    const { tab, type, reload, kept } = await typedAndClosed(
      'http://shop.test/a',
      'http://shop.test/b',
      theirs,
    );
    const { draftId } = tab;
    type(mine);
    expect(await inTheEnd(await reload(), { draftId, kept })).toEqual(both);
  });

  test.each([
    ['before the window has asked for its draft', false],
    ['while it asks for it', true],
  ])('nor is it saved %s, as it was not on the screen', async (_when, asks) => {
    const { tab, comeBack, reclaim, text } = await typedAndClosed(theirs);
    const reclaimed = asks ? reclaim() : Promise.resolve();
    comeBack();
    expect(await tab.save()).toBe(false);
    expect(tab.snapshot().problem?.message).toMatch('Another window has edited this request meanwhile');
    expect(await text()).toContain('/orders');
    await reclaimed;
    await reclaim();
    expect(tab.request?.url).toBe(theirs);
    expect(await tab.save()).toBe(true);
    expect(await text()).toContain('/theirs');
  });

  test('and comes to the screen where nothing else was typed', async () => {
    const { tab, reclaim } = await typedAndClosed(theirs);
    const { draftId } = tab;
    await reclaim();
    expect(tab.draftId).toBe(draftId);
    expect(tab.request?.url).toBe(theirs);
  });
});

test('a save that waits for the connection saves what the window itself has put under any of its marks', async () => {
  const { tab, type, comeBack, reclaim, text } = await typeAndLose();
  type(mine);
  const saving = tab.save();
  comeBack();
  await reclaim();
  await reclaim();
  expect(await saving).toBe(true);
  expect(await text()).toContain('/mine');
});

test('an own edit whose answer was lost is no other window’s, by however many connections it comes', async () => {
  const { tab, type, reclaim, loseAtPut } = await typeAndLose();
  await reclaim();
  const { draftId } = tab;
  for (const url of ['http://shop.test/a', 'http://shop.test/b', mine]) {
    loseAtPut();
    type(url);
    await expect(tab.flush()).rejects.toThrow('The connection to the main process was lost');
    await reclaim();
    await tab.flush();
    expect(tab.draftId).toBe(draftId);
  }
  expect(tab.request?.url).toBe(mine);
});

test('nor is one that came over a reload, where the page is killed before it hears that main has it', async () => {
  const { tab, type, reloadAndKill } = await typeAndLose();
  type(mine);
  const next = await reloadAndKill();
  expect(next.draftId).toBe(tab.draftId);
  expect(next.request?.url).toBe(mine);
});
