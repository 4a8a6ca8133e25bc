import { fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { onFirstClick } from './first-click.ts';

/** Each of its buttons takes the other's place. */
function Exchanged({ onSend, onCancel }: { readonly onSend: () => void; readonly onCancel: () => void }) {
  const [isBusy, setBusy] = useState(false);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setBusy(true);
        onSend();
      }}
    >
      {isBusy ? (
        <button type="button" onClick={onFirstClick(onCancel)}>
          Cancel
        </button>
      ) : (
        <button type="submit" onClick={onFirstClick()}>
          Send
        </button>
      )}
    </form>
  );
}

test('the second click of a double click does nothing; a key and a click of its own do', () => {
  const done: string[] = [];
  render(<Exchanged onSend={() => done.push('sent')} onCancel={() => done.push('cancelled')} />);
  const click = (detail: number) => fireEvent.click(screen.getByRole('button'), { detail });
  click(2);
  expect(done).toEqual([]);
  click(0);
  click(2);
  click(3);
  expect(done).toEqual(['sent']);
  // A browser would go on with what the button has become by then: it sent what had just been cancelled.
  expect(click(1)).toBe(false);
  expect(done).toEqual(['sent', 'cancelled']);
});
