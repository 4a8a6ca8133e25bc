import { useQuery } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import type { Environment, SecretStorage, Variable } from '#router/contracts/variable.ts';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC, useTRPCClient } from '../../trpc/provider.tsx';
import { Notice } from '../../ui/notice.tsx';
import { unsavedEdits } from '../drafts/unsaved-edits.ts';
import { EnvironmentEdits } from './environment-edits.ts';
import { SaveStateLine } from './save-state-line.tsx';
import type { SavedAsTyped } from './saved-as-typed.ts';
import { SecretField } from './secret-field.tsx';
import { useSavedAsTyped } from './use-saved-as-typed.ts';
import { VariablesTable } from './variables-table.tsx';

export interface EnvironmentEditorProps {
  readonly id: string;
}

/** The variables of one environment, followed and edited. One for each: give it the id as key. */
export function EnvironmentEditor({ id }: EnvironmentEditorProps) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [environment, setEnvironment] = useState<Environment | null>(null);
  const { edits, told, asks } = useSavedAsTyped<readonly Variable[]>(
    (value, askAgain) =>
      new EnvironmentEdits({
        value,
        put: (before, after) =>
          client.environments.put.mutate({ id, before: [...before], after: [...after] }),
        askAgain,
      }),
  );
  const watching = useSubscription(
    trpc.environments.watch.subscriptionOptions(
      { id },
      {
        onData: (now) => {
          setEnvironment(now);
          told(now.variables);
          // Main answers: it may take the secrets that it has not.
          unsavedEdits.retry();
        },
      },
    ),
  );
  const askAgain = useEffectEvent(() => watching.reset());
  useEffect(() => {
    if (asks > 0) askAgain();
  }, [asks]);

  return (
    <>
      {watching.error && (
        <Notice tone="warning" action={{ label: 'Try again', onClick: watching.reset }}>
          The environment can’t be read: {toMainProcessError(watching.error).message}
        </Notice>
      )}
      {edits && environment && <Variables environment={environment} edits={edits} />}
    </>
  );
}

interface VariablesProps {
  readonly environment: Environment;
  readonly edits: SavedAsTyped<readonly Variable[]>;
}

function Variables({ environment, edits }: VariablesProps) {
  const client = useTRPCClient();
  const state = useSyncExternalStore(edits.subscribe, edits.snapshot);
  const { value: variables } = state;
  const { id, secretsSet } = environment;
  const hasSecrets = variables.some(({ secret }) => secret);
  // Main names secrets by its own ids, which count places in the file.
  const marks = new Map(secretsSet.map((set) => [set.id, set.mark]));
  const marksByName = new Map(
    environment.variables.flatMap((known) =>
      known.secret ? [[known.name, marks.get(known.id) ?? null] as const] : [],
    ),
  );
  return (
    <>
      <VariablesTable
        variables={variables}
        onChange={edits.edit}
        renderSecret={(variable, label) => (
          <SecretField
            label={label}
            mark={marksByName.get(variable.name)}
            disabled={variable.name.trim() === ''}
            onChange={async (value, before) => {
              // The file first: a value that has just become secret would come to the store after this one.
              await edits.flush();
              return client.environments.putSecret.mutate({ id, name: variable.name, value, before });
            }}
            reveal={() => client.environments.revealSecret.mutate({ id, name: variable.name })}
          />
        )}
      />
      <SaveStateLine state={state} edits={edits}>
        {hasSecrets && <SecretsKept />}
      </SaveStateLine>
    </>
  );
}

const kept: Record<SecretStorage, string> = {
  system:
    'Secret values stay on this machine, in the system’s own store, and never in the collection’s files.',
  'plain-text':
    'This system has no store for secrets: secret values stay on this machine, barely disguised, and never in the collection’s files.',
  'key-file':
    'Secret values stay on this machine, encrypted with a key in a file that you alone can read, and never in the collection’s files.',
};

function SecretsKept() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.environments.secretStorage.queryOptions());
  return data ? (
    <span className={data === 'plain-text' ? 'fact-warning' : undefined}>{kept[data]}</span>
  ) : null;
}
