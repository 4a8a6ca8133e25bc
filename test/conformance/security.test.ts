import { once } from 'node:events';
import { expect, vi } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import { build } from 'vite';
import { byeFrame, helloFrame } from '#ipc/protocol/frame.ts';
import { createSessionId } from '#ipc/protocol/session-id.ts';
import { Lifecycle } from '#main/services/lifecycle/lifecycle.ts';
import { query, RawClient, subscription } from './client.ts';
import { connectDocument, listenPages, pageOrigin, startElectron } from './electron/electron-rig.ts';
import { openPage } from './electron/page.ts';
import { turn } from './electron/stand-in.ts';
import { serverConfig } from './server/config.ts';
import { ConformanceHost } from './server/host.ts';
import { electronRow, row } from './suite.ts';

electronRow(47, async () => {
  using main = startElectron();
  const { electron, host, refused } = main;
  const window = electron.openWindow('https://elsewhere.example/');
  const foreign = openPage(window.mainFrame, { reconnectDelayMs: null });
  await expect(foreign.client.echo.query(1)).rejects.toThrow('refused');
  expect(host.probe.contexts).toEqual([]);
  expect(host.sessions).toEqual([]);
  expect(new Set(refused.map(String))).toEqual(new Set(['not allowed,https://elsewhere.example/']));
  refused.length = 0;

  // Without a frame there is nobody to check: neither a new session nor one that is open takes such a call.
  const page = electron.openWindow(`${pageOrigin}/page`);
  const id = createSessionId();
  const callFrame = `${id}[{"id":1,"method":"query","params":{"path":"echo"}}]`;
  const deliver = (frame: unknown) =>
    electron.ipcMain.emit('electron-trpc', { sender: page, senderFrame: null }, frame);
  deliver(helloFrame(id));
  deliver(callFrame);
  expect(host.sessions).toEqual([]);
  page.mainFrame.document.bridge.sendMessage(helloFrame(id));
  page.mainFrame.document.bridge.sendMessage(callFrame);
  await eventually(() => expect(host.probe.contexts).toHaveLength(1));
  deliver(callFrame.replace('"id":1', '"id":2'));
  await turn();
  expect(host.probe.contexts).toHaveLength(1);
  expect(refused.map(([reason]) => reason)).toEqual(['no frame', 'no frame', 'no frame']);

  // A goodbye of one who knows the nonce is taken at its word; of another it is not.
  deliver(byeFrame(createSessionId()));
  expect(host.sessions.map(({ served }) => served.callCount)).toEqual([0]);
  expect(host.sessions[0]?.ended).toBe(false);
  deliver(byeFrame(id));
  await host.sessions[0]?.served.ended;
});

electronRow(
  47,
  async () => {
    // A check that throws lets nobody in, and main lives.
    using main = startElectron({
      allow: () => {
        throw new Error('the check failed');
      },
    });
    const window = main.electron.openWindow(`${pageOrigin}/page`);
    using page = openPage(window.mainFrame, { reconnectDelayMs: null });
    await expect(page.client.echo.query(1)).rejects.toThrow('refused');
    expect(main.host.sessions).toEqual([]);
    expect(main.refused[0]).toEqual(['the check failed', `${pageOrigin}/page`]);
  },
  'a check that throws',
);

electronRow(48, async () => {
  using main = startElectron();
  const window = main.electron.openWindow(`${pageOrigin}/page`);
  const inner = window.addFrame(`${pageOrigin}/frame`);
  const attempts: number[] = [];
  using page = openPage(inner, {
    reconnectDelayMs(attempt) {
      attempts.push(attempt);
      return 0;
    },
  });
  const errors: unknown[] = [];
  page.client.feed.subscribe(undefined, { onError: (error) => errors.push(error) });
  // Told so, once and for all: one that is refused does not come back for ever.
  await eventually(() => expect(errors).toHaveLength(1));
  expect(errors[0]).toHaveProperty('message', expect.stringContaining('refused'));
  expect(attempts).toEqual([]);
  expect(main.host.sessions).toEqual([]);
  expect(main.refused[0]).toEqual(['a sub-frame', `${pageOrigin}/frame`]);
  // The page around it is served.
  using outer = openPage(window.mainFrame);
  expect(await outer.client.echo.query('the page')).toBe('the page');

  // Where sub-frames are listened to, each is asked about like any.
  using open = startElectron({ subFrames: true });
  const other = open.electron.openWindow(`${pageOrigin}/page`);
  using foreign = openPage(other.addFrame('https://ads.example/'), { reconnectDelayMs: null });
  await expect(foreign.client.echo.query(1)).rejects.toThrow('refused');
  using own = openPage(other.addFrame(`${pageOrigin}/frame`));
  expect(await own.client.echo.query('own')).toBe('own');
});

