import { createBridge } from './bridge.ts';
import { EventEmitter } from './event-emitter.ts';
import { IpcRenderer } from './ipc-renderer.ts';
import { loud } from './loud.ts';
import { writeMessage } from './main-link.ts';
import { sandboxBuffer } from './sandbox-buffer.ts';

/**
 * What stands in the isolated world before any page script: all that a sandboxed preload finds there, as
 * docs/tutorial/sandbox.md lists it. Runs in Chromium alone, so there is nothing of Node in it.
 */
interface AgentConfig {
  /** The event by which the halves of the context bridge meet. */
  readonly handshake: string;
  /** What the preload's `process` holds. */
  readonly process: Readonly<Record<string, unknown>>;
  readonly preloadPath: string | null;
}

type PreloadFunction = (...globals: unknown[]) => void;

/** By what the preload's script, which comes after this one, is run. */
interface PreloadRunner {
  run(path: string, preload: PreloadFunction): void;
  /** All preloads have had their turn; one that has not did not compile. */
  done(paths: readonly string[]): void;
}

declare global {
  var __electronDouble: (config: AgentConfig) => void;
  var __electronDoubleSend: (text: string) => void;
  var __electronDoubleReceive: (text: string) => void;
  var __electronDoublePreload: PreloadRunner;
}

globalThis.__electronDouble = (config) => {
  const post = globalThis.__electronDoubleSend;
  // The preload must not find them.
  Reflect.deleteProperty(globalThis, '__electronDouble');
  Reflect.deleteProperty(globalThis, '__electronDoubleSend');
  post('hello');

  // Told after the preload's turn, which is this task still.
  const bridge = createBridge('isolated', config.handshake, () => setTimeout(() => post('bridged')));
  const ipcRenderer = new IpcRenderer(post);
  defineGlobal('__electronDoubleReceive', (text: string) => ipcRenderer.receive(text));

  const electron = loud('electron', {
    contextBridge: loud('contextBridge', {
      exposeInMainWorld: (key: string, api: unknown) => bridge.expose(key, api),
    }),
    ipcRenderer,
    ...Object.fromEntries(
      ['crashReporter', 'nativeImage', 'webFrame', 'webUtils'].map((name) => [name, loud(name, {})]),
    ),
  });
  const preloadProcess = Object.assign(new EventEmitter(), config.process);
  defineGlobal('__electronDoublePreload', preloadRunner(electron, preloadProcess, post));
};

function preloadRunner(electron: object, process: EventEmitter, post: (text: string) => void): PreloadRunner {
  const require = sandboxedRequire(electron);
  const { setImmediate, clearImmediate } = timers;
  let started = 0;
  const fail = (path: string, thrown: unknown) => {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    console.error(`Unable to load preload script: ${path}`);
    console.error(error);
    post(writeMessage(['preload-error', path], error));
  };
  return {
    run: (path, preload) => {
      started += 1;
      const exports = {};
      try {
        preload(require, process, sandboxBuffer, globalThis, setImmediate, clearImmediate, exports, {
          exports,
        });
      } catch (thrown) {
        fail(path, thrown);
      }
    },
    done: (paths) => {
      Reflect.deleteProperty(globalThis, '__electronDoublePreload');
      for (const path of paths.slice(started))
        fail(path, new SyntaxError('The preload script does not compile'));
      process.emit('loaded');
    },
  };
}

const timers = {
  setTimeout: window.setTimeout.bind(window),
  clearTimeout: window.clearTimeout.bind(window),
  setInterval: window.setInterval.bind(window),
  clearInterval: window.clearInterval.bind(window),
  setImmediate: (callback: (...args: unknown[]) => void, ...args: unknown[]) =>
    window.setTimeout(callback, 0, ...args),
  clearImmediate: (id: number) => window.clearTimeout(id),
};

/** The `require` of a sandboxed preload: these modules, and no other. */
function sandboxedRequire(electron: object): (name: string) => unknown {
  const events = Object.assign(EventEmitter, { EventEmitter });
  const url = loud('url', { URL, URLSearchParams });
  const modules = new Map<string, unknown>([
    ...['electron', 'electron/common', 'electron/renderer'].map((name): [string, unknown] => [
      name,
      electron,
    ]),
    ...['events', 'node:events'].map((name): [string, unknown] => [name, events]),
    ...['timers', 'node:timers'].map((name): [string, unknown] => [name, loud('timers', timers)]),
    ...['url', 'node:url'].map((name): [string, unknown] => [name, url]),
  ]);
  return (name) => {
    if (modules.has(name)) return modules.get(name);
    throw new Error(`module not found: ${name}`);
  };
}

function defineGlobal(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true });
}
