import {
  type ComponentProps,
  type MouseEvent,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { type VariableMap, stateOf } from './about-variable.ts';
import { boxOfCharacter } from './field-text.ts';
import { Floating } from './floating.tsx';
import { MarkedText } from './marked-text.tsx';
import { findPlaceholders, hasLiteralText, type Placeholder } from './placeholders.ts';
import { useFieldScope } from './scope-context.ts';
import { optionId, SuggestionList } from './suggestion-list.tsx';
import { useCompletion } from './use-completion.ts';
import { VariableCard } from './variable-card.tsx';
import './variables.css';

type InputProps = Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'type' | 'ref' | 'className'>;

export interface VariableFieldProps extends InputProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Looks of the input; its font and padding hold for the coloured text too. */
  readonly className?: string;
  readonly inputRef?: RefObject<HTMLInputElement | null>;
  /** Dots for what is typed. A text of nothing but variables has nothing to hide. */
  readonly isHidden?: boolean;
}

/** How long the pointer rests on a name until its card comes, in milliseconds. */
const restMs = 250;

/**
 * A line of text that may name variables, as `{{name}}`. It is an input like any other; its text is painted by a copy that
 * lies over it, with the names in colour.
 */
export function VariableField({
  value,
  onChange,
  className = 'field',
  inputRef,
  isHidden = false,
  ...props
}: VariableFieldProps) {
  const { variables } = useFieldScope();
  const ownRef = useRef<HTMLInputElement>(null);
  const input = inputRef ?? ownRef;
  const mirror = useRef<HTMLSpanElement>(null);
  const ids = useId();
  const isDots = isHidden && (value === '' || hasLiteralText(value));
  // An input has no line breaks: what a file has of them would shift the copy.
  const text = value.replaceAll(/[\r\n]/g, '');
  const placeholders = isDots ? [] : findPlaceholders(text);
  const isMarked = !isDots && text.includes('{{');
  const completion = useCompletion(input, variables);
  const card = useCard(input, mirror, placeholders);
  const problems = problemsIn(placeholders, variables);

  const follow = () => {
    if (mirror.current && input.current) mirror.current.scrollLeft = input.current.scrollLeft;
  };
  useLayoutEffect(follow);
  useKeptCaret(input, isDots);

  const shownCard = completion.isOpen ? null : card.shown;
  const describedBy = [
    props['aria-describedby'],
    problems === '' ? null : `${ids}-problems`,
    shownCard ? `${ids}-card` : null,
  ]
    .filter(Boolean)
    .join(' ');
  const leftOf = (index: number) =>
    mirror.current
      ? boxOfCharacter(mirror.current, index).left
      : (input.current?.getBoundingClientRect().left ?? 0);

  return (
    <span className="variable-field">
      <input
        spellCheck={false}
        autoComplete="off"
        {...props}
        ref={input}
        className={className}
        type={isDots ? 'password' : 'text'}
        data-marked={isMarked || undefined}
        // Escape closes the list or the card, and not the dialog around it.
        data-mantine-stop-propagation={completion.isOpen || shownCard !== null || undefined}
        value={value}
        aria-autocomplete="list"
        aria-controls={completion.isOpen ? `${ids}-list` : undefined}
        aria-activedescendant={completion.isOpen ? optionId(`${ids}-list`, completion.selected) : undefined}
        aria-describedby={describedBy || undefined}
        onChange={({ currentTarget }) => {
          onChange(currentTarget.value);
          completion.onTyped();
          card.onPointerGone();
        }}
        onKeyDown={(event) => {
          if (completion.onKey(event) || card.onKey(event)) event.preventDefault();
          else props.onKeyDown?.(event);
        }}
        onSelect={() => {
          completion.onCaret();
          card.onCaret();
          follow();
        }}
        onScroll={() => {
          follow();
          // The names have moved away from under the pointer.
          card.onPointerGone();
        }}
        onMouseMove={card.onPointer}
        onMouseLeave={card.onPointerGone}
        onBlur={(event) => {
          completion.close();
          card.onBlur();
          props.onBlur?.(event);
        }}
      />
      {isMarked && (
        <MarkedText
          text={text}
          placeholders={placeholders}
          variables={variables}
          className={className}
          textRef={mirror}
        />
      )}
      {problems !== '' && (
        <span id={`${ids}-problems`} className="visually-hidden">
          {problems}
        </span>
      )}
      {completion.start !== null && (
        <Floating
          field={input}
          left={() => leftOf(completion.start ?? 0)}
          className="suggestions-box"
          onLost={completion.close}
        >
          <SuggestionList
            id={`${ids}-list`}
            suggestions={completion.suggestions}
            selected={completion.selected}
            onChoose={completion.choose}
          />
        </Floating>
      )}
      {shownCard && variables && (
        <Floating
          field={input}
          left={() => leftOf(shownCard.start)}
          className="variable-card-box"
          onLost={card.dismiss}
        >
          <div id={`${ids}-card`} role="tooltip" className="variable-card">
            <VariableCard name={shownCard.name} />
          </div>
        </Floating>
      )}
    </span>
  );
}

