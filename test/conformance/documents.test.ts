import { expect, vi } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import { listenPages, pageOrigin, startElectron } from './electron/electron-rig.ts';
import { openPage } from './electron/page.ts';
import type { StandInContents, Swap } from './electron/stand-in.ts';
import { electronRow, failureOf, withinTurns } from './suite.ts';

// What becomes of a document's work as windows, documents and frames come and go.

for (const swap of ['same frame', 'other process'] as const satisfies Swap[]) {
  electronRow(
    39,
    async () => {
      using main = startElectron();
      const { probe } = main.host;
      const window = main.electron.openWindow(`${pageOrigin}/old`);
      using other = openPage(main.electron.openWindow(`${pageOrigin}/other`).mainFrame);
      other.start();
      const old = openPage(window.mainFrame);
      old.start();
      const pending = old.client.hang.query();
      pending.catch(() => undefined);
      await eventually(() => expect(probe).toMatchObject({ live: 2, events: ['hanging'] }));
      // No goodbye: a document whose handlers don't run is ended all the same.
      vi.spyOn(window.mainFrame.document, 'hide').mockImplementation(() => undefined);

      if (swap === 'same frame') await window.reload();
      else await window.navigate(`${pageOrigin}/new`);

      await eventually(() =>
        expect(probe).toMatchObject({ live: 1, events: ['hanging', 'aborted', 'cleaned'] }),
      );
      expect(main.host.sessions.map(({ ended }) => ended)).toEqual([false, true]);
      using fresh = openPage(window.mainFrame);
      expect(await fresh.client.echo.query('the new document')).toBe('the new document');
    },
    swap,
  );
}

electronRow(
  39,
  async () => {
    using main = startElectron();
    const { probe } = main.host;
    const { document } = main.electron.openWindow(`${pageOrigin}/page`).mainFrame;
    using page = openPage(main.electron.windows[0]?.mainFrame ?? expect.fail('no window'));
    page.start();
    const pending = failureOf(page.client.hang.query());
    await eventually(() => expect(probe).toMatchObject({ live: 1, events: ['hanging'] }));
    document.hide();
    await eventually(() => expect(main.host.sessions.map(({ ended }) => ended)).toEqual([true]));
    await eventually(() => expect(probe.live).toBe(0));
    // Out of the back-forward cache: its code runs on, and learns that main has let go of its sessions.
    document.page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    expect(await pending).toMatchObject({ message: 'The connection to the main process was lost' });
    await eventually(() => expect(probe.live).toBe(1));
    probe.topic.emit('value', 'again');
    await eventually(() => expect(page.seen).toEqual(['again']));
  },
  'a page put away and shown again',
);

electronRow(40, async () => {
  using main = startElectron();
  const { probe } = main.host;
  const window = main.electron.openWindow(`${pageOrigin}/page`);
  using page = openPage(window.mainFrame);
  page.start();
  await eventually(() => expect(probe.live).toBe(1));
  await window.navigatePrevented('https://elsewhere.example/');
  await window.download(`${pageOrigin}/file.zip`);
  await window.pushState(`${pageOrigin}/page/two`);
  probe.topic.emit('value', 'still here');
  await eventually(() => expect(page.seen).toEqual(['still here']));
  expect(probe).toMatchObject({ live: 1, events: [] });
  expect(main.host.sessions.map(({ ended }) => ended)).toEqual([false]);
});

