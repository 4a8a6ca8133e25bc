// A small app that shows what Electron does: the contract's specs drive it, and it runs on Electron as it is.
import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { app, BrowserWindow, ipcMain, MessageChannelMain, protocol } from 'electron';
import { whatCame } from './what-came.js';

const folder = import.meta.dirname;

/** Writes down what happened, for a spec to read even when the app is gone. */
function note(...words) {
  appendFileSync(path.join(app.getPath('userData'), 'events.log'), `${words.join(' ')}\n`);
}

function noteAppEvents() {
  for (const event of ['before-quit', 'will-quit', 'window-all-closed']) app.on(event, () => note(event));
  app.on('quit', (_event, exitCode) => note('quit', exitCode));
  app.on('second-instance', (_event, argv, workingDirectory) =>
    note('second-instance', ...argv.filter((arg) => arg.startsWith('--greeting')), workingDirectory),
  );
  app.on('browser-window-created', (_event, window) => noteWindowEvents(window));
}

function noteWindowEvents(window) {
  window.on('close', () => note('close'));
  window.on('closed', () => note('closed'));
  const contents = window.webContents;
  for (const event of ['dom-ready', 'did-finish-load', 'will-prevent-unload', 'destroyed']) {
    contents.on(event, () => note(event));
  }
  contents.on('did-start-navigation', ({ url, isSameDocument, isMainFrame }) => {
    if (isMainFrame) note('did-start-navigation', url, isSameDocument ? 'in page' : 'to page');
  });
  contents.on('will-navigate', ({ url }) => note('will-navigate', url));
  contents.on('did-navigate', (_event, url) => note('did-navigate', url));
  contents.on('did-frame-navigate', (_event, url, _code, _text, isMainFrame) => {
    if (isMainFrame) note('did-frame-navigate', url);
  });
  contents.on('did-navigate-in-page', (_event, url) => note('did-navigate-in-page', url));
  contents.on('did-fail-load', (_event, code, text, url) => note('did-fail-load', code, text, url));
  contents.on('render-process-gone', (_event, { reason }) => note('render-process-gone', reason));
  contents.on('preload-error', (_event, file, error) =>
    note('preload-error', path.basename(file), error.message),
  );
}

function answerWindows() {
  ipcMain.on('note', (_event, ...words) => note('note', ...words));
  ipcMain.handle('echo', (_event, ...values) => values);
  ipcMain.handle('later', async () => 'later');
  ipcMain.handle('fail', () => {
    throw Object.assign(new RangeError('out of range'), { code: 42 });
  });
  ipcMain.handle('unclonable', () => ({ method() {} }));
  ipcMain.handle('what-came', (_event, values) => whatCame(values));
  ipcMain.handle('every-kind', () => ({
    bytes: Buffer.from([1, 2, 3]),
    date: new Date(5),
    map: new Map([['key', new Set([1])]]),
    error: new TypeError('of main'),
    absent: undefined,
    large: 10n ** 30n,
    pattern: /a/gi,
  }));
  ipcMain.handle('who-am-i', ({ sender, senderFrame }) => ({
    url: senderFrame.url,
    origin: senderFrame.origin,
    isMainFrame: senderFrame === sender.mainFrame,
    isOfWindow: BrowserWindow.fromWebContents(sender) === BrowserWindow.getAllWindows()[0],
  }));
  ipcMain.on('reply-please', (event, value) => {
    event.reply('reply', 'by event', value);
    event.sender.send('reply', 'by sender', value);
    event.senderFrame.send('reply', 'by frame', value);
  });
  ipcMain.on('send-function', (event) => {
    event.sender.send('reply', () => 1);
    event.sender.send('reply', 'after the function');
  });
  answerPorts();
}

function answerPorts() {
  ipcMain.on('take-port', ({ ports: [port] }, message) => {
    port.on('message', ({ data, ports: inner }) => {
      port.postMessage({ entry: data instanceof Map && data.get(1), opened: message.opened.getTime() });
      inner.forEach(greetThrough);
    });
    port.on('close', () => note('port closed'));
    port.start();
  });
  ipcMain.on('give-port', (event) => {
    const { port1, port2 } = new MessageChannelMain();
    port2.on('message', ({ data }) => port2.postMessage(['main had', data]));
    port2.start();
    // Sent before anyone listens: it waits in the port.
    port2.postMessage('waiting for you');
    event.sender.postMessage('port', { bytes: new Uint8Array([7]) }, [port1]);
  });
}

function greetThrough(port) {
  const greeting = 'through a port that came through a port';
  port.postMessage({ greeting });
}

async function servePage(request) {
  const { host, pathname } = new URL(request.url);
  if (host !== 'contract') return new Response(`the handler was asked for ${host}`);
  switch (pathname) {
    case '/request':
      return Response.json({
        method: request.method,
        url: request.url,
        header: request.headers.get('x-contract'),
        body: await request.text(),
      });
    case '/teapot':
      return new Response('short and stout', { status: 418, headers: { 'X-Answer': 'tea' } });
    case '/stream':
      return new Response(
        new ReadableStream({
          async start(controller) {
            for (const part of ['one ', 'two ', 'three']) {
              await new Promise((resolve) => setTimeout(resolve, 20));
              controller.enqueue(new TextEncoder().encode(part));
            }
            controller.close();
          },
        }),
      );
    default:
      return pageFile(pathname);
  }
}

async function pageFile(pathname) {
  const type = pathname.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8';
  try {
    return new Response(await readFile(path.join(folder, 'pages', path.basename(pathname))), {
      headers: { 'Content-Type': type, 'Content-Security-Policy': "default-src 'self'" },
    });
  } catch (error) {
    if (error.code === 'ENOENT') return new Response('Not found', { status: 404 });
    throw error;
  }
}

async function openWindow() {
  const window = new BrowserWindow({
    width: 640,
    height: 480,
    webPreferences: { preload: path.join(folder, 'preload.cjs'), additionalArguments: ['--from-main=yes'] },
  });
  window.webContents.setWindowOpenHandler(({ url, frameName, disposition }) => {
    note('window.open', url, frameName, disposition);
    return { action: url.endsWith('/second.html') ? 'allow' : 'deny' };
  });
  window.webContents.on('will-navigate', (event) => {
    if (event.url.endsWith('/forbidden.html')) event.preventDefault();
  });
  await window.loadURL('app://contract/index.html');
}

async function start() {
  try {
    await app.whenReady();
    protocol.handle('app', servePage);
    await openWindow();
  } catch (error) {
    console.error(error);
    app.exit(1);
  }
}

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
]);
if (app.requestSingleInstanceLock()) {
  noteAppEvents();
  app.on('window-all-closed', () => app.quit());
  answerWindows();
  // Not awaited: `ready` comes only after this module has been evaluated.
  void start();
} else {
  app.quit();
}
