import type { MouseEvent } from 'react';

/**
 * For a button that gives its place to another when it is pressed, such as Send to Cancel: `act` is called for the first
 * click, and not for those that a double click goes on with. They were meant for the button that was there. A form is not
 * submitted by them either.
 */
export function onFirstClick(act?: () => void) {
  return (event: MouseEvent): void => {
    // Also where it acts: by the end of this very click the button may be the one that submits.
    if (act || event.detail > 1) event.preventDefault();
    // A key's click counts none.
    if (event.detail <= 1) act?.();
  };
}
