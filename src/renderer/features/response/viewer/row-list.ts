import { RowElements, type RowElementsOptions } from './row-elements.ts';
import { RowHeights } from './row-heights.ts';
import { RowStage } from './row-stage.ts';
import { ScrollBar } from './scroll-bar.ts';
import { ScrollGoal } from './scroll-goal.ts';
import { type Geometry, ScrollMap, type ScrollPosition, topOfText } from './scroll-map.ts';

export interface RowListOptions extends RowElementsOptions {
  /** Told before rows are drawn, of all that will be. */
  readonly onWindow: (first: number, last: number) => void;
  /** Told when another part of the text is in view, sideways too, before it is drawn. */
  readonly onScroll: () => void;
  /** Somebody scrolled away from the end that the list had been told to follow. */
  readonly onLeaveEnd: () => void;
  /** Whether a row can be drawn as it stays; all can, where left out. */
  readonly isThere?: (row: number) => boolean;
  /** The role of the element around the rows; `rowgroup` where left out. */
  readonly contentRole?: 'presentation';
}

const overscanRows = 2;
/** Drawing and measuring settle in one or two turns; a view that changes in each must not hang the window. */
const maxTurns = 5;

/**
 * Draws those rows of any number that are in view. They stand in a layer that stays where it is while the element
 * behind it scrolls; what it shows follows the scroll bar as `ScrollMap` says.
 */
export class RowList implements Disposable {
  readonly #stage: RowStage;
  readonly #bar: ScrollBar;
  readonly #stop = new AbortController();
  readonly #resized = new ResizeObserver(() => this.#onResize());
  readonly #elements: RowElements;
  readonly #heights = new RowHeights();
  #rows = 1;
  #wrap = false;
  #follow = false;
  #position = topOfText;
  readonly #goal = new ScrollGoal();
  #map: ScrollMap;
  #scrollLeft = 0;
  #stale = true;
  #frame: number | null = null;

