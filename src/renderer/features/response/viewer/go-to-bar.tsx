import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';

export interface GoToBarProps {
  /** The field's name, which says what it takes. */
  readonly label: string;
  readonly placeholder: string;
  /** Goes there. @returns what is wrong with the text, null where nothing is. */
  readonly onGo: (text: string) => string | null;
  readonly onClose: () => void;
}

/** Asks for a place to go to, above the view. Enter goes there, Escape closes. */
export function GoToBar({ label, placeholder, onGo, onClose }: GoToBarProps) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <form
      className="go-to"
      onSubmit={(event) => {
        event.preventDefault();
        const wrong = onGo(text);
        setProblem(wrong);
        if (wrong === null) onClose();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // Elsewhere it cancels the request.
        event.preventDefault();
        onClose();
      }}
    >
      <TextInput
        aria-label={label}
        placeholder={placeholder}
        value={text}
        error={problem}
        autoFocus
        onChange={(event) => {
          setText(event.currentTarget.value);
          setProblem(null);
        }}
      />
      <Button type="submit" variant="default" size="compact-sm">
        Go
      </Button>
      <Button variant="subtle" size="compact-sm" onClick={onClose}>
        Close
      </Button>
    </form>
  );
}
