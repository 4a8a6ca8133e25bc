import { EventEmitter } from 'node:events';

const received = new EventEmitter();
let listening = false;

function listen(): void {
  if (listening) return;
  listening = true;
  process.on('message', (message) => {
    if (!Array.isArray(message)) return;
    const [channel, ...args]: unknown[] = message;
    received.emit(String(channel), { sender: ipcRenderer }, ...args);
  });
}

export const ipcRenderer = {
  send(channel: string, ...args: unknown[]): void {
    process.send?.([channel, ...args]);
  },
  on(channel: string, listener: (event: unknown, ...args: unknown[]) => void): void {
    listen();
    received.on(channel, listener);
  },
};

export const contextBridge = {
  exposeInMainWorld(name: string, api: unknown): void {
    Reflect.set(globalThis, name, api);
  },
};

/** A page has these; a Node process doesn't. Nothing here ever hides or shows the page, so nothing is ever emitted. */
export function addPageEvents(): void {
  const page = new EventTarget();
  Reflect.set(globalThis, 'addEventListener', page.addEventListener.bind(page));
}
