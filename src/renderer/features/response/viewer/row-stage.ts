/** Characters that the probe is wide, so that fractions of a pixel add up. */
const probeLength = 100;

/**
 * The elements that a list of rows is made of, and their sizes: one that is as high as the scroll bar has to tell, a layer
 * that stays in view while it scrolls, and in that what holds the rows.
 */
export class RowStage implements Disposable {
  readonly #spacer = document.createElement('div');
  /** Stays in view, and cuts off what is drawn beyond it. */
  readonly #layer = document.createElement('div');
  readonly #probe = document.createElement('div');
  /** Holds the rows. */
  readonly content = document.createElement('div');
  /** What one row of one line, and one character of the fixed-width font, take in pixels. */
  metrics = { rowHeight: 20, charWidth: 8 };
  viewport = { width: 0, height: 0 };

  constructor(
    private readonly host: HTMLElement,
    contentRole: string,
  ) {
    this.#spacer.className = 'rows-spacer';
    this.#spacer.setAttribute('role', 'presentation');
    this.#layer.className = 'rows-layer';
    this.#layer.setAttribute('role', 'presentation');
    this.content.className = 'rows-content';
    this.content.setAttribute('role', contentRole);
    this.#probe.className = 'rows-probe';
    this.#probe.setAttribute('aria-hidden', 'true');
    this.#layer.append(this.content);
    this.#spacer.append(this.#layer);
    host.append(this.#spacer, this.#probe);
    this.measure();
  }

  /** Reads the sizes anew. */
  measure(): void {
    const { clientWidth: width, clientHeight: height } = this.host;
    this.viewport = { width, height };
    const probe = this.#probe.getBoundingClientRect();
    // What is not displayed has no sizes; those it had will be right again.
    if (probe.height > 0) this.metrics = { rowHeight: probe.height, charWidth: probe.width / probeLength };
    this.#layer.style.height = `${height}px`;
  }

  /** What the scroll bar tells of, in pixels. */
  setHeight(height: number): void {
    this.#spacer.style.height = `${height}px`;
  }

  /** How wide the widest row is, in pixels; null: as wide as the view. */
  setWidth(width: number | null): void {
    this.#spacer.style.minWidth = width === null ? '' : `${width}px`;
  }

  [Symbol.dispose](): void {
    this.#spacer.remove();
    this.#probe.remove();
  }
}
