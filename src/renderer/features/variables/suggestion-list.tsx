import { IconLock } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Highlighted } from '../collections/highlighted.tsx';
import { sourceWords, valueWords } from './about-variable.ts';
import type { Suggestion } from './suggestions.ts';

export interface SuggestionListProps {
  readonly id: string;
  readonly suggestions: readonly Suggestion[];
  readonly selected: number;
  readonly onChoose: (suggestion: Suggestion) => void;
}

/** The id of one of the list's options, for the field that tells which is selected. */
export function optionId(listId: string, index: number): string {
  return `${listId}-${index}`;
}

/** Variables to choose from; keys are the field's, which keeps the focus. */
export function SuggestionList({ id, suggestions, selected, onChoose }: SuggestionListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[selected]?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  return (
    <div ref={list} id={id} className="suggestions" role="listbox" aria-label="Variables">
      {suggestions.map((suggestion, index) => {
        const { variable, ranges } = suggestion;
        return (
          <div
            key={variable.name}
            id={optionId(id, index)}
            className="suggestion"
            role="option"
            aria-selected={index === selected}
            aria-label={`${variable.name}, ${variable.secret && !variable.missing ? 'secret' : valueWords(variable)}, ${sourceWords(variable)}`}
            // The focus stays in the field.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(suggestion)}
          >
            <span className="suggestion-name">
              <Highlighted text={variable.name} ranges={ranges} />
            </span>
            <span className="suggestion-value" data-missing={variable.missing || undefined}>
              {variable.secret && <IconLock size={11} stroke={1.8} aria-hidden="true" />}
              {valueWords(variable)}
            </span>
            <span className="suggestion-source">{sourceWords(variable)}</span>
          </div>
        );
      })}
    </div>
  );
}
