import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconCopy, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { reachMain } from '../../trpc/refuse-late.ts';
import { useTRPCClient } from '../../trpc/provider.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { unsavedEdits } from '../drafts/unsaved-edits.ts';
import { EnvironmentEditor } from './environment-editor.tsx';
import { RenameField } from './rename-field.tsx';
import { useLeaving } from './use-leaving.tsx';
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
  const client = useTRPCClient();
  const { environments: calls, collections } = client;
  const tree = useTree();
  const collection = tree.collections.find(({ id }) => id === collectionId);
  const environments = collection?.environments ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [renaming, setRenaming] = useState<string | null>(null);
  const [news, setNews] = useState<News | null>(null);
  // What is typed while an environment gets another file would go to the one of before.
  const [isChanging, setChanging] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const { leave, notice } = useLeaving();
  const inUse = environments.find(({ id }) => id === collection?.environmentId) ?? environments[0];
  // One that was just made or renamed: main has yet to tell of it.
  const selected = chosen === null ? inUse : environments.find(({ id }) => id === chosen);
  const names = environments.map(({ name }) => name);

  /** Does it once all that was typed is in the file: it may be another file afterwards. */
  const run = async (failed: string, work: () => Promise<unknown>, isSaved = unsavedEdits.settle) => {
    setNews(null);
    setChanging(true);
    try {
      // Where main is away, neither waits for it: what is typed goes to it later, and this is not done late.
      await Promise.all([reachMain(client), isSaved()]);
      await work();
    } catch (cause) {
      setNews({ words: `${failed}: ${toMainProcessError(cause).message}`, tone: 'warning' });
    }
    setChanging(false);
  };
  const choose = (id: string) => {
    if (id !== selected?.id) void leave('Leave without them', () => setChosen(id));
  };
  const create = () =>
    run('No environment was made', async () => {
      const name = freeName('New environment', names);
      const id = await calls.create.mutate({ collectionId, name });
      setChosen(id);
      setRenaming(id);
    });
  const rename = (id: string, from: string, name: string | null) => {
    setRenaming(null);
    // After a key; the button of this name may be another one soon.
    if (list.current?.contains(document.activeElement)) list.current.focus();
    if (name === null || name === from) return;
    void run('The environment was not renamed', async () =>
      setChosen(await calls.rename.mutate({ id, name })),
    );
  };
  const duplicate = (id: string) =>
    run('The environment was not duplicated', async () => setChosen(await calls.duplicate.mutate({ id })));
  const remove = (id: string, name: string) => {
    const work = async () => {
      const { undoId } = await calls.remove.mutate({ id });
      setChosen(null);
      setNews({
        words: `“${name}” deleted.`,
        tone: 'calm',
        action: { label: 'Undo', onClick: () => void bringBack(undoId) },
      });
    };
    // A line without a name can go with the rest.
    return run('The environment was not deleted', work, unsavedEdits.flush);
  };
  const bringBack = (undoId: string) =>
    run('The environment is not back', async () =>
      setChosen((await collections.undo.mutate({ id: undoId })).id),
    );

  return (
    <Dialog
      onClose={() => void leave('Close without them', onClose)}
      size={860}
      title={`Environments of ${collection?.name ?? 'a collection that is closed'}`}
      closeButtonProps={{ 'aria-label': 'Close environments' }}
    >
      {notice}
      {news && (
        <Notice tone={news.tone} {...(news.action && { action: news.action })} onClose={() => setNews(null)}>
          {news.words}
        </Notice>
      )}
      <div className="environments">
        <div className="environment-list">
          <ul ref={list} aria-label="Environments" tabIndex={-1}>
            {environments.map(({ id, name }) => (
              <li key={id}>
                {renaming === id ? (
                  <RenameField name={name} onDone={(typed) => rename(id, name, typed)} />
                ) : (
                  <button
                    type="button"
                    aria-current={id === selected?.id || undefined}
                    data-autofocus={id === selected?.id || undefined}
                    onClick={() => choose(id)}
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
            data-autofocus={collection?.environments.length === 0 || undefined}
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
            <EnvironmentEditor key={selected.id} id={selected.id} />
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
    </Dialog>
  );
}
