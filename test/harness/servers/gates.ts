interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

/** Doors that a route waits at until the test opens them: a response in a known state, without a timer. */
export class Gates {
  readonly #gates = new Map<string, Gate>();

  /** Resolves once `open(name)` was called, before or after. */
  passed(name: string): Promise<void> {
    return this.#gate(name).opened;
  }

  open(name: string): void {
    this.#gate(name).open();
  }

  #gate(name: string): Gate {
    const known = this.#gates.get(name);
    if (known) return known;
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const gate = { opened, open };
    this.#gates.set(name, gate);
    return gate;
  }
}
