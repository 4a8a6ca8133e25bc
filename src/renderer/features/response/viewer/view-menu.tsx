import { Menu } from '@mantine/core';
import { MenuAt, MenuKeys } from '../../../ui/menu-at.tsx';

export interface ViewMenuItem {
  readonly label: string;
  readonly keys?: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

export interface ViewMenuProps {
  /** Where the pointer was, in the window; null: closed. */
  readonly at: { readonly x: number; readonly y: number } | null;
  readonly items: readonly ViewMenuItem[];
  readonly onClose: () => void;
}

/** The menu of the right mouse button. */
export function ViewMenu({ at, items, onClose }: ViewMenuProps) {
  return (
    <MenuAt at={at} onClose={onClose} returnFocus>
      {items.map(({ label, keys, disabled = false, onClick }) => (
        <Menu.Item
          key={label}
          disabled={disabled}
          rightSection={keys && <MenuKeys keys={keys} />}
          onClick={onClick}
        >
          {label}
        </Menu.Item>
      ))}
    </MenuAt>
  );
}
