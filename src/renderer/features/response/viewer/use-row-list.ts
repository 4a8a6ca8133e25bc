import { type RefObject, useEffect, useEffectEvent, useRef } from 'react';
import { RowList } from './row-list.ts';

export interface RowListLook {
  readonly rows: number;
  /** Draws a row into an element that may have shown another one. @returns whether this is how it stays. */
  readonly draw: (element: HTMLElement, row: number) => boolean;
  /** Told of the rows in view before they are drawn. */
  readonly onWindow?: (first: number, last: number) => void;
  /** Whether a row can be drawn as it stays; all can, where left out. */
  readonly isThere?: (row: number) => boolean;
  readonly follow?: boolean;
  readonly onLeaveEnd?: () => void;
}

/**
 * A list of any number of rows of one height in an element, which draws those in view: anew whenever `look` is another.
 * Memoise what it is made of.
 */
export function useRowList(
  host: RefObject<HTMLElement | null>,
  look: RowListLook,
): RefObject<RowList | null> {
  const list = useRef<RowList>(null);
  const drawing = useRef(look.draw);
  const currentLook = useEffectEvent(() => look);
  useEffect(() => {
    if (!host.current) return;
    const opened = new RowList(host.current, {
      create: () => document.createElement('div'),
      draw: (element, row) => drawing.current(element, row),
      onWindow: (first, last) => currentLook().onWindow?.(first, last),
      isThere: (row) => currentLook().isThere?.(row) ?? true,
      onScroll: () => undefined,
      onLeaveEnd: () => currentLook().onLeaveEnd?.(),
      contentRole: 'presentation',
    });
    list.current = opened;
    return () => {
      list.current = null;
      opened[Symbol.dispose]();
    };
  }, [host]);

  const { rows, draw, follow = false } = look;
  useEffect(() => {
    drawing.current = draw;
    list.current?.setRows(rows, 0);
    list.current?.setFollow(follow);
    list.current?.redraw();
  }, [rows, draw, follow]);
  return list;
}
