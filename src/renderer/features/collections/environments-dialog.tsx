import { ActionIcon, Button, Modal, Tooltip } from '@mantine/core';
import { IconCopy, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useCallback, useRef, useState } from 'react';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPCClient } from '../../trpc/provider.tsx';
import { Notice } from '../../ui/notice.tsx';
import { EnvironmentEditor } from './environment-editor.tsx';
import { RenameField } from './rename-field.tsx';
import { useTree } from './use-tree.ts';
import { freeName } from './use-tree-changes.ts';

export interface EnvironmentsDialogProps {
  readonly collectionId: string;
  readonly onClose: () => void;
}

interface News {
  readonly words: string;
  readonly tone: 'calm' | 'warning';
  readonly action?: { readonly label: string; readonly onClick: () => void };
}

/** The environments of a collection and their variables, which are saved as they are typed. */
export default function EnvironmentsDialog({ collectionId, onClose }: EnvironmentsDialogProps) {
  const { environments: calls, collections } = useTRPCClient();
  const tree = useTree();
  const collection = tree.collections.find(({ id }) => id === collectionId);
  const environments = collection?.environments ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [renaming, setRenaming] = useState<string | null>(null);
  const [news, setNews] = useState<News | null>(null);
  // What is typed while an environment gets another file would go to the one of before.
  const [isChanging, setChanging] = useState(false);
  const flush = useRef<(() => Promise<void>) | null>(null);
  const onFlush = useCallback((given: (() => Promise<void>) | null) => {
    flush.current = given;
  }, []);
  const inUse = environments.find(({ id }) => id === collection?.environmentId) ?? environments[0];
  // One that was just made or renamed: main has yet to tell of it.
  const selected = chosen === null ? inUse : environments.find(({ id }) => id === chosen);
  const names = environments.map(({ name }) => name);

  /** Does it once all that was typed is in the file: it may be another file afterwards. */
  const run = async (failed: string, work: () => Promise<unknown>) => {
    setNews(null);
    setChanging(true);
    try {
      await flush.current?.();
      await work();
    } catch (cause) {
      setNews({ words: `${failed}: ${toMainProcessError(cause).message}`, tone: 'warning' });
    }
    setChanging(false);
  };
  const close = async () => {
    try {
      await flush.current?.();
    } catch (cause) {
      setNews({
        words: `Your last changes are not saved: ${toMainProcessError(cause).message}`,
        tone: 'warning',
        action: { label: 'Close without them', onClick: onClose },
      });
      return;
    }
    onClose();
  };
  const create = () =>
    run('No environment was made', async () => {
      const name = freeName('New environment', names);
      const id = await calls.create.mutate({ collectionId, name });
      setChosen(id);
      setRenaming(id);
    });
  const rename = (id: string, name: string | null) => {
    setRenaming(null);
    if (name === null) return;
    void run('The environment was not renamed', async () =>
      setChosen(await calls.rename.mutate({ id, name })),
    );
  };
  const duplicate = (id: string) =>
    run('The environment was not duplicated', async () => setChosen(await calls.duplicate.mutate({ id })));
  const remove = (id: string, name: string) =>
    run('The environment was not deleted', async () => {
      const { undoId } = await calls.remove.mutate({ id });
      setChosen(null);
      setNews({
        words: `“${name}” deleted.`,
        tone: 'calm',
        action: { label: 'Undo', onClick: () => void bringBack(undoId) },
      });
    });
  const bringBack = (undoId: string) =>
    run('The environment is not back', async () =>
      setChosen((await collections.undo.mutate({ id: undoId })).id),
    );

  return (
    <Modal
      opened
      onClose={() => void close()}
      size={860}
      title={`Environments of ${collection?.name ?? 'a collection that is closed'}`}
      closeButtonProps={{ 'aria-label': 'Close environments' }}
    >
      {news && (
        <Notice tone={news.tone} {...(news.action && { action: news.action })} onClose={() => setNews(null)}>
          {news.words}
        </Notice>
      )}
      <div className="environments">
        <div className="environment-list">
          <ul aria-label="Environments">
            {environments.map(({ id, name }) => (
              <li key={id}>
                {renaming === id ? (
                  <RenameField name={name} onDone={(typed) => rename(id, typed)} />
                ) : (
                  <button
                    type="button"
                    aria-current={id === selected?.id || undefined}
                    onClick={() => setChosen(id)}
                    onDoubleClick={() => setRenaming(id)}
                  >
                    {name}
                  </button>
                )}
              </li>
            ))}
          </ul>
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<IconPlus size={14} />}
            onClick={() => void create()}
          >
            New environment
          </Button>
        </div>
        {selected ? (
          <section className="environment" aria-label={selected.name} inert={isChanging}>
            <div className="environment-head">
              <h3>{selected.name}</h3>
              <Tooltip label="Rename">
                <ActionIcon aria-label={`Rename ${selected.name}`} onClick={() => setRenaming(selected.id)}>
                  <IconPencil size={15} stroke={1.6} />
                </ActionIcon>
              </Tooltip>
              <Tooltip label="Duplicate">
                <ActionIcon
                  aria-label={`Duplicate ${selected.name}`}
                  onClick={() => void duplicate(selected.id)}
                >
                  <IconCopy size={15} stroke={1.6} />
                </ActionIcon>
              </Tooltip>
              <Tooltip label="Delete">
                <ActionIcon
                  aria-label={`Delete ${selected.name}`}
                  onClick={() => void remove(selected.id, selected.name)}
                >
                  <IconTrash size={15} stroke={1.6} />
                </ActionIcon>
              </Tooltip>
            </div>
            <EnvironmentEditor key={selected.id} id={selected.id} onFlush={onFlush} />
          </section>
        ) : (
          <p className="pane-hint">
            {environments.length > 0 ? (
              'Choose an environment.'
            ) : (
              <>
                An environment is a set of variables, such as those of a test server. Requests name them as{' '}
                <code>{'{{name}}'}</code>.
              </>
            )}
          </p>
        )}
      </div>
    </Modal>
  );
}
