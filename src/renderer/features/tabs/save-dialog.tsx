import { Button, Select, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Dialog } from '../../ui/dialog.tsx';
import { isId, readFromSession, storeInSession } from '../../ui/session-store.ts';
import { Notice } from '../../ui/notice.tsx';
import { NewCollectionDialog } from '../collections/new-collection-dialog.tsx';
import { useTree } from '../collections/use-tree.ts';
import type { OpenTab } from './open-tab.ts';
import { savePlaces, suggestedName } from './save-places.ts';
import { useTab } from './use-tabs.ts';

/** Where the last request was saved. */
const placeKey = 'parley.save-place';

export interface SaveDialogProps {
  readonly tab: OpenTab;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}

/** Asks for the name and the place of a request that belongs to no collection yet. */
export function SaveDialog({ tab, onSaved, onClose }: SaveDialogProps) {
  const { problem } = useTab(tab);
  const places = savePlaces(useTree());
  const [name, setName] = useState(() => suggestedName(tab.request?.url ?? ''));
  const [chosen, setChosen] = useState(() => readFromSession(placeKey, isId));
  const [isSaving, setSaving] = useState(false);
  const [isMaking, setMaking] = useState(false);
  const [hasTried, setTried] = useState(false);
  const place = places.find(({ value }) => value === chosen)?.value ?? places[0]?.value ?? null;

  const save = async () => {
    if (place === null || name.trim() === '' || isSaving) return;
    setSaving(true);
    setTried(true);
    const isSaved = await tab.saveAs(place, name.trim());
    setSaving(false);
    if (!isSaved) return;
    storeInSession(placeKey, place);
    onSaved();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save();
  };

  // One dialog at a time: this one goes on when the collection is made.
  if (isMaking) return <NewCollectionDialog onClose={() => setMaking(false)} />;
  return (
    <Dialog
      onClose={onClose}
      title="Save request"
      closeButtonProps={{ 'aria-label': 'Close without saving' }}
    >
      <form onSubmit={submit}>
        <TextInput
          data-autofocus
          label="Name"
          value={name}
          maxLength={200}
          autoComplete="off"
          onChange={({ currentTarget: { value } }) => setName(value)}
        />
        {places.length > 0 ? (
          <Select
            mt="sm"
            label="In"
            data={places}
            value={place}
            searchable
            allowDeselect={false}
            limit={200}
            nothingFoundMessage="No folder has this in its name"
            onChange={setChosen}
          />
        ) : (
          <Text size="sm" mt="sm">
            No collection is open to save it in.{' '}
            <Button variant="subtle" size="compact-xs" onClick={() => setMaking(true)}>
              New collection…
            </Button>
          </Text>
        )}
        {hasTried && !isSaving && problem && (
          <Notice tone="warning">The request was not saved: {problem.message}</Notice>
        )}
        <div className="dialog-buttons">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={place === null || name.trim() === ''} loading={isSaving}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