/** The card about one name: that which the pointer rests on, or that which the caret is in. */
function useCard(
  input: RefObject<HTMLInputElement | null>,
  mirror: RefObject<HTMLSpanElement | null>,
  placeholders: readonly Placeholder[],
) {
  const [pointed, setPointed] = useState<number | null>(null);
  const [caret, setCaret] = useState<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const pointedNow = useRef<number | null>(null);
  useEffect(() => () => clearTimeout(timer.current), []);

  const pointTo = (start: number | null) => {
    if (start === pointedNow.current) return;
    pointedNow.current = start;
    clearTimeout(timer.current);
    if (start === null) setPointed(null);
    else timer.current = setTimeout(() => setPointed(start), restMs);
  };
  const at = pointed ?? caret;
  const shown = at === null ? null : (placeholders.find(({ start }) => start === at) ?? null);
  const dismiss = () => {
    pointTo(null);
    setCaret(null);
  };
  return {
    shown,
    dismiss,
    onCaret: () => {
      const { selectionStart, selectionEnd } = input.current ?? {};
      const inside =
        typeof selectionStart === 'number' && selectionStart === selectionEnd
          ? placeholders.find(({ start, end }) => start < selectionStart && selectionStart < end)
          : undefined;
      setCaret(document.activeElement === input.current ? (inside?.start ?? null) : null);
    },
    onPointer: ({ clientX, clientY }: MouseEvent) => {
      if (placeholders.length === 0) return;
      // The copy lets the pointer through to the input, so the names are asked where they are.
      const names = Array.from(mirror.current?.querySelectorAll('.variable-name') ?? []);
      const under = names.findIndex((name) => {
        const { left, right, top, bottom } = name.getBoundingClientRect();
        return left <= clientX && clientX < right && top - 6 <= clientY && clientY < bottom + 6;
      });
      pointTo(placeholders[under]?.start ?? null);
    },
    onPointerGone: () => pointTo(null),
    onBlur: dismiss,
    onKey: ({ key }: { readonly key: string }) => {
      if (key !== 'Escape' || !shown) return false;
      dismiss();
      return true;
    },
  };
}

/** Where a field begins or ceases to show dots, the browser makes it anew: the caret stays where it was. */
function useKeptCaret(input: RefObject<HTMLInputElement | null>, isDots: boolean): void {
  const caret = useRef<number | null>(null);
  const before = useRef(isDots);
  useLayoutEffect(() => {
    const field = input.current;
    if (!field) return;
    if (before.current !== isDots && document.activeElement === field && caret.current !== null)
      field.setSelectionRange(caret.current, caret.current);
    before.current = isDots;
  }, [input, isDots]);
  useEffect(() => {
    const field = input.current;
    const note = () => (caret.current = field?.selectionStart ?? null);
    field?.addEventListener('input', note);
    return () => field?.removeEventListener('input', note);
  }, [input]);
}

/** What is wrong with the names in a text, for those who can't see how they are marked. */
function problemsIn(placeholders: readonly Placeholder[], variables: VariableMap | null): string {
  const named = (state: 'unknown' | 'missing') =>
    [...new Set(placeholders.map(({ name }) => name))]
      .filter((name) => stateOf(name, variables) === state)
      .join(', ');
  const [unknown, missing] = [named('unknown'), named('missing')];
  return [
    unknown === '' ? '' : `Unknown variable: ${unknown}.`,
    missing === '' ? '' : `Secret without a value on this machine: ${missing}.`,
  ]
    .join(' ')
    .trim();
}
