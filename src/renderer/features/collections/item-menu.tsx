import { Menu } from '@mantine/core';
import { Fragment } from 'react';
import type { Collection, Item } from '#router/contracts/collection.ts';
import { MenuAt, MenuKeys } from '../../ui/menu-at.tsx';
import { commandKey } from '../../ui/platform.ts';
import { isCollection, isContainer } from './tree-rows.ts';

export type ItemCommand =
  | 'open'
  | 'text'
  | 'request'
  | 'folder'
  | 'environments'
  | 'settings'
  | 'rename'
  | 'duplicate'
  | 'remove'
  | 'close';

interface Entry {
  readonly command: ItemCommand;
  readonly label: string;
  readonly keys?: string;
}

export interface ItemMenuProps {
  /** What the menu is of, and where in the window it opens; null: closed. */
  readonly at: { readonly node: Collection | Item; readonly x: number; readonly y: number } | null;
  readonly onCommand: (command: ItemCommand, node: Collection | Item) => void;
  readonly onClose: () => void;
}

/** What can be done with one line of the tree. */
export function ItemMenu({ at, onCommand, onClose }: ItemMenuProps) {
  return (
    <MenuAt
      at={at}
      label={at ? `Menu of ${at.node.name}` : undefined}
      onClose={onClose}
      width={210}
      // The tree takes the focus back itself: with “Rename” it is in a field by then.
      returnFocus={false}
      // The key that opens it is no key pressed outside of it.
      clickOutsideEvents={['mousedown', 'touchstart']}
      // What it was of is forgotten when it closes: nothing is left to fade out.
      transitionProps={{ duration: 0 }}
    >
      {at &&
        groupsOf(at.node).map((group, index) => (
          <Fragment key={group[0]?.command}>
            {index > 0 && <Menu.Divider />}
            {group.map(({ command, label, keys }) => (
              <Menu.Item
                key={command}
                {...(command === 'remove' && { color: 'red' })}
                rightSection={keys && <MenuKeys keys={keys} />}
                onClick={() => onCommand(command, at.node)}
              >
                {label}
              </Menu.Item>
            ))}
          </Fragment>
        ))}
    </MenuAt>
  );
}

function groupsOf(node: Collection | Item): Entry[][] {
  const rename: Entry = { command: 'rename', label: 'Rename', keys: 'F2' };
  const settings: Entry = { command: 'settings', label: 'Settings…', keys: 'Alt Enter' };
  const inside: Entry[] = [
    { command: 'request', label: 'New request' },
    { command: 'folder', label: 'New folder' },
  ];
  if (isCollection(node)) {
    return [
      inside,
      [{ command: 'environments', label: 'Edit environments…' }, settings, rename],
      [{ command: 'close', label: 'Close collection' }],
    ];
  }
  const open: Entry =
    node.kind === 'request'
      ? { command: 'open', label: 'Open', keys: 'Enter' }
      : { command: 'text', label: 'Show the file’s text', keys: 'Enter' };
  return [
    isContainer(node) ? inside : [open],
    [
      ...(node.kind === 'folder' ? [settings] : []),
      rename,
      { command: 'duplicate', label: 'Duplicate', keys: `${commandKey} D` },
    ],
    [{ command: 'remove', label: 'Delete', keys: 'Del' }],
  ];
}
