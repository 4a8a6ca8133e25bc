import type { ReactNode } from 'react';

export interface TabLabelProps {
  readonly children: ReactNode;
  /** How much is behind the tab; nothing is shown for 0. */
  readonly count?: number | 'some';
}

/** A tab's name with a count or, where there is something that is not counted, a dot. */
export function TabLabel({ children, count = 0 }: TabLabelProps) {
  return (
    <span className="tab-label">
      {children}
      {count === 'some' && (
        <span className="tab-dot">
          <span className="visually-hidden">in use</span>
        </span>
      )}
      {typeof count === 'number' && count > 0 && <span className="tab-count">{count}</span>}
    </span>
  );
}
