type Listener = (...args: never[]) => void;

interface Registration {
  readonly listener: Listener;
  /** What is called: the listener, or what takes it off first. */
  readonly call: (...args: unknown[]) => void;
}

/**
 * What a sandboxed preload gets of Node's `events`: as much of https://nodejs.org/api/events.html as preloads use.
 * No limit of listeners is watched.
 */
export class EventEmitter {
  readonly #registrations = new Map<string | symbol, Registration[]>();

  on(event: string | symbol, listener: Listener): this {
    return this.#add(event, this.#registration(listener), 'push');
  }

  addListener(event: string | symbol, listener: Listener): this {
    return this.on(event, listener);
  }

  prependListener(event: string | symbol, listener: Listener): this {
    return this.#add(event, this.#registration(listener), 'unshift');
  }

  once(event: string | symbol, listener: Listener): this {
    const { call } = this.#registration(listener);
    const registration: Registration = {
      listener,
      call: (...args) => {
        this.#remove(event, registration);
        call(...args);
      },
    };
    return this.#add(event, registration, 'push');
  }

  off(event: string | symbol, listener: Listener): this {
    const registration = this.#of(event).findLast((candidate) => candidate.listener === listener);
    if (registration) this.#remove(event, registration);
    return this;
  }

  removeListener(event: string | symbol, listener: Listener): this {
    return this.off(event, listener);
  }

  removeAllListeners(event?: string | symbol): this {
    if (event === undefined) this.#registrations.clear();
    else this.#registrations.delete(event);
    return this;
  }

  emit(event: string | symbol, ...args: unknown[]): boolean {
    const registrations = this.#of(event);
    if (event === 'error' && registrations.length === 0) throw args[0];
    // A copy: a listener may take itself off.
    for (const { call } of [...registrations]) call(...args);
    return registrations.length > 0;
  }

  listeners(event: string | symbol): Listener[] {
    return this.#of(event).map(({ listener }) => listener);
  }

  listenerCount(event: string | symbol): number {
    return this.#of(event).length;
  }

  eventNames(): (string | symbol)[] {
    return [...this.#registrations.keys()];
  }

  setMaxListeners(_count: number): this {
    return this;
  }

  #of(event: string | symbol): readonly Registration[] {
    return this.#registrations.get(event) ?? [];
  }

  #registration(listener: Listener): Registration {
    return { listener, call: (...args) => void Reflect.apply(listener, this, args) };
  }

  #add(event: string | symbol, registration: Registration, where: 'push' | 'unshift'): this {
    const registrations = this.#registrations.get(event) ?? [];
    registrations[where](registration);
    this.#registrations.set(event, registrations);
    return this;
  }

  #remove(event: string | symbol, registration: Registration): void {
    const left = this.#of(event).filter((candidate) => candidate !== registration);
    if (left.length > 0) this.#registrations.set(event, left);
    else this.#registrations.delete(event);
  }
}
