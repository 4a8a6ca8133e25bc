/** The first argument of an Electron event. */
export class PreventableEvent {
  defaultPrevented = false;
  /** Without `this`, as people pass it on. */
  readonly preventDefault = (): void => {
    this.defaultPrevented = true;
  };
}

/** An event that carries details as properties of its own. */
export function eventWith<T extends object>(details: T): PreventableEvent & T {
  return Object.assign(new PreventableEvent(), details);
}
