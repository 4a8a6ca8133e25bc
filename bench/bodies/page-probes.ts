/** What runs in Parley's page: each is given to Playwright's `evaluate`, and can use nothing from outside of itself. */

/**
 * Resolves once rows of a text that is not in the page yet have been painted.
 * @returns milliseconds since 1970
 */
export function firstRowsPainted(): Promise<number> {
  for (const text of document.querySelectorAll('[role=grid]')) text.setAttribute('data-seen-before', '');
  const isDrawn = () =>
    document.querySelector('[role=grid]:not([data-seen-before]) .text-row:not([data-pending])') !== null;
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!isDrawn()) return;
      observer.disconnect();
      // They are drawn by a frame's own callback: what follows that frame's painting is the next task.
      setTimeout(() => resolve(Date.now()));
    });
    observer.observe(document.body, { subtree: true, childList: true, attributes: true });
  });
}

/**
 * Moves the text's scroll bar, and resolves when every row in view is painted.
 * @param part of the bar's length, from 0 to 1
 * @returns milliseconds
 */
export function jump(part: number): Promise<number> {
  const view = document.querySelector('[role=grid]');
  const content = view?.querySelector('[role=rowgroup]');
  if (!view || !content) throw new Error('there is no text to scroll');
  const firstRow = () => content.querySelector('.text-row')?.getAttribute('data-row');
  const before = firstRow();
  const isDrawn = () => firstRow() !== before && content.querySelector('[data-pending]') === null;
  return new Promise((resolve) => {
    const began = performance.now();
    const observer = new MutationObserver(() => {
      if (!isDrawn()) return;
      observer.disconnect();
      // As above.
      setTimeout(() => resolve(performance.now() - began));
    });
    observer.observe(content, { subtree: true, childList: true, attributes: true });
    view.scrollTop = part * (view.scrollHeight - view.clientHeight);
  });
}

/**
 * Drags the text's scroll bar from one end to the other, a bit with each frame.
 * @returns milliseconds between the frames, and how many of the rows in view were there at each
 */
export function scrollThrough(ms: number): Promise<{ readonly gaps: number[]; readonly drawn: number }> {
  const view = document.querySelector('[role=grid]');
  if (!view) throw new Error('there is no text to scroll');
  return new Promise((resolve) => {
    const began = performance.now();
    const gaps: number[] = [];
    let whole = 0;
    let last: number | undefined;
    const onFrame = (now: number) => {
      if (last !== undefined) gaps.push(now - last);
      last = now;
      if (view.querySelector('[data-pending]') === null) whole += 1;
      const part = (performance.now() - began) / ms;
      view.scrollTop = part * (view.scrollHeight - view.clientHeight);
      if (part < 1) requestAnimationFrame(onFrame);
      else resolve({ gaps, drawn: whole / (gaps.length + 1) });
    };
    requestAnimationFrame(onFrame);
  });
}
