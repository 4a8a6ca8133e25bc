import { type KeyboardEvent, type MouseEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { Collection, Item } from '#router/contracts/collection.ts';
import { useRem } from '../../ui/use-rem.ts';
import { type ItemCommand, ItemMenu, type ItemMenuProps } from './item-menu.tsx';
import { type TreeCommand, treeCommandOf } from './tree-keys.ts';
import { destinationByKey } from './tree-moves.ts';
import { isCollection, isContainer } from './tree-rows.ts';
import { rowHeightInRem, TreeRowView } from './tree-row-view.tsx';
import type { Tree } from './tree-store.ts';
import { asItWillBe } from './tree-under-way.ts';
import { useCurrentRow } from './use-current-row.ts';
import { useExpansion } from './use-expansion.ts';
import { useFollowedChanges } from './use-followed-changes.ts';
import { useRowWindow } from './use-row-window.ts';
import type { TreeChanges } from './use-tree-changes.ts';
import { idUnder, useTreeDrag } from './use-tree-drag.ts';
import { useTreeStore } from './use-tree.ts';
import { useTreeLines } from './use-tree-lines.ts';

export interface CollectionTreeProps {
  readonly tree: Tree;
  /** Words that names or URLs have; '' shows all. */
  readonly filter: string;
  readonly changes: TreeChanges;
  readonly activeItemId: string | null;
  readonly onOpen: (itemId: string) => void;
  readonly onOpenText: (itemId: string) => void;
  readonly onNewRequest: (parentId: string) => void;
  readonly onEditEnvironments: (collectionId: string) => void;
  /** Of a folder or a collection. */
  readonly onEditDefaults: (id: string) => void;
  readonly onClose: (collection: Collection) => void;
}

/**
 * All open collections as a tree (WAI-ARIA's tree view, with the focus on the whole), of which the lines in view alone
 * are drawn. Not a library's: headless-tree asks for all items again at each change, which takes 0.8 s with 10,000.
 */
export function CollectionTree(props: CollectionTreeProps) {
  const { filter, changes, activeItemId } = props;
  const { underWay } = changes;
  const tree = useMemo(() => asItWillBe(props.tree, underWay), [props.tree, underWay]);
  const store = useTreeStore();
  const treeId = useId();
  const [menu, setMenu] = useState<ItemMenuProps['at']>(null);
  const expansion = useExpansion(tree);
  const { isOpen, isHit, setOpenInFilter, rows } = useTreeLines(
    tree,
    filter,
    underWay.newFolders,
    expansion.isOpen,
  );

  const current = useCurrentRow(rows, underWay.moving);
  const rowHeight = rowHeightInRem * useRem();
  const { host, indexes, scrollTo } = useRowWindow({ count: rows.length, rowHeight, pinned: current.index });
  const { wanted } = current;
  const wantedIndex = wanted ? current.indexOf(wanted.id) : undefined;
  const shownLast = useRef<object | null>(null);
  useEffect(() => {
    if (wantedIndex === undefined || shownLast.current === wanted) return;
    shownLast.current = wanted;
    scrollTo(wantedIndex);
  }, [wanted, wantedIndex, scrollTo]);
  const { row } = current;

  const setOpen = (id: string, open: boolean) => {
    if (isHit(id)) setOpenInFilter(id, open);
    else expansion.setOpen([id], open);
  };
  const followed = useFollowedChanges({ tree, changes, current, expansion, activeItemId });
  const { renaming } = followed;
  /** Main knows nothing of it yet. */
  const isNew = (id: string) => underWay.newFolders.some((folder) => folder.id === id);

  const activate = (node: Collection | Item) => {
    if (isCollection(node) || node.kind === 'folder') setOpen(node.id, !isOpen(node.id));
    else if (node.kind === 'request') props.onOpen(node.id);
    else props.onOpenText(node.id);
  };
  const rename = (node: Collection | Item, name: string | null) => {
    followed.endRenaming(node.id);
    // After a key. After a click elsewhere the focus is on its way there, and Delete would be for the tree.
    if (host.current?.contains(document.activeElement)) host.current.focus();
    const folder = underWay.newFolders.find(({ id }) => id === node.id);
    if (folder) void followed.nameFolder(folder, name);
    else if (name !== null && name !== node.name) void followed.rename(node, name);
  };

  const editDefaults = (node: Collection | Item) => {
    if (isContainer(node)) props.onEditDefaults(node.id);
  };

  const onItemCommand = (command: ItemCommand, node: Collection | Item) => {
    switch (command) {
      case 'open':
      case 'text':
        return activate(node);
      case 'request':
        return props.onNewRequest(node.id);
      case 'folder':
        setOpen(node.id, true);
        return followed.newFolder(node.id);
      case 'environments':
        return props.onEditEnvironments(node.id);
      case 'settings':
        return editDefaults(node);
      case 'rename':
        return followed.startRenaming(node.id);
      case 'duplicate':
        return void followed.duplicate(node);
      case 'remove':
        return void followed.remove(node);
      case 'close':
        return isCollection(node) ? props.onClose(node) : undefined;
    }
  };
  const openMenu = (node: Collection | Item, x: number, y: number) => {
    if (!isNew(node.id)) setMenu({ node, x, y });
  };

  const onCommand = (command: TreeCommand, now: number) => {
    if (command.type !== 'find') current.endWord();
    switch (command.type) {
      case 'undo':
        return void followed.undo();
      case 'redo':
        return void followed.redo();
      case 'step':
        return current.goTo(current.index + command.by);
      case 'page': {
        const page = Math.max(1, Math.floor((host.current?.clientHeight ?? 0) / rowHeight) - 1);
        return current.goTo(current.index + command.by * page);
      }
      case 'first':
        return current.goTo(0);
      case 'last':
        return current.goTo(rows.length - 1);
      case 'find':
        return current.find(command.letter, now);
    }
    const latest = current.latest();
    if (!latest) return;
    const { node } = latest;
    switch (command.type) {
      case 'remove':
        return void followed.remove(node);
      case 'duplicate':
        return void followed.duplicate(node);
      case 'move':
        if (isCollection(node)) return;
        return void followed.move(node, (id) => destinationByKey(store.snapshot(), id, command.direction));
    }
    // All else needs the line itself: it may have another id in a moment.
    if (!row) return;
    switch (command.type) {
      case 'open':
        if (row.isOpen === false) return setOpen(row.id, true);
        return row.isOpen && rows[current.index + 1]?.parentId === row.id
          ? current.goTo(current.index + 1)
          : undefined;
      case 'close':
        if (row.isOpen) return setOpen(row.id, false);
        return row.parentId === null ? undefined : current.show(row.parentId);
      case 'activate':
        return activate(node);
      case 'rename':
        return isNew(row.id) ? undefined : followed.startRenaming(row.id);
      case 'settings':
        return isNew(row.id) ? undefined : editDefaults(node);
      case 'menu': {
        const box = document.getElementById(elementId(row.id))?.getBoundingClientRect();
        return openMenu(node, (box?.left ?? 0) + 40, box?.bottom ?? 0);
      }
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const command = event.nativeEvent.isComposing ? undefined : treeCommandOf(event);
    if (!command) return;
    event.preventDefault();
    onCommand(command, event.timeStamp);
  };
  const onClick = (event: MouseEvent) => {
    const node = nodeUnder(event);
    if (!node || node.id === renaming) return;
    current.pick(node.id);
    const button = event.target instanceof Element ? event.target.closest('[data-menu]') : null;
    // The second click of two would undo the first.
    if (!button) return event.detail > 1 && isContainer(node) ? undefined : activate(node);
    const box = button.getBoundingClientRect();
    openMenu(node, box.left, box.bottom);
  };
  const onContextMenu = (event: MouseEvent) => {
    const node = nodeUnder(event);
    if (!node || node.id === renaming) return;
    event.preventDefault();
    current.pick(node.id);
    openMenu(node, event.clientX, event.clientY);
  };
  const rowOf = (id: string) => rows[current.indexOf(id) ?? -1];
  const nodeUnder = (event: MouseEvent) => {
    const id = idUnder(event);
    return id === null ? undefined : rowOf(id)?.node;
  };
  const elementId = (id: string) => `${treeId}${id}`;
  const drag = useTreeDrag({
    tree,
    rowOf,
    onPick: current.pick,
    onOpen: (id) => setOpen(id, true),
    onMove: (id, to) => {
      const item = tree.item(id);
      if (!item) return;
      void followed.move(item, (_id, idNow) => ({
        parentId: idNow(to.parentId),
        beforeId: to.beforeId && idNow(to.beforeId),
      }));
    },
  });

  return (
    <>
      <div
        ref={host}
        className="collection-tree"
        role="tree"
        aria-label="Collections"
        aria-activedescendant={row && elementId(row.id)}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onContextMenu={onContextMenu}
        {...drag.handlers}
      >
        <div className="collection-rows" role="none" style={{ height: rows.length * rowHeight }}>
          {indexes.map((index) => {
            const shown = rows[index];
            return (
              shown && (
                <TreeRowView
                  key={shown.id}
                  row={shown}
                  elementId={elementId(shown.id)}
                  top={index * rowHeight}
                  isCurrent={shown.id === row?.id}
                  isActive={shown.id === activeItemId}
                  drop={drag.over?.id === shown.id ? drag.over.zone : null}
                  onRenamed={shown.id === renaming ? (name) => rename(shown.node, name) : undefined}
                />
              )
            );
          })}
        </div>
      </div>
      <ItemMenu
        at={menu}
        onCommand={onItemCommand}
        onClose={() => {
          setMenu(null);
          // The field for another name may have the focus by now.
          if (!host.current?.contains(document.activeElement)) host.current?.focus();
        }}
      />
    </>
  );
}
