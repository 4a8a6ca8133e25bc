import { ActionIcon, Button, Loader, Tooltip } from '@mantine/core';
import { IconFolderOpen, IconFolderPlus, IconSearch, IconX } from '@tabler/icons-react';
import { lazy, type Ref, Suspense, useDeferredValue, useImperativeHandle, useRef, useState } from 'react';
import type { Collection } from '#router/contracts/collection.ts';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPCClient } from '../../trpc/provider.tsx';
import { withShortNames } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import './collections.css';
import { CollectionTree } from './collection-tree.tsx';
import { EnvironmentSwitcher } from './environment-switcher.tsx';
import { NewCollectionDialog } from './new-collection-dialog.tsx';
import { OpenCollectionDialog } from './open-collection-dialog.tsx';
import { findInTree } from './tree-filter.ts';
import { collectionOf } from './tree-rows.ts';
import { useOpenCollection } from './use-open-collection.ts';
import { useTree, useTreeStore } from './use-tree.ts';
import { useTreeChanges } from './use-tree-changes.ts';

const DefaultsDialog = lazy(() => import('../defaults/defaults-dialog.tsx'));
const EnvironmentsDialog = lazy(() => import('./environments-dialog.tsx'));

export interface SidebarProps {
  /** The saved request on the screen; null for one that belongs to no collection. */
  readonly activeItemId: string | null;
  readonly onOpen: (itemId: string) => void;
  /** For files that Parley shows as text: those that are broken, and those of kinds that it can't send. */
  readonly onOpenText: (itemId: string) => void;
  readonly onNewRequest: (parentId: string) => void;
  readonly commands?: Ref<SidebarCommands>;
}

/** What can be asked of the sidebar from elsewhere. */
export interface SidebarCommands {
  readonly openCollection: () => void;
  readonly newCollection: () => void;
  /** Those of the collection in use. */
  readonly editEnvironments: () => void;
  /** Takes the last change of the tree back. */
  readonly undo: () => void;
}

