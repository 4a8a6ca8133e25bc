import type { RowList } from './row-list.ts';
import type { TextPoint } from './text-selection.ts';

/** Where the caret is drawn, which is what counts where a row is wrapped into many lines. */
export class CaretOnScreen {
  constructor(
    private readonly host: HTMLElement,
    private readonly list: RowList,
    private readonly pointAt: (x: number, y: number) => TextPoint | null,
  ) {}

  /** The caret of a row, in pixels of the window; null where the row is not drawn. */
  box(row: number): DOMRect | null {
    this.list.flush();
    return this.list.elementOf(row)?.querySelector('.text-caret')?.getBoundingClientRect() ?? null;
  }

  /** One line up or down on the screen from the caret of `row`; null where that is not drawn. */
  step(row: number, direction: -1 | 1): TextPoint | null {
    const target = this.#target(row, direction);
    const { top } = this.host.getBoundingClientRect();
    if (target !== null && (target.y < top || target.y > top + this.list.viewportHeight)) {
      this.list.scrollBy(direction * this.list.rowHeight);
    }
    const there = this.#target(row, direction);
    return there && this.pointAt(there.x, there.y);
  }

  /** The first or the last place in view. */
  atEdge(direction: -1 | 1): TextPoint | null {
    const { left, top } = this.host.getBoundingClientRect();
    return this.pointAt(left, direction > 0 ? top + this.list.viewportHeight - 1 : top);
  }

  /** Scrolls as far as it takes to have the caret of a row in view. */
  reveal(row: number): void {
    if (this.list.elementOf(row) === undefined) this.list.reveal(row);
    const { top } = this.host.getBoundingClientRect();
    const caret = this.box(row);
    const below = caret ? caret.bottom - top - this.list.viewportHeight : 0;
    if (caret && caret.top < top) this.list.scrollBy(caret.top - top);
    else if (below > 0) this.list.scrollBy(below);
  }

  #target(row: number, direction: -1 | 1): { x: number; y: number } | null {
    const caret = this.box(row);
    if (!caret) return null;
    const edge = direction > 0 ? caret.bottom : caret.top;
    return { x: caret.left, y: edge + (direction * this.list.rowHeight) / 2 };
  }
}
