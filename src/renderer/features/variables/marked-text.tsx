import type { Ref } from 'react';
import { stateOf, type VariableMap } from './about-variable.ts';
import type { Placeholder } from './placeholders.ts';

export interface MarkedTextProps {
  readonly text: string;
  readonly placeholders: readonly Placeholder[];
  readonly variables: VariableMap | null;
  /** Of the field that it lies over: the same font and padding. */
  readonly className: string;
  /** What moves with the field's text. */
  readonly textRef: Ref<HTMLSpanElement>;
}

/** A field's text once more, with its variables in colour: lies exactly over the field, whose own text is not painted. */
export function MarkedText({ text, placeholders, variables, className, textRef }: MarkedTextProps) {
  const pieces = [];
  let at = 0;
  for (const { name, start, end } of placeholders) {
    pieces.push(
      text.slice(at, start),
      <span key={start} className="variable-name" data-state={stateOf(name, variables)}>
        {text.slice(start, end)}
      </span>,
    );
    at = end;
  }
  return (
    <span className={`${className} variable-mirror`} aria-hidden="true">
      <span ref={textRef} className="variable-mirror-text">
        {pieces}
        {text.slice(at)}
        {/* Room for the caret, which the field has too. */}
        <span className="variable-mirror-end" />
      </span>
    </span>
  );
}
