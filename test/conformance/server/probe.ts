import { EventEmitter } from 'node:events';

interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

/** What a server tells of itself, and what a test can have it do. */
export class Probe {
  /** What has happened, in order. */
  readonly events: string[] = [];
  readonly contexts: { readonly sender: string; readonly path: string; readonly type: string }[] = [];
  readonly errors: {
    readonly code: string;
    readonly message: string;
    readonly path: string | undefined;
    readonly type: string;
    readonly input: unknown;
    readonly sender: string | undefined;
  }[] = [];
  /** Generators and observables between their first value and their cleanup. */
  live = 0;
  /** Values that subscriptions have been asked for. */
  produced = 0;
  /** Carries `emit`ted values to the subscriptions that listen. */
  readonly topic = new EventEmitter().setMaxListeners(0);
  /** Has an observable emit whose subscription is over. */
  stray: () => void = () => undefined;
  /** Values that have been sent. */
  readonly sent: WeakRef<object>[] = [];
  readonly #gates = new Map<string, Gate>();

  note(event: string): void {
    this.events.push(event);
  }

  /** Resolves when a test opens the gate of this name. */
  gate(name: string): Promise<void> {
    return this.#gateOf(name).opened;
  }

  open(name: string): void {
    this.#gateOf(name).open();
  }

  #gateOf(name: string): Gate {
    let gate = this.#gates.get(name);
    if (!gate) {
      let open: () => void = () => undefined;
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      gate = { opened, open };
      this.#gates.set(name, gate);
    }
    return gate;
  }
}
