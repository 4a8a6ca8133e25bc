export interface RowElementsOptions {
  /** Makes the element of a row, with nothing in it yet. */
  readonly create: () => HTMLElement;
  /** Draws a row into an element that may have shown another one. @returns whether this is how it stays. */
  readonly draw: (element: HTMLElement, row: number) => boolean;
}

/** The elements of the rows in view, in their order. An element whose row has left the view shows another one. */
export class RowElements {
  readonly #elements = new Map<number, HTMLElement>();
  readonly #free: HTMLElement[] = [];
  readonly #settled = new Set<number>();

  constructor(
    private readonly parent: HTMLElement,
    private readonly options: RowElementsOptions,
  ) {}

  /** The element that a row is drawn in; undefined where it is not drawn. */
  get(row: number): HTMLElement | undefined {
    return this.#elements.get(row);
  }

  /** Has the rows from `first` to `last` drawn, and no others: those that are new, or all of them anew. */
  show(first: number, last: number, anew: boolean): void {
    for (const [row, element] of this.#elements) {
      if (row >= first && row <= last) continue;
      this.#elements.delete(row);
      this.#settled.delete(row);
      element.remove();
      this.#free.push(element);
    }
    let next: Element | null = null;
    for (let row = last; row >= first; row--) {
      const known = this.#elements.get(row);
      const element: HTMLElement = known ?? this.#free.pop() ?? this.options.create();
      if (!known || anew) this.#draw(element, row);
      if (!known) this.parent.insertBefore(element, next);
      next = element;
    }
  }

  /** What the rows that stay as they are measure, in pixels. */
  *measure(): Generator<[row: number, height: number]> {
    for (const row of this.#settled) {
      const height = this.#elements.get(row)?.getBoundingClientRect().height ?? 0;
      if (height > 0) yield [row, height];
    }
  }

  #draw(element: HTMLElement, row: number): void {
    this.#elements.set(row, element);
    if (this.options.draw(element, row)) this.#settled.add(row);
    else this.#settled.delete(row);
  }
}
