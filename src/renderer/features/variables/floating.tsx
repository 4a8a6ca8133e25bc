import { type ReactNode, type RefObject, useLayoutEffect, useRef } from 'react';
import { createPortal } from 'react-dom';

export interface FloatingProps {
  /** The field that it belongs to. */
  readonly field: RefObject<HTMLElement | null>;
  /** Where on the screen its left edge is wanted; measured anew with each drawing. */
  readonly left: () => number;
  readonly className: string;
  /** The field has scrolled away from under it. */
  readonly onLost: () => void;
  readonly children: ReactNode;
}

const gap = 4;

/** Something right below a field, above everything else; over the field where there is more room. */
export function Floating({ field, left, className, onLost, children }: FloatingProps) {
  const box = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    if (!box.current || !field.current) return;
    const { style, offsetWidth, offsetHeight } = box.current;
    const place = field.current.getBoundingClientRect();
    const isBelow =
      place.bottom + gap + offsetHeight <= innerHeight || place.top < innerHeight - place.bottom;
    style.top = `${isBelow ? place.bottom + gap : place.top - gap - offsetHeight}px`;
    const farthest = Math.min(place.right, innerWidth - gap) - offsetWidth;
    style.left = `${Math.max(gap, place.left, Math.min(left(), farthest))}px`;
  });

  useLayoutEffect(() => {
    const onScroll = ({ target }: Event) => {
      if (
        target instanceof Node &&
        field.current &&
        target !== field.current &&
        target.contains(field.current)
      )
        onLost();
    };
    window.addEventListener('scroll', onScroll, true);
    window.addEventListener('resize', onLost);
    return () => {
      window.removeEventListener('scroll', onScroll, true);
      window.removeEventListener('resize', onLost);
    };
  }, [field, onLost]);

  return createPortal(
    <div ref={box} className={`floating ${className}`}>
      {children}
    </div>,
    document.body,
  );
}
