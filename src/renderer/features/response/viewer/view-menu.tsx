import { Menu } from '@mantine/core';

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
    <Menu opened={at !== null} onClose={onClose} position="bottom-start" offset={2} shadow="md" returnFocus>
      <Menu.Target>
        <span className="menu-anchor" style={{ left: at?.x ?? 0, top: at?.y ?? 0 }} />
      </Menu.Target>
      <Menu.Dropdown>
        {items.map(({ label, keys, disabled = false, onClick }) => (
          <Menu.Item
            key={label}
            disabled={disabled}
            rightSection={keys && <span className="menu-keys">{keys}</span>}
            onClick={onClick}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