/** All open collections, what can be done with them, and the environment that is in use. */
export function Sidebar({ commands, ...props }: SidebarProps) {
  const { activeItemId } = props;
  const client = useTRPCClient();
  const tree = useTree();
  const store = useTreeStore();
  const changes = useTreeChanges();
  const opening = useOpenCollection(changes.fail);
  const [isNaming, setNaming] = useState(false);
  const [filter, setFilter] = useState('');
  const [environmentsOf, setEnvironmentsOf] = useState<string | null>(null);
  const [defaultsOf, setDefaultsOf] = useState<string | null>(null);
  const settledFilter = useDeferredValue(filter);
  const sidebar = useRef<HTMLElement>(null);
  const active = collectionOf(tree, activeItemId) ?? onlyOne(tree.collections);
  const isEmpty = tree.collections.length === 0;

  const close = (collection: Collection) => {
    client.collections.close
      .mutate({ id: collection.id })
      .then(() => changes.tell(`“${collection.name}” closed. Its files stay in ${collection.path}.`))
      .catch((cause: unknown) => changes.fail(`“${collection.name}” was not closed`, cause));
  };
  const { news } = changes;
  useImperativeHandle(commands, () => ({
    openCollection: opening.open,
    newCollection: () => setNaming(true),
    editEnvironments: () => {
      if (active) setEnvironmentsOf(active.id);
      else changes.tell('Open a request first: the environments are those of its collection.');
    },
    undo: () => void changes.undo(),
  }));

  return (
    <nav ref={sidebar} className="sidebar" aria-label="Saved requests">
      <div className="sidebar-head">
        <Filter
          value={filter}
          onChange={setFilter}
          onLeave={() => sidebar.current?.querySelector<HTMLElement>('[role=tree]')?.focus()}
        />
        <Tooltip label="Open collection">
          <ActionIcon aria-label="Open collection" onClick={opening.open}>
            <IconFolderOpen size={16} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="New collection">
          <ActionIcon aria-label="New collection" onClick={() => setNaming(true)}>
            <IconFolderPlus size={16} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </div>
      {tree.failure !== undefined && (
        <Notice tone="warning" action={{ label: 'Try again', onClick: store.again }}>
          Collections are not kept up to date: {toMainProcessError(tree.failure).message}
        </Notice>
      )}
      {isEmpty ? (
        <NoCollections
          isReading={!tree.isComplete && tree.failure === undefined}
          onOpen={opening.open}
          onNew={() => setNaming(true)}
        />
      ) : (
        <CollectionTree
          {...props}
          tree={tree}
          filter={settledFilter}
          changes={changes}
          onEditEnvironments={setEnvironmentsOf}
          onEditDefaults={setDefaultsOf}
          onClose={close}
        />
      )}
      {!isEmpty && findInTree(tree, settledFilter)?.hits.size === 0 && (
        <p className="sidebar-none" role="status">
          Nothing has “{settledFilter.trim()}” in its name, URL or method.
        </p>
      )}
      {news && (
        <Notice
          tone={news.tone}
          {...(news.action && {
            action: {
              label: news.action,
              onClick: () => void (news.action === 'Undo' ? changes.undo() : changes.redo()),
            },
          })}
          title={news.words}
          onClose={changes.dismissNews}
        >
          {withShortNames(news.words)}
        </Notice>
      )}
      {active && (
        <div className="sidebar-foot">
          <EnvironmentSwitcher collection={active} onEdit={() => setEnvironmentsOf(active.id)} />
        </div>
      )}
      {isNaming && <NewCollectionDialog onClose={() => setNaming(false)} />}
      {opening.isChoosing && <OpenCollectionDialog onClose={opening.stopChoosing} />}
      {environmentsOf !== null && (
        <Suspense>
          <EnvironmentsDialog collectionId={environmentsOf} onClose={() => setEnvironmentsOf(null)} />
        </Suspense>
      )}
      {defaultsOf !== null && (
        <Suspense>
          <DefaultsDialog id={defaultsOf} onClose={() => setDefaultsOf(null)} />
        </Suspense>
      )}
    </nav>
  );
}

function onlyOne(collections: readonly Collection[]): Collection | undefined {
  return collections.length === 1 ? collections[0] : undefined;
}

interface FilterProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** On to what was found. */
  readonly onLeave: () => void;
}

/** Escape clears what stands in it, and the arrow down goes on to the tree. */
function Filter({ value, onChange, onLeave }: FilterProps) {
  return (
    <div className="sidebar-filter" role="search">
      <IconSearch size={14} stroke={1.8} aria-hidden="true" />
      <input
        aria-label="Filter by name, URL or method"
        placeholder="Filter"
        value={value}
        spellCheck={false}
        autoComplete="off"
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value !== '') onChange('');
          else if (event.key === 'ArrowDown') onLeave();
          else return;
          event.preventDefault();
        }}
      />
      {value !== '' && (
        <ActionIcon size="xs" aria-label="Clear filter" onClick={() => onChange('')}>
          <IconX size={12} />
        </ActionIcon>
      )}
    </div>
  );
}

interface NoCollectionsProps {
  readonly isReading: boolean;
  readonly onOpen: () => void;
  readonly onNew: () => void;
}

function NoCollections({ isReading, onOpen, onNew }: NoCollectionsProps) {
  if (isReading) {
    return (
      <div className="sidebar-empty">
        <Loader size="xs" aria-label="Reading collections" />
      </div>
    );
  }
  return (
    <div className="sidebar-empty">
      <p>
        Collections are folders of plain files that you can keep in git. Parley reads and writes
        OpenCollection, as Bruno does.
      </p>
      <Button onClick={onOpen}>Open a collection…</Button>
      <Button variant="default" onClick={onNew}>
        New collection…
      </Button>
    </div>
  );
}