electronRow(41, async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    using main = startElectron({ subFrames: true });
    const { probe } = main.host;
    // Ids of which one begins with the other, which is not the same as being the other's owner.
    const window = main.electron.openWindow(`${pageOrigin}/page`, { frameTreeNodeId: 1 });
    const frames = [
      window.mainFrame,
      window.addFrame(`${pageOrigin}/twelve`, window.mainFrame, 12),
      window.addFrame(`${pageOrigin}/thirteen`, window.mainFrame, 13),
      window.addFrame(`${pageOrigin}/fourteen`, window.mainFrame, 14),
    ] as const;
    const pages = frames.map((frame) => openPage(frame));
    for (const page of pages) page.start();
    await withinTurns(() => expect(probe.live).toBe(4));
    // What is on its way has arrived: a frame that is gone ends its session by itself where something is sent to it.
    await Promise.all(pages.map(({ client }) => client.echo.query('settled')));
    const ended = () => main.host.sessions.map((session) => session.ended);

    window.removeFrame(frames[1]);
    window.removeFrame(frames[2], 'detached');
    // In between, another frame's navigation has nothing to do with those that are gone.
    const next = await window.navigate(`${pageOrigin}/fourteen/two`, 'other process', frames[3]);
    expect(ended()).toEqual([false, false, false, true]);
    vi.advanceTimersByTime(1000);
    await withinTurns(() => expect(ended()).toEqual([false, true, true, true]));
    await withinTurns(() => expect(probe.live).toBe(1));
    using late = openPage(next);
    late.start();
    await withinTurns(() => expect(probe.live).toBe(2));
    probe.topic.emit('value', 'goes on');
    await withinTurns(() => expect(late.seen).toEqual(['goes on']));
    await withinTurns(() => expect(pages.map(({ seen }) => seen)).toEqual([['goes on'], [], [], []]));
    for (const page of pages) page[Symbol.dispose]();
    late[Symbol.dispose]();
    await withinTurns(() => expect(ended()).not.toContain(false));
    // The sweep goes with the last sub-frame.
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

for (const how of ['crash', 'close', 'destroy', 'crash and close', 'crash with a sub-frame'] as const) {
  electronRow(
    42,
    async () => {
      using main = startElectron({ subFrames: true });
      const { probe } = main.host;
      const window = main.electron.openWindow(`${pageOrigin}/page`);
      const other = how.endsWith('sub-frame') ? window.addFrame(`${pageOrigin}/frame`) : window.mainFrame;
      const pages = [openPage(window.mainFrame), openPage(other)];
      for (const page of pages) page.start();
      const hanging = pages.map((page) => page.client.hang.query().catch(() => 'never settles'));
      await eventually(() => expect(probe).toMatchObject({ live: 2, events: ['hanging', 'hanging'] }));
      if (how.startsWith('crash')) window.crash();
      if (how.endsWith('close')) await window.close();
      if (how === 'destroy') window.destroy();
      // At once, rather than with some later sweep.
      await withinTurns(() => expect(probe.live).toBe(0));
      expect(probe.events.filter((event) => event === 'aborted')).toHaveLength(2);
      expect(probe.topic.listenerCount('value')).toBe(0);
      expect(main.host.sessions.map(({ ended }) => ended)).toEqual([true, true]);
      expect(listenersOf(window)).toBe(0);
      // Values that come now have nowhere to go, and nobody throws for that.
      probe.topic.emit('value', 'too late');
      expect(probe.errors).toEqual([]);
      for (const page of pages) page[Symbol.dispose]();
      await Promise.all(hanging);
    },
    how,
  );
}

for (const swap of ['same frame', 'other process'] as const satisfies Swap[]) {
  electronRow(
    44,
    async () => {
      using main = startElectron();
      const window = main.electron.openWindow(`${pageOrigin}/page`);
      const old = openPage(window.mainFrame);
      const settled: unknown[] = [];
      old.client.gated.query('answer').then(
        (answer) => settled.push(answer),
        (cause: unknown) => settled.push(cause),
      );
      await eventually(() => expect(main.host.sessions[0]?.served.callCount).toBe(1));
      vi.spyOn(window.mainFrame.document, 'hide').mockImplementation(() => undefined);
      // The answer is on its way while the document goes.
      main.host.probe.open('answer');
      await (swap === 'same frame' ? window.reload() : window.navigate(`${pageOrigin}/new`));
      using fresh = openPage(window.mainFrame);
      const received = vi.spyOn(window.mainFrame.document, 'receive');
      // The first call of a new page, as the one in question was: the same number, had numbers been all.
      expect(await fresh.client.gated.query('answer')).toBe('answer');
      expect(await fresh.client.echo.query('mine')).toBe('mine');
      expect(received).toHaveBeenCalled();
      expect(settled).toEqual([]);
    },
    swap,
  );
}

electronRow(
  45,
  async () => {
    using main = startElectron({ subFrames: true });
    const { ipcMain } = main.electron;
    const window = main.electron.openWindow(`${pageOrigin}/page`);
    using page = openPage(window.mainFrame, { reconnectDelayMs: null });
    using inner = openPage(window.addFrame(`${pageOrigin}/frame`), { reconnectDelayMs: null });
    page.start();
    inner.start();
    await eventually(() => expect(main.host.probe.live).toBe(2));
    expect(ipcMain.listenerCount('electron-trpc')).toBe(1);
    expect(listenersOf(window)).toBeGreaterThan(0);

    main.handler[Symbol.dispose]();
    main.handler[Symbol.dispose]();
    expect(ipcMain.eventNames()).toEqual([]);
    expect(listenersOf(window)).toBe(0);
    await eventually(() => expect(main.host.probe.live).toBe(0));

    using second = listenPages(main.electron, main.host);
    expect(await page.client.echo.query('a new handler')).toBe('a new handler');
    second[Symbol.dispose]();
    expect(ipcMain.eventNames()).toEqual([]);
  },
  'Electron’s listeners',
);

function listenersOf(window: StandInContents): number {
  return window.eventNames().reduce((sum, name) => sum + window.listenerCount(name), 0);
}
