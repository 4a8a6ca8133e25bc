import { Tabs } from '@mantine/core';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import type { PlaceDefaults, RequestDefaults } from '#router/contracts/defaults.ts';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC, useTRPCClient } from '../../trpc/provider.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TabLabel } from '../../ui/tab-label.tsx';
import type { SavedAsTyped } from '../collections/saved-as-typed.ts';
import { SaveStateLine } from '../collections/save-state-line.tsx';
import { useLeaving } from '../collections/use-leaving.tsx';
import { useSavedAsTyped } from '../collections/use-saved-as-typed.ts';
import { rowsFromHeaderLines } from '../request/header-paste.ts';
import { countActive, newRow } from '../request/rows.ts';
import { RowsTable } from '../request/rows-table.tsx';
import { VariableRows } from '../request/variables-form.tsx';
import { PlaceScope } from '../variables/place-scope.tsx';
import { DefaultsAuth } from './defaults-auth.tsx';
import { DefaultsEdits } from './defaults-edits.ts';
import './defaults.css';

export interface DefaultsDialogProps {
  /** Of a folder or a collection. */
  readonly id: string;
  readonly onClose: () => void;
}

/** What a folder or a collection gives to the requests in it, saved as it is typed. */
export default function DefaultsDialog({ id, onClose }: DefaultsDialogProps) {
  const trpc = useTRPC();
  const { collections } = useTRPCClient();
  const [place, setPlace] = useState<PlaceDefaults | null>(null);
  const { leave, notice } = useLeaving();
  const { edits, told, asks } = useSavedAsTyped<RequestDefaults>(
    (value, askAgain) =>
      new DefaultsEdits({
        value,
        put: (before, after) => collections.putDefaults.mutate({ id, before, after }),
        askAgain,
      }),
  );
  const watching = useSubscription(
    trpc.collections.defaults.subscriptionOptions(
      { id },
      {
        onData: (now) => {
          setPlace(now);
          const { headers, auth, variables } = now;
          told({ headers, auth, variables });
        },
      },
    ),
  );
  const askAgain = useEffectEvent(() => watching.reset());
  useEffect(() => {
    if (asks > 0) askAgain();
  }, [asks]);

  return (
    <Dialog
      onClose={() => void leave('Close without them', onClose)}
      size={860}
      title={place ? `Settings of ${place.name}` : 'Settings'}
      closeButtonProps={{ 'aria-label': 'Close settings' }}
    >
      {notice}
      {watching.error && (
        <Notice tone="warning" action={{ label: 'Try again', onClick: watching.reset }}>
          The settings can’t be read: {toMainProcessError(watching.error).message}
        </Notice>
      )}
      {edits && place && <DefaultsForm place={place} edits={edits} />}
    </Dialog>
  );
}

interface DefaultsFormProps {
  readonly place: PlaceDefaults;
  readonly edits: SavedAsTyped<RequestDefaults>;
}

function DefaultsForm({ place, edits }: DefaultsFormProps) {
  const state = useSyncExternalStore(edits.subscribe, edits.snapshot);
  const { headers, auth, variables } = state.value;
  const named = variables.filter(({ enabled, name }) => enabled && name.trim() !== '');
  return (
    <PlaceScope itemId={place.id}>
      <p className="defaults-hint">
        For all requests in this {place.kind}, unless one of them, or a folder within, says something else.
      </p>
      <div className="defaults">
        <Tabs defaultValue="headers" className="pane-tabs" keepMounted>
          <Tabs.List className="pane-bar">
            <Tabs.Tab value="headers" data-autofocus>
              <TabLabel count={countActive(headers)}>Headers</TabLabel>
            </Tabs.Tab>
            <Tabs.Tab value="auth">
              <TabLabel count={auth.kind === 'inherit' || auth.kind === 'none' ? 0 : 'some'}>Auth</TabLabel>
            </Tabs.Tab>
            <Tabs.Tab value="variables">
              <TabLabel count={named.length}>Variables</TabLabel>
            </Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="headers" className="pane-panel">
            <RowsTable
              noun="Header"
              rows={headers}
              onChange={(change) => edits.edit((now) => ({ ...now, headers: change(now.headers) }))}
              makeRow={(rowId) => newRow({ id: rowId })}
              parsePaste={rowsFromHeaderLines}
            />
          </Tabs.Panel>
          <Tabs.Panel value="auth" className="pane-panel">
            <DefaultsAuth
              place={place}
              auth={auth}
              onChange={(change) => edits.edit((now) => ({ ...now, auth: change(now.auth) }))}
            />
          </Tabs.Panel>
          <Tabs.Panel value="variables" className="pane-panel">
            <VariableRows
              variables={variables}
              onChange={(change) => edits.edit((now) => ({ ...now, variables: change(now.variables) }))}
            />
            <p className="pane-hint">Secret variables are kept in environments.</p>
          </Tabs.Panel>
        </Tabs>
        <SaveStateLine state={state} edits={edits} />
      </div>
    </PlaceScope>
  );
}
