import { useEffect, useRef, useState } from 'react';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { Notice } from '../../ui/notice.tsx';
import { unsavedEdits } from '../drafts/unsaved-edits.ts';

/** Who leaves waits this long in silence for the last edits to be saved, in milliseconds. */
const patienceMs = 500;

interface Obstacle {
  readonly words: string;
  /** What leaves all the same. */
  readonly label: string;
  readonly go: () => void;
}

/** Leaving what is saved as it is typed: once all of it is saved, or without the rest where the person says so. */
export function useLeaving() {
  const [obstacle, setObstacle] = useState<Obstacle | null>(null);
  const attempts = useRef(0);
  const stay = () => {
    attempts.current++;
    setObstacle(null);
  };
  useEffect(() => () => void attempts.current++, []);
  useEffect(
    () =>
      unsavedEdits.subscribe(() => {
        if (unsavedEdits.snapshot().kind === 'saved') setObstacle(null);
      }),
    [],
  );

  /** @param label of the button that goes all the same */
  const leave = async (label: string, go: () => void): Promise<void> => {
    const attempt = ++attempts.current;
    let isTold = false;
    const tell = (words: string) => {
      isTold = true;
      if (attempt === attempts.current) setObstacle({ words, label, go });
    };
    const late = setTimeout(
      () => tell('Your last changes are not saved yet: Parley’s main process does not answer.'),
      patienceMs,
    );
    try {
      await unsavedEdits.settle();
    } catch (cause) {
      tell(`Your last changes are not saved: ${toMainProcessError(cause).message}`);
      return;
    } finally {
      clearTimeout(late);
    }
    if (attempt !== attempts.current) return;
    setObstacle(null);
    // Who was told has gone on with something else by now, and leaves when they want to.
    if (!isTold) go();
  };

  return {
    leave,
    /** Why nobody has left yet. */
    notice: obstacle && (
      <Notice
        tone="warning"
        action={{
          label: obstacle.label,
          onClick: () => {
            stay();
            unsavedEdits.giveUp();
            obstacle.go();
          },
        }}
        onClose={stay}
      >
        {obstacle.words}
      </Notice>
    ),
  };
}
