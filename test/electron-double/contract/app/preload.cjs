const { contextBridge, ipcRenderer } = require('electron');

const received = [];
ipcRenderer.on('reply', (_event, ...args) => received.push(args));
ipcRenderer.once('once', () => received.push(['once']));

// Ports can't cross the bridge: the page gets them as a message, as Electron's own guide has it.
ipcRenderer.on('port', (event, message) => {
  window.postMessage({ kind: 'port', message }, '*', [...event.ports]);
});

let hasLoaded = false;
process.once('loaded', () => {
  hasLoaded = true;
});
const globalsAtStart = { page: typeof window.setByPage, readyState: document.readyState };

class Instance {
  kept = 1;
  method() {}
}

function everyKind() {
  const shared = { of: 'both' };
  const cycle = {};
  cycle.self = cycle;
  const buffer = new ArrayBuffer(8);
  const hole = ['before'];
  hole[2] = 'after';
  return {
    bytes: new Uint8Array([1, 2]),
    date: new Date(9),
    map: new Map([['key', 'value']]),
    set: new Set([1]),
    error: Object.assign(new RangeError('of the preload'), { code: 7 }),
    pattern: /a/gi,
    absent: undefined,
    large: 2n ** 70n,
    notANumber: Number.NaN,
    negativeZero: -0,
    hole,
    cycle,
    first: shared,
    second: shared,
    halves: [new Uint8Array(buffer, 0, 4), new Uint16Array(buffer, 4, 2)],
    instance: new Instance(),
  };
}

/** The words of what is thrown, or of what is not. */
function outcomeOf(action) {
  try {
    action();
    return 'nothing was thrown';
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
}

const unclonable = {
  function: () => 1,
  symbol: Symbol('s'),
  promise: Promise.resolve(),
  blob: new Blob(['x']),
};

let lastFunction;
const kept = () => 'kept';

contextBridge.exposeInMainWorld('contract', {
  // Messages.
  send: (channel, ...args) => ipcRenderer.send(channel, ...args),
  invoke: (channel, ...args) => ipcRenderer.invoke(channel, ...args),
  received: () => received,
  sendEveryKind: () => ipcRenderer.invoke('what-came', everyKind()),
  receiveEveryKind: async () => {
    const { bytes, date, map, error, absent, large, pattern, ...rest } =
      await ipcRenderer.invoke('every-kind');
    return {
      bytes: [Object.prototype.toString.call(bytes), [...bytes].join()],
      date: date instanceof Date && date.getTime(),
      map: map instanceof Map && map.get('key') instanceof Set,
      error: [error instanceof TypeError, error.message],
      absent: absent === undefined,
      large: large === 10n ** 30n,
      pattern: String(pattern),
      rest: Object.keys(rest),
    };
  },
  sendUnclonable: (kind) => outcomeOf(() => ipcRenderer.send('note', unclonable[kind])),
  invokeUnclonable: () => ipcRenderer.invoke('echo', unclonable.function),
  listenersOf: (channel) => ipcRenderer.listenerCount(channel),

  // The bridge.
  echo: (value) => value,
  describe: (value) => ({
    tag: Object.prototype.toString.call(value),
    isOwn: value instanceof Object,
    keys: Object.keys(value),
  }),
  call: (fn, ...args) => fn(...args),
  callLater: (fn) => setTimeout(() => fn('later'), 1),
  isSameAsLast: (fn) => {
    const isSame = fn === lastFunction;
    lastFunction = fn;
    return isSame;
  },
  kept,
  isKept: (fn) => fn === kept,
  instance: () => new Instance(),
  ownValues: () => [new Map([[1, 2]]), new Date(3), new Uint8Array([4]), 5n],
  error: () => Object.assign(new RangeError('as a value'), { code: 7 }),
  throwError: () => {
    throw Object.assign(new TypeError('thrown'), { code: 7 });
  },
  throwText: () => {
    // oxlint-disable-next-line typescript/only-throw-error -- it is what happens then that is shown
    throw 'only a text';
  },
  rejectError: async () => {
    throw new TypeError('rejected');
  },
  resolved: Promise.resolve({ by: 'promise' }),
  weakMap: () => new WeakMap(),
  nested: { list: [{ deep: () => 'deep' }], text: 'text' },
  exposeAgain: (key) => outcomeOf(() => contextBridge.exposeInMainWorld(key, {})),
  ipcRenderer,

  // The preload's surroundings.
  require: (name) => {
    try {
      return typeof require(name);
    } catch (error) {
      return error.message;
    }
  },
  surroundings: () => ({
    ...globalsAtStart,
    hasLoaded,
    sandboxed: process.sandboxed,
    contextIsolated: process.contextIsolated,
    type: process.type,
    platform: process.platform,
    hasArgument: process.argv.includes('--from-main=yes'),
    base64: Buffer.from('é').toString('base64'),
    immediate: typeof setImmediate,
    title: document.title,
  }),

  // Ports.
  openPort: (onMessage) => {
    const { port1, port2 } = new MessageChannel();
    const inner = new MessageChannel();
    for (const port of [port1, inner.port1]) {
      port.addEventListener('message', ({ data }) => onMessage(data));
      port.start();
    }
    ipcRenderer.postMessage('take-port', { opened: new Date(1) }, [port2]);
    port1.postMessage(new Map([[1, 2]]), [inner.port2]);
    return () => port1.close();
  },
  transferNothing: () => outcomeOf(() => ipcRenderer.postMessage('take-port', 'message', [{}])),
});
