import { ActionIcon, Loader, Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconChevronRight,
  IconDots,
  IconFileAlert,
  IconFolder,
  IconFolders,
} from '@tabler/icons-react';
import { memo } from 'react';
import type { Collection, Item } from '#router/contracts/collection.ts';
import { MethodBadge } from './method-badge.tsx';
import { RenameField } from './rename-field.tsx';
import type { DropZone } from './tree-moves.ts';
import { isCollection, type TreeRow } from './tree-rows.ts';

/** In rem, as in the styles of a row. */
export const rowHeightInRem = 1.625;

export interface TreeRowViewProps {
  readonly row: TreeRow;
  readonly elementId: string;
  /** From the top of the list, in pixels. */
  readonly top: number;
  /** The keyboard is on it. */
  readonly isCurrent: boolean;
  /** Its request is the one on the screen. */
  readonly isActive: boolean;
  /** Where what is dragged would go. */
  readonly drop: DropZone | null;
  /** Given while the name is edited: called with the new one, or null where it stays. */
  readonly onRenamed: ((name: string | null) => void) | undefined;
}

/** One line of the tree. */
export const TreeRowView = memo(function TreeRowView(props: TreeRowViewProps) {
  const { row, isCurrent, isActive, drop, onRenamed } = props;
  const { node } = row;
  return (
    <div
      id={props.elementId}
      className="collection-row"
      role="treeitem"
      aria-level={row.level}
      aria-posinset={row.place}
      aria-setsize={row.of}
      aria-expanded={row.isOpen ?? undefined}
      aria-selected={isCurrent}
      aria-current={isActive || undefined}
      data-id={row.id}
      data-collection={isCollection(node) || undefined}
      data-drop={drop ?? undefined}
      draggable={!isCollection(node) && !onRenamed}
      style={{ top: props.top, paddingLeft: 4 + (row.level - 1) * 14 }}
    >
      <span className="collection-twist" data-open={row.isOpen ?? undefined}>
        {row.isOpen !== null && <IconChevronRight size={14} stroke={1.8} aria-hidden="true" />}
      </span>
      <Mark node={node} />
      {onRenamed ? (
        <RenameField name={node.name} onDone={onRenamed} />
      ) : (
        <span className="collection-name" title={titleOf(node)}>
          {node.name}
        </span>
      )}
      <Problem node={node} />
      {!onRenamed && (
        <ActionIcon
          className="collection-more"
          size="sm"
          tabIndex={-1}
          aria-label={`Menu of ${node.name}`}
          data-menu=""
        >
          <IconDots size={14} stroke={1.8} />
        </ActionIcon>
      )}
    </div>
  );
});

/** What kind of thing it is. */
function Mark({ node }: { readonly node: Collection | Item }) {
  if (isCollection(node)) {
    return node.state === 'reading' ? (
      <Loader size={12} aria-label="Reading" />
    ) : (
      <IconFolders size={15} stroke={1.6} aria-hidden="true" />
    );
  }
  switch (node.kind) {
    case 'folder':
      return <IconFolder size={15} stroke={1.6} aria-hidden="true" />;
    case 'request':
      return <MethodBadge method={node.method} />;
    case 'other':
      return <span className="kind-label">{node.type}</span>;
    case 'broken':
      return (
        <span className="method-badge">
          <IconFileAlert size={15} stroke={1.6} aria-hidden="true" />
        </span>
      );
  }
}

function Problem({ node }: { readonly node: Collection | Item }) {
  const words = problemOf(node);
  if (words === null) return null;
  return (
    <Tooltip label={words} multiline maw={420}>
      <span className="collection-problem">
        <IconAlertTriangle size={14} stroke={1.8} aria-hidden="true" />
        <span className="visually-hidden">{words}</span>
      </span>
    </Tooltip>
  );
}

function problemOf(node: Collection | Item): string | null {
  if (isCollection(node)) {
    return node.problem ?? (node.state === 'missing' ? 'The folder can’t be read.' : null);
  }
  if (node.kind !== 'broken') return null;
  const { message, line, column } = node.problem;
  return `Line ${line}, column ${column}: ${message}`;
}

function titleOf(node: Collection | Item): string {
  if (isCollection(node)) return node.path;
  return node.kind === 'request' && node.url !== '' ? `${node.name}\n${node.url}` : node.name;
}
