import {
  type Callable,
  deepFreeze,
  messageOf,
  type Packed,
  Packer,
  Unpacker,
  type World,
} from './bridge-values.ts';

/**
 * The context bridge between a page's main world and its preload's isolated world, one half in each. The two have only
 * the DOM in common, so every call is an event on a target that only they know of: dispatching is synchronous, and
 * Chromium clones an event's detail from one world into the other. No proof of security: one half stands in the page's own
 * realm, where a page could meet it.
 */
export interface Bridge {
  /**
   * Puts an API into the other world.
   * @throws in the words of Electron where its name is taken or something in it can't cross.
   */
  expose(key: string, api: unknown): void;
}

export type Side = 'main' | 'isolated';

type Message =
  | { readonly action: 'call'; readonly id: number; readonly args: readonly Packed[] }
  | { readonly action: 'settle'; readonly id: number; readonly isFulfilled: boolean; readonly value: Packed }
  | { readonly action: 'drop'; readonly id: number }
  | { readonly action: 'expose'; readonly key: string; readonly api: Packed };

type Reply =
  | { readonly value: Packed }
  | { readonly failure: { readonly isTypeError: boolean; readonly message: string } };

/**
 * Starts one half of the bridge. The page's half must be there first: it waits for the isolated world's handshake.
 * @param handshake the name of the event by which the halves meet, which no page may know beforehand.
 * @param onUp called once the halves have met.
 */
export function createBridge(side: Side, handshake: string, onUp: () => void = () => undefined): Bridge {
  const end = new BridgeEnd(side);
  if (side === 'main') awaitHandshake(handshake, end, onUp);
  else shakeHands(handshake, end, onUp);
  return end;
}

function awaitHandshake(handshake: string, end: BridgeEnd, onUp: () => void): void {
  const meet = (event: Event) => {
    if (!(event instanceof MouseEvent) || event.relatedTarget === null) return;
    window.removeEventListener(handshake, meet);
    end.open(event.relatedTarget);
    event.relatedTarget.dispatchEvent(new CustomEvent('up'));
    onUp();
  };
  window.addEventListener(handshake, meet);
}

function shakeHands(handshake: string, end: BridgeEnd, onUp: () => void): void {
  // Not a node of the document: a popup keeps its window, and with it this bridge, when its first document goes.
  const target = new EventTarget();
  let isUp = false;
  target.addEventListener('up', () => {
    isUp = true;
  });
  const connect = () => {
    // By a mouse event's related target alone does an object of the DOM get from world to world without being in the page.
    window.dispatchEvent(new MouseEvent(handshake, { relatedTarget: target }));
    if (isUp) {
      end.open(target);
      onUp();
    } else {
      // A popup that the debugger still holds runs scripts but no listeners.
      setTimeout(connect);
    }
  };
  connect();
}

class BridgeEnd implements Bridge, World {
  readonly #here: Side;
  readonly #there: Side;
  #target: EventTarget | null = null;
  #reply: Reply | null = null;
  readonly #waiting: (() => void)[] = [];

  #count = 0;
  readonly #given = new Map<number, Callable>();
  readonly #numbers = new WeakMap<Callable, number>();
  readonly #promises = new Map<number, PromiseWithResolvers>();
  readonly #proxies = new FinalizationRegistry<number>((id) => this.#send({ action: 'drop', id }));

  constructor(side: Side) {
    this.#here = side;
    this.#there = side === 'main' ? 'isolated' : 'main';
  }

