import { type KeyboardEvent, type MouseEvent, useCallback, useMemo, useRef, useState } from 'react';
import type { BodyFacts } from '#router/contracts/body-view.ts';
import { toMainProcessError } from '../../../trpc/main-process-error.ts';
import { useTRPCClient } from '../../../trpc/provider.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { commandKey } from '../../../ui/platform.ts';
import { useBodyLabel } from '../viewer/body-owner.ts';
import { bodySource } from '../viewer/body-source.ts';
import { CopyStatus } from '../viewer/copy-status.tsx';
import { NotRead } from '../viewer/not-read.tsx';
import { useCopy } from '../viewer/use-copy.ts';
import { useRowList } from '../viewer/use-row-list.ts';
import { ViewMenu } from '../viewer/view-menu.tsx';
import { jsonPathOf, type TreeNode, type TreeRow } from './json-tree.ts';
import { drawTreeRow } from './tree-row.ts';
import { useJsonTree } from './use-json-tree.ts';
import { valueBytes } from './value-end.ts';

export interface TreeViewProps {
  readonly facts: BodyFacts;
  /** Shows a place of the body as it came. */
  readonly onGoToRaw: (offset: number) => void;
  readonly onSave?: (() => void) | undefined;
}

/** JSON as a tree, read from the file as it is opened. Keys as in WAI-ARIA's tree view. */
export function TreeView({ facts, onGoToRaw, onSave }: TreeViewProps) {
  const label = useBodyLabel();
  const client = useTRPCClient();
  const source = useMemo(() => bodySource(client, facts.id), [client, facts.id]);
  const { tree, failure, again, setOpen, more } = useJsonTree(facts.id);
  const rows = useMemo(() => tree.rows(), [tree]);
  const [current, setCurrent] = useState(0);
  const [menu, setMenu] = useState<{ x: number; y: number } | null>(null);
  const [copyProblem, setCopyProblem] = useState<string | null>(null);
  const copying = useCopy(source, (cause) => toMainProcessError(cause).message);
  const host = useRef<HTMLDivElement>(null);
  const at = Math.min(current, rows.length - 1);

  const draw = useCallback(
    (element: HTMLElement, index: number) => {
      const row = rows[index];
      if (row) drawTreeRow(element, row, { index, isCurrent: index === at });
      return row !== undefined;
    },
    [rows, at],
  );
  const list = useRowList(host, { rows: Math.max(rows.length, 1), draw });

  const go = (index: number) => {
    const next = Math.max(0, Math.min(index, rows.length - 1));
    setCurrent(next);
    list.current?.reveal(next);
  };
  const activate = (row: TreeRow | undefined) => {
    if (row?.type === 'node') setOpen(row.node, !row.isOpen);
    else if (row?.type === 'more') more(row.parent);
    else if (row?.type === 'problem' && row.problem.offset !== undefined) onGoToRaw(row.problem.offset);
  };
  const indexOf = (node: TreeNode | null) =>
    rows.findIndex((row) => row.type === 'node' && row.node.id === node?.id);

  const selected = rows[at];
  const node = selected?.type === 'node' ? selected.node : null;
  const copyValue = () => {
    if (!node) return;
    const { offset } = node.json;
    copying.copy({
      format: { as: 'text', encoding: facts.encoding.label },
      range: async (options) => {
        const bytes = await valueBytes(source.bytes(offset, facts.size), options);
        return { start: offset, end: offset + bytes };
      },
    });
  };
  const copyPath = () => {
    if (!node) return;
    navigator.clipboard.writeText(jsonPathOf(node)).then(
      () => setCopyProblem(null),
      (cause: unknown) => setCopyProblem(toMainProcessError(cause).message),
    );
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.nativeEvent.isComposing) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand) {
      if (event.key.toLowerCase() !== 'c') return;
      if (event.shiftKey) copyPath();
      else copyValue();
      event.preventDefault();
      return;
    }
    const isOpen = selected?.type === 'node' && selected.isOpen;
    const page = Math.max(1, (list.current?.rowsInView ?? 1) - 1);
    switch (event.key) {
      case 'ArrowDown':
        go(at + 1);
        break;
      case 'ArrowUp':
        go(at - 1);
        break;
      case 'PageDown':
        go(at + page);
        break;
      case 'PageUp':
        go(at - page);
        break;
      case 'Home':
        go(0);
        break;
      case 'End':
        go(rows.length - 1);
        break;
      case 'ArrowRight':
        if (isOpen) go(at + 1);
        else if (node) setOpen(node, true);
        break;
      case 'ArrowLeft': {
        if (node && isOpen) {
          setOpen(node, false);
          break;
        }
        const parent = selected?.type === 'node' ? selected.node.parent : selected?.parent;
        if (parent) go(indexOf(parent));
        break;
      }
      case 'Enter':
      case ' ':
        activate(selected);
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  const rowUnder = (event: MouseEvent) => {
    const element = event.target instanceof Element ? event.target.closest('[data-index]') : null;
    return element instanceof HTMLElement ? Number(element.dataset['index']) : null;
  };
  const onClick = (event: MouseEvent) => {
    const index = rowUnder(event);
    if (index === null) return;
    setCurrent(index);
    activate(rows[index]);
  };
  const onContextMenu = (event: MouseEvent) => {
    event.preventDefault();
    const index = rowUnder(event);
    if (index !== null) setCurrent(index);
    setMenu({ x: event.clientX, y: event.clientY });
  };

  return (
    <div className="body-viewer">
      <div
        ref={host}
        className="rows-host tree-host"
        role="tree"
        tabIndex={0}
        aria-label={`${label} as a tree`}
        aria-activedescendant={`tree-row-${at}`}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onContextMenu={onContextMenu}
      />
      <ViewMenu
        at={menu}
        onClose={() => setMenu(null)}
        items={[
          { label: 'Copy value', keys: `${commandKey} C`, disabled: node === null, onClick: copyValue },
          { label: 'Copy path', keys: `${commandKey} Shift C`, disabled: node === null, onClick: copyPath },
        ]}
      />
      <CopyStatus copying={copying} onSave={onSave} />
      {copyProblem !== null && (
        <Notice tone="warning" onClose={() => setCopyProblem(null)}>
          Nothing was copied: {copyProblem}
        </Notice>
      )}
      <NotRead what="The JSON" problem={failure} onRetry={again} />
    </div>
  );
}
