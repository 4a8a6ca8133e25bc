/** What a page tells of its own start; times in milliseconds since its `timeOrigin`. */
export interface PageTimes {
  /** When the page was navigated to, in milliseconds since the epoch. */
  readonly timeOrigin: number;
  /** The document is there. */
  readonly responseEnd: number;
  readonly firstPaint: number;
  readonly firstContentfulPaint: number;
  /** The field can be typed into; null where none was named. */
  readonly editable: number | null;
  /** Path names of what was asked for before the first contentful paint, the document among them. */
  readonly loaded: readonly string[];
}

/**
 * Waits until the page has painted, and the field is there. It runs in the page as its own text: nothing of this module
 * is within its reach.
 * @param field the accessible name of an input; null where nothing is typed.
 */
export async function watchPage(field: string | null): Promise<PageTimes> {
  const painted = new Promise<void>((resolve) => {
    const observer = new PerformanceObserver((list) => {
      if (list.getEntriesByName('first-contentful-paint').length === 0) return;
      observer.disconnect();
      resolve();
    });
    observer.observe({ type: 'paint', buffered: true });
  });
  const editable = new Promise<number>((resolve) => {
    const observer = new MutationObserver(check);
    function check(): void {
      const input = document.querySelector(`input[aria-label="${field}"]`);
      if (!(input instanceof HTMLInputElement) || input.disabled || input.readOnly) return;
      observer.disconnect();
      resolve(performance.now());
    }
    observer.observe(document, { subtree: true, childList: true, attributes: true });
    check();
  });
  await painted;
  const timeOf = (name: string) => performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN;
  const firstContentfulPaint = timeOf('first-contentful-paint');
  const [navigation] = performance.getEntriesByType('navigation');
  const loaded = performance
    .getEntriesByType('resource')
    .filter(({ startTime }) => startTime < firstContentfulPaint)
    .map(({ name }) => new URL(name).pathname);
  return {
    timeOrigin: performance.timeOrigin,
    responseEnd: navigation instanceof PerformanceNavigationTiming ? navigation.responseEnd : Number.NaN,
    firstPaint: timeOf('first-paint'),
    firstContentfulPaint,
    editable: field === null ? null : await editable,
    loaded: [location.pathname, ...loaded],
  };
}
