import { Menu, type MenuProps } from '@mantine/core';
import type { ReactNode } from 'react';

export interface MenuAtProps
  extends Pick<MenuProps, 'width' | 'returnFocus' | 'clickOutsideEvents' | 'transitionProps'> {
  /** Where in the window it opens; null: closed. */
  readonly at: { readonly x: number; readonly y: number } | null;
  readonly label?: string | undefined;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A menu that opens where the pointer is. */
export function MenuAt({ at, label, onClose, children, ...how }: MenuAtProps) {
  return (
    <Menu opened={at !== null} onClose={onClose} position="bottom-start" offset={2} shadow="md" {...how}>
      <Menu.Target>
        <span className="menu-anchor" style={{ left: at?.x ?? 0, top: at?.y ?? 0 }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={label}>{children}</Menu.Dropdown>
    </Menu>
  );
}

/** The keys that do the same as a line of a menu. */
export function MenuKeys({ keys }: { readonly keys: string }) {
  return <span className="menu-keys">{keys}</span>;
}