  constructor(
    private readonly host: HTMLElement,
    private readonly options: RowListOptions,
  ) {
    this.#stage = new RowStage(host, options.contentRole ?? 'rowgroup');
    this.#bar = new ScrollBar(host);
    this.#elements = new RowElements(this.#stage.content, options);
    this.#map = this.#newMap();
    const { signal } = this.#stop;
    host.addEventListener('scroll', () => this.#onScroll(), { signal, passive: true });
    host.addEventListener('scrollend', () => this.#syncBar(), { signal });
    host.addEventListener('wheel', (event) => this.#onWheel(event), { signal, passive: false });
    this.#resized.observe(host);
    this.#invalidate();
  }

  get rowHeight(): number {
    return this.#stage.metrics.rowHeight;
  }

  /** Width of one character of the fixed-width font. */
  get charWidth(): number {
    return this.#stage.metrics.charWidth;
  }

  /** What of the text's width is in view, in pixels from its left edge. */
  get sides(): { left: number; right: number } {
    return { left: this.#scrollLeft, right: this.#scrollLeft + this.#stage.viewport.width };
  }

  get viewportHeight(): number {
    return this.#stage.viewport.height;
  }

  /** Whole rows that fit into the view, where they are not wrapped. */
  get rowsInView(): number {
    return Math.max(1, Math.floor(this.#stage.viewport.height / this.#stage.metrics.rowHeight));
  }

  /** The number of rows, which may have changed since, and how wide the widest is (0: as wide as the view). */
  setRows(rows: number, width: number): void {
    this.#stage.setWidth(this.#wrap ? null : width);
    if (rows === this.#rows) return;
    this.#rows = rows;
    this.#remap();
  }

  setWrap(wrap: boolean): void {
    if (wrap === this.#wrap) return;
    this.#wrap = wrap;
    this.host.toggleAttribute('data-wrap', wrap);
    if (wrap) this.#stage.setWidth(null);
    this.#heights.clear();
    this.#remap();
    this.redraw();
  }

  /** Keeps the last row in view while more of them come. */
  setFollow(follow: boolean): void {
    this.#follow = follow;
    if (follow) this.#remap();
  }

  /** Moves the view by pixels, as somebody would. */
  scrollBy(pixels: number): void {
    this.#leaveEndIf(pixels < 0);
    this.scrollTo(this.#map.move(this.#target, pixels));
  }

  scrollTo(position: ScrollPosition): void {
    this.#goTo(this.#map.clamp(position));
    this.#syncBar();
    this.options.onScroll();
    this.#invalidate();
  }

  /** Scrolls as far as it takes to have a row in view; to the middle where it was far away. */
  reveal(row: number): void {
    const from = this.#target;
    const revealed = this.#map.reveal(from, row);
    if (revealed === from) return;
    const isFar = Math.abs(row - from.row) > 2 * this.rowsInView;
    const centred = this.#map.move({ row, offset: 0 }, -this.#stage.viewport.height / 2);
    this.#leaveEndIf(row < this.#rows - 1);
    this.scrollTo(isFar ? centred : revealed);
  }

  /** Scrolls sideways as far as it takes to have a stretch in view; `hidden` pixels at the left are covered. */
  revealSideways(left: number, right: number, hidden: number): void {
    if (this.#wrap) return;
    if (left < this.#scrollLeft + hidden) this.host.scrollLeft = Math.max(0, left - hidden);
    else if (right > this.sides.right) this.host.scrollLeft = right - this.#stage.viewport.width;
  }

  /** The row at a height of the window; the nearest in view where there is none. */
  rowAt(clientY: number): number {
    const y = clientY - this.host.getBoundingClientRect().top;
    return this.#map.rowBelow(
      this.#position,
      Math.min(Math.max(y, 0), Math.max(this.#stage.viewport.height - 1, 0)),
    );
  }

  /** The element that a row is drawn in; undefined where it is not in view. */
  elementOf(row: number): HTMLElement | undefined {
    return this.#elements.get(row);
  }

  /** Whether any of a row is in view. */
  isInView(row: number): boolean {
    return (
      row >= this.#position.row && row <= this.#map.rowBelow(this.#position, this.#stage.viewport.height - 1)
    );
  }

  /** Rows look different from now on. */
  redraw(): void {
    this.#stale = true;
    this.#invalidate();
  }

  /** Draws at once what would be drawn with the next frame. */
  flush(): void {
    if (this.#frame === null) return;
    cancelAnimationFrame(this.#frame);
    this.#frame = null;
    this.#draw();
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
    this.#resized.disconnect();
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#stage[Symbol.dispose]();
  }

  #onScroll(): void {
    const moved = this.#bar.moved();
    if (moved !== 0) {
      this.#leaveEndIf(moved < 0);
      const goal = this.#positionAfter(moved);
      if (this.#isBeside(goal)) this.#goTo(goal);
      else this.#goal.set(goal);
    }
    this.#scrollLeft = this.host.scrollLeft;
    this.options.onScroll();
    this.#invalidate();
  }

  /** What a bar that somebody moved by so many pixels is to show. */
  #positionAfter(moved: number): ScrollPosition {
    const { at } = this.#bar;
    const isAtEnd = at <= 0 || at + this.#stage.viewport.height >= this.#map.height - 1;
    // A finger, or a click beside the bar's thumb, which never moves that little itself where the bar is coarse.
    const isFine = this.#map.isCoarse && Math.abs(moved) < this.#stage.viewport.height && !isAtEnd;
    return isFine ? this.#map.move(this.#target, moved) : this.#map.positionAt(at);
  }

  /** Where the view is, or goes as soon as it can. */
  get #target(): ScrollPosition {
    return this.#goal.position ?? this.#position;
  }

  #goTo(position: ScrollPosition): void {
    this.#position = position;
    this.#goal.clear();
  }

  /** Rows that would be in view there are drawn already. */
  #isBeside(position: ScrollPosition): boolean {
    const last = this.#map.rowBelow(position, this.#stage.viewport.height - 1);
    return this.#elements.get(position.row) !== undefined || this.#elements.get(last) !== undefined;
  }

  /** Asks for the rows of a place. @returns whether they are there. */
  #isReady(position: ScrollPosition): boolean {
    const [first, last] = this.#window(position);
    this.options.onWindow(first, last);
    for (let row = first; row <= last; row++) if (this.options.isThere?.(row) === false) return false;
    return true;
  }

  #onWheel(event: WheelEvent): void {
    const isOurs = !this.#map.isExact && !event.ctrlKey && !event.shiftKey;
    if (!isOurs || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
    event.preventDefault();
    this.scrollBy(event.deltaY * this.#pixelsOf(event.deltaMode));
  }

  #pixelsOf(deltaMode: number): number {
    if (deltaMode === WheelEvent.DOM_DELTA_LINE) return this.#stage.metrics.rowHeight;
    return deltaMode === WheelEvent.DOM_DELTA_PAGE ? this.#stage.viewport.height : 1;
  }

  #leaveEndIf(isLeaving: boolean): void {
    if (!isLeaving || !this.#follow) return;
    this.#follow = false;
    this.options.onLeaveEnd();
  }

  #onResize(): void {
    const { width } = this.#stage.viewport;
    this.#stage.measure();
    if (this.#wrap && width !== this.#stage.viewport.width) this.#heights.clear();
    this.#remap();
    this.redraw();
  }

  #newMap(): ScrollMap {
    const geometry: Geometry = {
      rows: this.#rows,
      rowHeight: this.#stage.metrics.rowHeight,
      viewportHeight: this.#stage.viewport.height,
    };
    if (!this.#wrap) return new ScrollMap(geometry);
    const { excess } = this.#heights;
    const wrapped = { heightOf: (row: number) => this.#heights.heightOf(row), excess };
    return new ScrollMap({ ...geometry, wrapped });
  }

  /** Rows or sizes have changed: the position stays where that is possible. */
  #remap(isAtEnd = this.#follow): void {
    const isGoalEnd = this.#goal.position === this.#map.end;
    this.#map = this.#newMap();
    this.#position = isAtEnd ? this.#map.end : this.#map.move(this.#position, 0);
    if (this.#follow) this.#goal.clear();
    else if (this.#goal.position) {
      this.#goal.set(isGoalEnd ? this.#map.end : this.#map.move(this.#goal.position, 0));
    }
    this.#stage.setHeight(this.#map.height);
    this.#syncBar();
    this.#invalidate();
  }

  #syncBar(): void {
    this.#bar.set(this.#map.scrollTopOf(this.#target));
  }

  #invalidate(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.#draw();
    });
  }

  #draw(): void {
    const next = this.#goal.advance((position) => this.#isReady(position));
    if (next === 'wait') {
      this.#invalidate();
      return;
    }
    if (next) this.#position = this.#map.clamp(next);
    for (let turn = 0; turn < maxTurns; turn++) {
      const [first, last] = this.#window(this.#position);
      this.options.onWindow(first, last);
      this.#elements.show(first, last, this.#stale);
      this.#stale = false;
      // Who went to the end is to be there also when its rows turn out to be higher than was thought.
      const isAtEnd = this.#follow || (this.#position.row > 0 && this.#position === this.#map.end);
      if (!this.#wrap || !this.#measure()) break;
      this.#remap(isAtEnd);
    }
    // Measuring has drawn already what it asks for.
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#frame = null;
    let above = this.#position.offset;
    for (let row = this.#position.row - 1; this.#elements.get(row); row--) above += this.#map.heightOf(row);
    this.#stage.content.style.transform = `translateY(${-above}px)`;
    if (this.#goal.position) this.#invalidate();
  }

  /** Rows to be drawn. Wrapped ones are also drawn for one view above, so that going up moves by what they measure. */
  #window(position: ScrollPosition): [first: number, last: number] {
    const { row } = position;
    const last = this.#map.rowBelow(position, this.#stage.viewport.height) + overscanRows;
    let first = row - overscanRows;
    if (this.#wrap) {
      first = row;
      for (let height = 0; height < this.#stage.viewport.height && first > 0; )
        height += this.#map.heightOf(--first);
    }
    return [Math.max(first, 0), Math.min(last, this.#rows - 1)];
  }

  /** @returns whether a row turned out to be of another height than was known. */
  #measure(): boolean {
    let hasChanged = false;
    for (const [row, height] of this.#elements.measure()) {
      if (this.#heights.set(row, height, this.#stage.metrics.rowHeight)) hasChanged = true;
    }
    return hasChanged;
  }
}
