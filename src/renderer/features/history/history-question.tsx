import { Button } from '@mantine/core';
import { useId } from 'react';

export interface HistoryQuestionProps {
  readonly label: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** Asks before something is forgotten for good. Enter and Escape keep it. */
export function HistoryQuestion({ label, text, yes, no, onYes, onNo }: HistoryQuestionProps) {
  const textId = useId();
  return (
    <div
      className="history-question"
      role="alertdialog"
      aria-label={label}
      aria-describedby={textId}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onNo();
      }}
    >
      <p id={textId}>{text}</p>
      <Button size="compact-xs" color="red" onClick={onYes}>
        {yes}
      </Button>
      <Button size="compact-xs" variant="default" autoFocus onClick={onNo}>
        {no}
      </Button>
    </div>
  );
}
