/** What selects by the mouse: where a point of the page leads, and what is done about it. */
export interface PointerTarget<TPoint> {
  /** What is at a point of the window; the nearest that is in view where the point is outside. */
  readonly pointAt: (x: number, y: number) => TPoint | null;
  /** The button went down: the first, second (word) or third (line) time in a row. */
  readonly begin: (point: TPoint, how: { readonly extend: boolean; readonly clicks: number }) => void;
  readonly drag: (point: TPoint) => void;
  readonly scrollBy: (pixels: number) => void;
}

/** Pixels a second for each pixel that the pointer is beyond the edge. */
const scrollSpeed = 12;

/**
 * Selects with the mouse until the signal is aborted: press and drag, further than the view reaches (which then scrolls
 * as fast as the pointer is far away), Shift and press, double and triple press.
 */
export function selectByPointer<TPoint>(
  host: HTMLElement,
  target: PointerTarget<TPoint>,
  signal: AbortSignal,
): void {
  host.addEventListener(
    'mousedown',
    (event) => {
      if (event.button !== 0 || isOnScrollBar(host, event)) return;
      // The browser's own selection knows only what is drawn.
      event.preventDefault();
      host.focus({ preventScroll: true });
      const point = target.pointAt(event.clientX, event.clientY);
      if (point === null) return;
      target.begin(point, { extend: event.shiftKey, clicks: event.detail });
      follow(host, target, event, signal);
    },
    { signal },
  );
}

function follow<TPoint>(
  host: HTMLElement,
  target: PointerTarget<TPoint>,
  start: MouseEvent,
  signal: AbortSignal,
): void {
  const drag = new AbortController();
  const ended = AbortSignal.any([signal, drag.signal]);
  let { clientX: x, clientY: y } = start;
  let last = performance.now();
  let frame = 0;

  const select = () => {
    const point = target.pointAt(x, y);
    if (point !== null) target.drag(point);
  };
  const scroll = (now: number) => {
    const box = host.getBoundingClientRect();
    const pixels = (distance: number) => (distance * scrollSpeed * (now - last)) / 1000;
    const down = beyond(y, box.top, box.top + host.clientHeight);
    const right = beyond(x, box.left, box.left + host.clientWidth);
    if (down !== 0) target.scrollBy(pixels(down));
    if (right !== 0) host.scrollLeft += pixels(right);
    if (down !== 0 || right !== 0) select();
    last = now;
    frame = requestAnimationFrame(scroll);
  };

  window.addEventListener(
    'mousemove',
    (event) => {
      // The button was let go of outside of the window.
      if (event.buttons === 0) {
        drag.abort();
        return;
      }
      [x, y] = [event.clientX, event.clientY];
      select();
    },
    { signal: ended },
  );
  window.addEventListener('mouseup', () => drag.abort(), { signal: ended });
  ended.addEventListener('abort', () => cancelAnimationFrame(frame), { once: true });
  frame = requestAnimationFrame(scroll);
}

function beyond(value: number, low: number, high: number): number {
  return value < low ? value - low : Math.max(value - high, 0);
}

function isOnScrollBar(host: HTMLElement, { clientX, clientY }: MouseEvent): boolean {
  const box = host.getBoundingClientRect();
  return clientX >= box.left + host.clientWidth || clientY >= box.top + host.clientHeight;
}
