import { Modal } from '@mantine/core';
import { type KeyboardEvent, useDeferredValue, useId, useMemo, useState } from 'react';
import { useFocusReturn } from '../../ui/dialog.tsx';
import './collections.css';
import { Highlighted } from './highlighted.tsx';
import { MethodBadge } from './method-badge.tsx';
import { type PaletteCommand, type PaletteHit, searchablesOf, searchPalette } from './palette-search.ts';
import { useTree } from './use-tree.ts';

export type { PaletteCommand } from './palette-search.ts';

/** Nobody reads further; one more letter finds what is meant. */
const shownAtMost = 40;

export interface PaletteProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onOpen: (itemId: string) => void;
  readonly commands: readonly PaletteCommand[];
}

/** Any request and any command by a few letters of it. */
export function Palette({ opened, onClose, onOpen, commands }: PaletteProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      size={620}
      yOffset="12vh"
      padding={0}
      aria-label="Requests and commands"
      transitionProps={{ duration: 0 }}
      returnFocus={false}
    >
      {opened && <Finder onClose={onClose} onOpen={onOpen} commands={commands} />}
    </Modal>
  );
}

/** The field with its list: a combobox as WAI-ARIA describes it. */
function Finder({ onClose, onOpen, commands }: Omit<PaletteProps, 'opened'>) {
  useFocusReturn();
  const tree = useTree();
  const listId = useId();
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const settled = useDeferredValue(query);
  const searchables = useMemo(() => searchablesOf(tree, commands), [tree, commands]);
  const { hits, total } = useMemo(
    () => searchPalette(searchables, settled, shownAtMost),
    [searchables, settled],
  );
  const at = Math.min(chosen, hits.length - 1);
  const optionId = (index: number) => `${listId}-${index}`;

  const take = (hit: PaletteHit | undefined) => {
    if (!hit) return;
    // Closed first: a command may open something that takes the focus.
    onClose();
    if (hit.entry.type === 'request') onOpen(hit.entry.itemId);
    else hit.entry.command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const last = hits.length - 1;
    if (event.key === 'ArrowDown') setChosen(at >= last ? 0 : at + 1);
    else if (event.key === 'ArrowUp') setChosen(at <= 0 ? last : at - 1);
    else if (event.key === 'PageDown') setChosen(Math.min(last, at + 10));
    else if (event.key === 'PageUp') setChosen(Math.max(0, at - 10));
    // The list of what was typed before may still be shown: Enter takes from the one that fits.
    else if (event.key === 'Enter') {
      take(settled === query ? hits[at] : searchPalette(searchables, query, 1).hits[0]);
    } else return;
    event.preventDefault();
  };

  return (
    <div className="palette">
      <input
        data-autofocus
        className="palette-field"
        role="combobox"
        aria-label="Find a request or a command"
        aria-expanded={hits.length > 0}
        aria-controls={listId}
        aria-activedescendant={hits.length > 0 ? optionId(at) : undefined}
        aria-autocomplete="list"
        placeholder="Find a request or a command"
        value={query}
        spellCheck={false}
        autoComplete="off"
        onChange={({ currentTarget: { value } }) => {
          setQuery(value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={listId} className="palette-list" role="listbox" aria-label="Requests and commands">
        {hits.map((hit, index) => (
          // The field keeps the focus; the keys are its own.
          <div
            key={hit.entry.key}
            id={optionId(index)}
            className="palette-option"
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            ref={index === at ? bringIntoView : undefined}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(hit)}
          >
            <Option hit={hit} />
          </div>
        ))}
      </div>
      <p className="palette-foot" role="status">
        {hits.length === 0 && `Nothing is like “${settled}”.`}
        {total > hits.length && `${total.toLocaleString('en-US')} in all: type more to find others.`}
      </p>
    </div>
  );
}

function bringIntoView(option: HTMLElement | null) {
  option?.scrollIntoView({ block: 'nearest' });
}

function Option({ hit: { entry, inName, inPath, inUrl } }: { readonly hit: PaletteHit }) {
  if (entry.type === 'command') {
    return (
      <>
        <span className="palette-name">
          <Highlighted text={entry.name} ranges={inName} />
        </span>
        {entry.command.keys && <kbd className="palette-keys">{entry.command.keys}</kbd>}
      </>
    );
  }
  return (
    <>
      <MethodBadge method={entry.method} />
      <span className="palette-name">
        <Highlighted text={entry.name} ranges={inName} />
      </span>
      <span className="palette-where">
        {inUrl.length > 0 ? (
          <Highlighted text={entry.url} ranges={inUrl} />
        ) : (
          <Highlighted text={entry.path} ranges={inPath} />
        )}
      </span>
    </>
  );
}
