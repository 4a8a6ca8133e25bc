import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { Lifecycle } from './services/lifecycle/lifecycle.ts';
import { maxWindows, type WindowPlace } from './window-places.ts';
import type { Windows } from './windows.ts';

// What the e2e specs can't bring about: an update that fails after the windows have closed, pages that don't load, dialogs
// that break. Everything else about windows is shown there, on real pages.

const electron = {
  windows: new Array<{ window: EventEmitter & { destroy(): void }; url: string }>(),
  /** How the next pages load. */
  load: (_window: EventEmitter): Promise<void> => Promise.resolve(),
  ask: (): Promise<{ response: number }> => Promise.reject(new Error('no dialog')),
};

vi.doMock('electron', () => {
  let lastId = 0;
  /** A window as far as `Windows` looks at it. */
  class BrowserWindow extends EventEmitter {
    readonly id = (lastId += 1);
    readonly webContents = Object.assign(new EventEmitter(), {
      getURL: () => electron.windows.find(({ window }) => window === this)?.url ?? '',
      reload: () => undefined,
    });
    #isDestroyed = false;
    constructor(readonly options: object) {
      super();
      electron.windows.push({ window: this, url: '' });
    }
    loadURL(url: string) {
      for (const opened of electron.windows) if (opened.window === this) opened.url = url;
      this.webContents.emit('did-navigate');
      return electron.load(this);
    }
    destroy() {
      this.#isDestroyed = true;
      electron.windows = electron.windows.filter(({ window }) => window !== this);
      // As on some systems, not at once.
      setImmediate(() => this.emit('closed'));
    }
    isDestroyed = () => this.#isDestroyed;
    isMinimized = () => false;
    isMaximized = () => false;
    focus = () => this.emit('focus');
    getNormalBounds() {
      if (this.#isDestroyed) throw new TypeError('Object has been destroyed');
      return { x: 10, y: 40, width: 800, height: 600 };
    }
  }
  return {
    BrowserWindow,
    nativeTheme: { shouldUseDarkColors: false },
    screen: { getDisplayMatching: () => ({ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }) },
    dialog: { showMessageBox: () => electron.ask() },
  };
});

const [tabsA, tabsB] = ['A'.repeat(22), 'B'.repeat(22)];
const place = (tabs: string): WindowPlace => ({
  ...{ x: 10, y: 40, width: 800, height: 600, maximized: false },
  tabs,
});

let placesFile: string;
let errors: unknown[];
let windows: Windows;

beforeEach(async () => {
  electron.windows = [];
  electron.load = () => Promise.resolve();
  errors = [];
  placesFile = join(await temporaryFolder(), 'windows.json');
});

// Else they are written after the folder is gone.
afterEach(() => windows.saved());

async function start(open: readonly WindowPlace[] = [], closed: readonly WindowPlace[] = []): Promise<void> {
  const { Windows: Made } = await import('./windows.ts');
  windows = new Made({
    lifecycle: new Lifecycle(),
    placesFile,
    places: { windows: open, closed },
    pageUrl: 'app://parley/',
    report: (error) => errors.push(error),
  });
}

/** The tabs of the windows that are open. */
const strips = () => electron.windows.map(({ url }) => new URL(url).searchParams.get('tabs'));

const failure = (code: string) => Object.assign(new Error(code), { code });

test('windows that were closed for an update come back with their tabs where it fails', async () => {
  await start([place(tabsA), place(tabsB)]);
  await windows.openLast();
  expect(await windows.closing.closeAll()).toBe(true);
  expect(strips()).toEqual([]);

  windows.reopen();
  expect(strips()).toEqual([tabsA, tabsB]);
  expect(windows.closing.isAgreed).toBe(false);
  expect(errors).toEqual([]);
});

test('who starts the app while it ends gets no window that goes with it', async () => {
  await start([place(tabsA)]);
  await windows.openLast();
  await windows.closing.closeAll();
  windows.show();
  expect(strips()).toEqual([]);
});

describe('a window whose page does not load', () => {
  test('is told, and the others stay; it can be had again', async () => {
    await start([place(tabsA), place(tabsB)]);
    electron.load = () => {
      electron.load = () => Promise.resolve();
      return Promise.reject(failure('ERR_FAILED'));
    };
    await windows.openLast();
    expect(errors).toEqual([failure('ERR_FAILED')]);
    expect(strips()).toEqual([tabsB]);
    await windows.reopenClosed();
    expect(strips()).toEqual([tabsB, tabsA]);
  });

  test.each([
    ['the first one ever', []],
    ['the only one', [place(tabsA)]],
  ])('is why the app does not start where it is %s', async (_which, open) => {
    await start(open);
    electron.load = () => Promise.reject(failure('ERR_FAILED'));
    await expect(windows.openLast()).rejects.toThrow('ERR_FAILED');
    expect(strips()).toEqual([]);
  });

  test('since it is loaded once more, stays', async () => {
    await start([place(tabsA)]);
    electron.load = () => Promise.reject(failure('ERR_ABORTED'));
    await windows.openLast();
    expect(strips()).toEqual([tabsA]);
  });

  test('since its process has crashed, stays, and loads again', async () => {
    await start([place(tabsA)]);
    electron.load = (window) => {
      Reflect.get(window, 'webContents').emit('render-process-gone', {}, { reason: 'crashed' });
      return Promise.reject(failure('ERR_FAILED'));
    };
    await windows.openLast();
    expect(strips()).toEqual([tabsA]);
    expect(errors).toEqual([new Error("The window's process is gone: crashed")]);
  });

  test('since it was closed meanwhile, is no failure', async () => {
    await start([place(tabsA)]);
    electron.load = () => {
      for (const { window } of electron.windows) window.destroy();
      return Promise.reject(failure('ERR_FAILED'));
    };
    await windows.openLast();
    expect(errors).toEqual([]);
  });
});

test('a person who can not be asked about a window that hangs does not keep the app from ending', async () => {
  await start([place(tabsA)]);
  await windows.openLast();
  const [id = ''] = windows.openWindows();
  expect(await windows.askAboutLate(id, new AbortController().signal)).toBe('close-anyway');
  expect(errors).toEqual([new Error('no dialog')]);
});

test('there are only so many windows, and as many that were closed', async () => {
  const others = Array.from({ length: maxWindows }, (_, n) => place(`${'c'.repeat(20)}${n + 10}`));
  await start(others.slice(1), others);
  await windows.openLast();
  await windows.openNew();
  const tooMany = `${maxWindows} windows are open. Close one of them first.`;
  await expect(windows.openNew()).rejects.toThrow(tooMany);
  await expect(windows.reopenClosed()).rejects.toThrow(tooMany);
  const newest = windows.openWindows().at(-1) ?? '';
  windows.close([newest]);
  await windows.saved();
  expect(JSON.parse(await readFile(placesFile, 'utf8')).closed).toHaveLength(maxWindows);
  await windows.reopenClosed();
  await expect(windows.reopenClosed()).rejects.toThrow(tooMany);
  expect(errors).toEqual([]);
});

test('on macOS a new window puts those of last time aside, where they can be had again', async () => {
  await start([place(tabsA)]);
  await windows.openLast();
  windows.close(windows.openWindows());
  await windows.openNew();
  await windows.reopenClosed();
  expect(strips()).toEqual([expect.stringMatching(/^[\w-]{22}$/), tabsA]);
});

test('what a page names in its address is on disk before the window closes', async () => {
  await start([place(tabsA)]);
  await windows.openLast();
  for (const opened of electron.windows) {
    opened.url = `app://parley/?tabs=${tabsB}`;
    Reflect.get(opened.window, 'webContents').emit('did-navigate-in-page');
  }
  await windows.saved();
  expect(JSON.parse(await readFile(placesFile, 'utf8'))).toEqual({ windows: [place(tabsB)], closed: [] });
});
