/** The scroll bar of an element, which tells what somebody does with it from what it was set to. */
export class ScrollBar {
  #at = 0;
  /** What it was set to and has not yet told of. */
  #expected: number | null = null;

  constructor(private readonly host: HTMLElement) {}

  /** Where it stood when it was last set, or asked whether it was moved: in pixels from the top. */
  get at(): number {
    return this.#at;
  }

  /** To be asked when it has told of a change. @returns the pixels by which somebody moved it since. */
  moved(): number {
    const { scrollTop } = this.host;
    const isOurs = this.#expected !== null && Math.abs(scrollTop - this.#expected) <= 1;
    const moved = isOurs ? 0 : scrollTop - this.#at;
    this.#expected = null;
    this.#at = scrollTop;
    return moved;
  }

  set(at: number): void {
    if (Math.abs(at - this.#at) < 0.5) return;
    this.#expected = at;
    this.#at = at;
    this.host.scrollTop = at;
  }
}