electronRow(49, async () => {
  // The preload as it is built: one CommonJS file that requires electron alone.
  const result = await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      write: false,
      ssr: new URL('../../src/preload/index.ts', import.meta.url).pathname,
      rolldownOptions: { external: ['electron'], output: { format: 'cjs' } },
    },
  });
  const [chunk] = 'output' in result ? result.output : [];
  if (chunk?.type !== 'chunk') throw new Error('the preload was not built');
  using main = startElectron();
  const window = main.electron.openWindow(`${pageOrigin}/page`, { preload: chunk.code });
  const { world, bridge, ipcRenderer } = window.mainFrame.document;

  expect(Object.keys(world)).toEqual(['electronTRPC']);
  expect(Object.keys(bridge).toSorted()).toEqual(['onMessage', 'sendMessage']);
  const received: unknown[][] = [];
  const returned: unknown = Reflect.apply(bridge.onMessage, undefined, [
    (...args: unknown[]) => void received.push(args),
  ]);
  // electron-trpc returns ipcRenderer here; Electron makes an empty object of it.
  expect(returned === undefined || Object.keys(Object(returned)).length === 0).toBe(true);
  expect(Reflect.apply(bridge.sendMessage, undefined, ['a frame'])).toBeUndefined();
  window.mainFrame.send('electron-trpc', 'to the page');
  await once(ipcRenderer, 'electron-trpc');
  expect(received).toEqual([['to the page']]);
  // Whatever the page passes as a channel is a frame like any: there is one channel.
  Reflect.apply(bridge.sendMessage, undefined, ['frame', 'another-channel']);
  const other = vi.fn();
  main.electron.ipcMain.on('another-channel', other);
  await turn();
  expect(other).not.toHaveBeenCalled();
});

electronRow(
  49,
  async () => {
    const opened: unknown[] = [];
    vi.doMock('electron', () => ({
      nativeTheme: { shouldUseDarkColors: false },
      BrowserWindow: function open(settings: unknown) {
        opened.push(settings);
        // Nothing of what follows is asked for here.
        throw new Error('opened');
      },
    }));
    const { Windows } = await import('#main/windows.ts');
    const windows = new Windows({
      lifecycle: new Lifecycle(),
      placesFile: '/nowhere',
      places: { windows: [], closed: [] },
      pageUrl: `${pageOrigin}/`,
      report: () => undefined,
    });
    await expect(windows.openLast()).rejects.toThrow('opened');
    expect(opened).toMatchObject([
      { webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false } },
    ]);
  },
  'the window’s own settings',
);

row(50, async (rig) => {
  using victim = await RawClient.open(rig, 'victim');
  victim.send(subscription(1, 'feed'));
  await eventually(async () => expect((await rig.control.probe.query()).listeners).toBe(1));

  using attacker = await RawClient.open(rig, 'attacker');
  await attacker.roundTrip(100);
  // Its own session's call 1 is not the victim's; and the victim's session, were its id known, is not its pipe's.
  attacker.send({ id: 1, method: 'stop' }, { id: 1, method: 'credit', credit: 5 });
  attacker.sendFrame(`${victim.id}${JSON.stringify([{ id: 1, method: 'stop' }])}`);
  attacker.sendFrame(`${victim.id}${JSON.stringify([query(2, 'echo', 'as the victim')])}`);
  attacker.sendFrame(byeFrame(victim.id));
  await attacker.roundTrip(101);

  await rig.control.emit.mutate('for the victim');
  await eventually(() =>
    expect(victim.replies.at(-1)).toEqual({ id: 1, result: { type: 'data', data: 'for the victim' } }),
  );
  await attacker.roundTrip(102);
  expect(JSON.stringify(attacker.replies)).not.toContain('victim');
  expect(victim.repliesTo(2)).toEqual([]);
  const { sessions, contexts } = await rig.control.probe.query();
  expect(sessions).toMatchObject([
    { sender: 'victim', calls: 1, ended: false },
    { sender: 'attacker', calls: 0, ended: false },
  ]);
  expect(contexts.filter(({ sender }) => sender === 'victim')).toHaveLength(1);
});