  open(target: EventTarget): void {
    this.#target = target;
    target.addEventListener(`reply to ${this.#here}`, (event) => {
      if (event instanceof CustomEvent) this.#reply = event.detail;
    });
    target.addEventListener(`call to ${this.#here}`, (event) => {
      if (!(event instanceof CustomEvent)) return;
      target.dispatchEvent(
        new CustomEvent(`reply to ${this.#there}`, { detail: this.#answer(event.detail) }),
      );
    });
    for (const expose of this.#waiting.splice(0)) expose();
  }

  expose(key: string, api: unknown): void {
    if (this.#target) this.#send({ action: 'expose', key, api: new Packer(this).pack(api) });
    else this.#waiting.push(() => this.expose(key, api));
  }

  giveFunction(fn: Callable): number {
    this.#count += 1;
    this.#given.set(this.#count, fn);
    return this.#count;
  }

  numberOfGiven(fn: Callable): number | undefined {
    return this.#numbers.get(fn);
  }

  givePromise(promise: Promise<unknown>): number {
    this.#count += 1;
    const id = this.#count;
    promise.then(
      (value) => this.#settle(id, true, value),
      (reason: unknown) => this.#settle(id, false, reason),
    );
    return id;
  }

  ownFunction(id: number): Callable {
    const fn = this.#given.get(id);
    if (!fn) throw new Error('The context bridge was asked for a function that it no longer holds');
    return fn;
  }

  proxyFunction(id: number): Callable {
    const proxy: Callable = (...args) => {
      const packer = new Packer(this);
      return this.#send({ action: 'call', id, args: args.map((arg) => packer.pack(arg)) });
    };
    this.#numbers.set(proxy, id);
    this.#proxies.register(proxy, id);
    return proxy;
  }

  proxyPromise(id: number): Promise<unknown> {
    return new Promise((resolve, reject) => this.#promises.set(id, { resolve, reject }));
  }

  #settle(id: number, isFulfilled: boolean, value: unknown): void {
    let message: Message;
    try {
      message = { action: 'settle', id, isFulfilled, value: new Packer(this).pack(value) };
    } catch (cause) {
      message = { action: 'settle', id, isFulfilled: false, value: new Packer(this).pack(cause) };
    }
    this.#send(message);
  }

  #send(message: Message): unknown {
    this.#target?.dispatchEvent(new CustomEvent(`call to ${this.#there}`, { detail: message }));
    const reply = this.#takeReply();
    if (!reply) throw new Error('The other half of the context bridge did not answer');
    if ('value' in reply) return new Unpacker(this).unpack(reply.value);
    const { isTypeError, message: text } = reply.failure;
    throw isTypeError ? new TypeError(text) : new Error(text);
  }

  #takeReply(): Reply | null {
    const reply = this.#reply;
    this.#reply = null;
    return reply;
  }

  #answer(message: Message): Reply {
    let result: unknown;
    try {
      result = this.#perform(message);
    } catch (thrown) {
      const text =
        messageOf(thrown) ??
        'An unknown exception occurred in the isolated context, an error occurred but a valid exception was not thrown.';
      return { failure: { isTypeError: false, message: text } };
    }
    try {
      return { value: new Packer(this).pack(result) };
    } catch (cause) {
      const text = messageOf(cause) ?? 'An object could not be cloned.';
      return { failure: { isTypeError: cause instanceof TypeError, message: text } };
    }
  }

  #perform(message: Message): unknown {
    const unpacker = new Unpacker(this);
    switch (message.action) {
      case 'call': {
        const fn = this.ownFunction(message.id);
        const args = message.args.map((arg) => unpacker.unpack(arg));
        return Reflect.apply(fn, fn, args);
      }
      case 'settle': {
        const promise = this.#promises.get(message.id);
        this.#promises.delete(message.id);
        const value = unpacker.unpack(message.value);
        if (message.isFulfilled) promise?.resolve(value);
        else promise?.reject(value);
        return undefined;
      }
      case 'drop':
        this.#given.delete(message.id);
        return undefined;
      case 'expose': {
        if (message.key in globalThis) {
          throw new Error('Cannot bind an API on top of an existing property on the window object');
        }
        const api = unpacker.unpack(message.api);
        deepFreeze(api);
        Object.defineProperty(globalThis, message.key, { value: api, enumerable: true });
        return undefined;
      }
    }
  }
}

interface PromiseWithResolvers {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}
