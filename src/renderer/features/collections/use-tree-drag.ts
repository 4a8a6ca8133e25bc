import { type DragEvent, useEffect, useRef, useState } from 'react';
import { type Destination, destinationOfDrop, type DropZone } from './tree-moves.ts';
import type { TreeRow } from './tree-rows.ts';
import type { Tree } from './tree-store.ts';

/** A closed folder opens when something is held above it for this long, in milliseconds. */
const openAfterMs = 600;

export interface TreeDragOptions {
  readonly tree: Tree;
  readonly rowOf: (id: string) => TreeRow | undefined;
  readonly onPick: (id: string) => void;
  readonly onOpen: (id: string) => void;
  readonly onMove: (id: string, to: Destination) => void;
}

/** Lines that are dragged to where they are to be. Handlers for the element that holds all lines. */
export function useTreeDrag({ tree, rowOf, onPick, onOpen, onMove }: TreeDragOptions) {
  const dragged = useRef<string | null>(null);
  const held = useRef<{ id: string; timer: ReturnType<typeof setTimeout> } | null>(null);
  const [over, setOver] = useState<{ id: string; zone: DropZone } | null>(null);

  const letGo = () => {
    if (held.current) clearTimeout(held.current.timer);
    held.current = null;
  };
  useEffect(
    () => () => {
      if (held.current) clearTimeout(held.current.timer);
    },
    [],
  );
  const end = () => {
    letGo();
    dragged.current = null;
    setOver(null);
  };
  const hold = (row: TreeRow, zone: DropZone) => {
    if (held.current?.id === row.id && zone === 'into') return;
    letGo();
    if (zone !== 'into' || row.isOpen !== false) return;
    held.current = { id: row.id, timer: setTimeout(() => onOpen(row.id), openAfterMs) };
  };

  return {
    over,
    handlers: {
      onDragStart: (event: DragEvent) => {
        const id = idUnder(event);
        if (id === null || !tree.item(id)) return;
        dragged.current = id;
        onPick(id);
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', tree.item(id)?.name ?? '');
      },
      onDragOver: (event: DragEvent) => {
        const id = idUnder(event);
        const row = id === null ? undefined : rowOf(id);
        if (dragged.current === null || !row) return;
        const zone = zoneUnder(event, row);
        hold(row, zone);
        if (!destinationOfDrop(tree, dragged.current, row.id, zone)) {
          setOver(null);
          return;
        }
        event.preventDefault();
        event.dataTransfer.dropEffect = 'move';
        setOver((now) => (now?.id === row.id && now.zone === zone ? now : { id: row.id, zone }));
      },
      onDragLeave: (event: DragEvent) => {
        const { currentTarget, relatedTarget } = event;
        if (relatedTarget instanceof Node && currentTarget.contains(relatedTarget)) return;
        letGo();
        setOver(null);
      },
      onDrop: (event: DragEvent) => {
        const id = idUnder(event);
        const row = id === null ? undefined : rowOf(id);
        const moved = dragged.current;
        if (moved !== null && row) {
          event.preventDefault();
          const to = destinationOfDrop(tree, moved, row.id, zoneUnder(event, row));
          if (to) onMove(moved, to);
        }
        end();
      },
      onDragEnd: end,
    },
  };
}

/** The id of the line that an event is on. */
export function idUnder(event: { readonly target: EventTarget | null }): string | null {
  const element = event.target instanceof Element ? event.target.closest('[data-id]') : null;
  return element?.getAttribute('data-id') ?? null;
}

/** The upper and lower quarter of a folder are the places beside it; of an open one, the lower part is its inside. */
function zoneUnder(event: DragEvent, row: TreeRow): DropZone {
  const element = event.target instanceof Element ? event.target.closest('[data-id]') : null;
  const box = element?.getBoundingClientRect();
  const part = box && box.height > 0 ? (event.clientY - box.top) / box.height : 0.5;
  if (row.parentId === null) return 'into';
  if (row.isOpen === null) return part < 0.5 ? 'before' : 'after';
  if (part < 0.25) return 'before';
  return part > 0.75 && !row.isOpen ? 'after' : 'into';
}