electronRow(
  50,
  async () => {
    using main = startElectron({ subFrames: true });
    const window = main.electron.openWindow(`${pageOrigin}/page`);
    const inner = window.addFrame(`${pageOrigin}/frame`);
    const elsewhere = main.electron.openWindow(`${pageOrigin}/other`);
    using victim = openPage(window.mainFrame);
    victim.start();
    await eventually(() => expect(main.host.probe.live).toBe(1));
    const id = main.host.sessions[0]?.pipe.sessionId ?? '';
    // A sub-frame of the same page, and another window, that have come to know the nonce.
    for (const attacker of [inner, elsewhere.mainFrame]) {
      attacker.document.bridge.sendMessage(`${id}[{"id":1,"method":"stop"}]`);
      attacker.document.bridge.sendMessage(byeFrame(id));
    }
    await turn();
    await turn();
    expect(main.refused.map(([reason]) => reason)).toEqual([
      'a session of another frame',
      'a session of another frame',
      'a session of another window',
      'a session of another window',
    ]);
    main.host.probe.topic.emit('value', 'still here');
    await eventually(() => expect(victim.seen).toEqual(['still here']));
  },
  'frames and windows',
);

electronRow(51, async () => {
  using main = startElectron();
  const other = new ConformanceHost(serverConfig.parse({}));
  using handler = listenPages(main.electron, other, { channel: 'electron-trpc-2' });
  const first = main.electron.openWindow(`${pageOrigin}/page`);
  // The same preload, for the other channel.
  const second = main.electron.openWindow(`${pageOrigin}/page`, { preload: onChannel('electron-trpc-2') });
  using onFirst = openPage(first.mainFrame);
  using onSecond = openPage(second.mainFrame);
  onFirst.start();
  onSecond.start();
  await eventually(() => expect([main.host.probe.live, other.probe.live]).toEqual([1, 1]));
  main.host.probe.topic.emit('value', 'of the first');
  other.probe.topic.emit('value', 'of the second');
  await eventually(() =>
    expect([onFirst.seen, onSecond.seen]).toEqual([['of the first'], ['of the second']]),
  );
  handler[Symbol.dispose]();
  await eventually(() => expect(other.probe.live).toBe(0));
  expect(main.host.probe.live).toBe(1);
  main.host.probe.topic.emit('value', 'goes on');
  await eventually(() => expect(onFirst.seen).toEqual(['of the first', 'goes on']));
});

/** A preload that does what electron-trpc's does, on a channel of its own. */
function onChannel(channel: string): string {
  return `
    const { contextBridge, ipcRenderer } = require('electron');
    contextBridge.exposeInMainWorld('electronTRPC', {
      sendMessage: (frame) => ipcRenderer.send('${channel}', frame),
      onMessage: (callback) => { ipcRenderer.on('${channel}', (_event, frame) => callback(frame)); },
    });`;
}

electronRow(
  52,
  async () => {
    // What no preload of ours would send, and a page with its bridge can: not even a frame.
    using main = startElectron();
    const window = main.electron.openWindow(`${pageOrigin}/page`);
    const { bridge } = window.mainFrame.document;
    for (const junk of [
      null,
      undefined,
      [],
      {},
      0,
      Number.NaN,
      true,
      new Date(),
      new Map(),
      new ArrayBuffer(64),
    ]) {
      bridge.sendMessage(junk);
    }
    // And sessions without number, of one page: main holds no more of them than it allows.
    for (let i = 0; i < 10_000; i += 1) bridge.sendMessage(helloFrame(createSessionId()));
    await eventually(() => expect(main.refused.length).toBeGreaterThan(9_000));
    expect(main.host.sessions.length).toBeLessThan(1_000);
    for (const { served } of main.host.sessions) served.close();
    using page = openPage(window.mainFrame);
    expect(await page.client.echo.query('main lives')).toBe('main lives');
    expect(connectDocument(window.mainFrame.document)).toBeTypeOf('function');
  },
  'from a hostile page',
);

electronRow(
  47,
  async () => {
    const reasons: string[] = [];
    using main = startElectron({
      onPipe() {
        throw new Error('no room');
      },
      onRefused(reason) {
        reasons.push(reason);
        throw new Error('the log fails too');
      },
    });
    const window = main.electron.openWindow(`${pageOrigin}/page`);
    using page = openPage(window.mainFrame, { reconnectDelayMs: null });
    await expect(page.client.echo.query(1)).rejects.toThrow('connection');
    expect(reasons).toEqual(['not served: no room']);
  },
  'a host that fails at it',
);
