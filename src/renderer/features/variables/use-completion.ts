import { type KeyboardEvent, type RefObject, useMemo, useState } from 'react';
import type { VariableMap } from './about-variable.ts';
import { typeInto } from './field-text.ts';
import { insertionOf, type UnfinishedName, unfinishedNameAt } from './placeholders.ts';
import { type Suggestion, suggestionsFor } from './suggestions.ts';

const none: readonly Suggestion[] = [];

/** Completes names behind `{{` in a field: a list that opens while one is typed. */
export function useCompletion(field: RefObject<HTMLInputElement | null>, variables: VariableMap | null) {
  const [name, setName] = useState<UnfinishedName | null>(null);
  const [selected, setSelected] = useState(0);
  const typed = name?.typed ?? null;
  const suggestions = useMemo(
    () => (typed === null ? none : suggestionsFor(typed, variables)),
    [typed, variables],
  );
  const isOpen = suggestions.length > 0;

  const nameHere = (): UnfinishedName | null => {
    const { value, selectionStart, selectionEnd } = field.current ?? {};
    if (value === undefined || typeof selectionStart !== 'number' || selectionStart !== selectionEnd)
      return null;
    return unfinishedNameAt(value, selectionStart);
  };
  const close = () => setName(null);
  const choose = ({ variable }: Suggestion) => {
    if (!field.current || !name) return;
    const { from, to, text } = insertionOf(field.current.value, name, variable.name);
    typeInto(field.current, from, to, text);
    close();
  };

  return {
    isOpen,
    suggestions,
    selected: Math.min(selected, suggestions.length - 1),
    /** Where the name begins that is completed; null where there is none. */
    start: isOpen && name ? name.start : null,
    choose,
    close,
    /** Something was typed. */
    onTyped: () => {
      setName(nameHere());
      setSelected(0);
    },
    /** The caret has moved: away from the name, the list closes. */
    onCaret: () => {
      if (!name) return;
      const here = nameHere();
      if (here?.start !== name.start) close();
      else if (here.typed !== name.typed) setName(here);
    },
    /** @returns whether the key was for the list. */
    onKey: (event: KeyboardEvent): boolean => {
      if (event.nativeEvent.isComposing || event.altKey || event.metaKey) return false;
      if (event.ctrlKey && event.key === ' ') {
        setName(nameHere());
        return true;
      }
      const chosen = suggestions[Math.min(selected, suggestions.length - 1)];
      if (!chosen || event.ctrlKey) return false;
      const step = (by: number) => setSelected((selected + by + suggestions.length) % suggestions.length);
      switch (event.key) {
        case 'ArrowDown':
          step(1);
          return true;
        case 'ArrowUp':
          step(-1);
          return true;
        case 'Enter':
        case 'Tab':
          if (event.shiftKey) return false;
          choose(chosen);
          return true;
        case 'Escape':
          close();
          return true;
        default:
          return false;
      }
    },
  };
}
