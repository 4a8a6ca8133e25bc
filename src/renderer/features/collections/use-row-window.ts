import { useCallback, useEffect, useRef, useState } from 'react';

export interface RowWindowOptions {
  readonly count: number;
  /** Of each line, in pixels. */
  readonly rowHeight: number;
  /** A line that is drawn wherever it is. */
  readonly pinned: number;
}

/** Lines that are drawn above and below those in view. */
const around = 8;

/**
 * Which of many lines are drawn: those in view, and a few around them. All are of one height, so that this is arithmetic
 * and needs no library.
 */
export function useRowWindow({ count, rowHeight, pinned }: RowWindowOptions) {
  const host = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ first: 0, end: 0 });

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const look = () => {
      const { scrollTop, clientHeight } = element;
      const first = Math.floor(scrollTop / rowHeight);
      const end = Math.ceil((scrollTop + clientHeight) / rowHeight);
      setView((now) => (now.first === first && now.end === end ? now : { first, end }));
    };
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [rowHeight]);

  /** Brings a line into view, the shortest way. */
  const scrollTo = useCallback(
    (index: number) => {
      const element = host.current;
      if (!element) return;
      const top = index * rowHeight;
      if (top < element.scrollTop) element.scrollTo({ top });
      else if (top + rowHeight > element.scrollTop + element.clientHeight) {
        element.scrollTo({ top: top + rowHeight - element.clientHeight });
      }
    },
    [rowHeight],
  );

  const first = Math.max(0, Math.min(view.first - around, count - 1));
  const end = Math.min(count, view.end + around);
  const indexes = Array.from({ length: Math.max(0, end - first) }, (_, step) => first + step);
  if (pinned < count && (pinned < first || pinned >= end)) indexes.push(pinned);
  return {
    /** For the element that scrolls. */
    host,
    indexes,
    scrollTo,
  };
}
