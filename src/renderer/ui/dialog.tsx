import { Modal, type ModalProps } from '@mantine/core';
import { useLayoutEffect } from 'react';

export type DialogProps = Omit<ModalProps, 'opened' | 'ref' | 'returnFocus'>;

/**
 * A dialog that is open for as long as it is in the tree. The focus begins on what has `data-autofocus`, be it there at
 * once or come later, and goes back to where it was.
 */
export function Dialog(props: DialogProps) {
  useFocusReturn();
  return <Modal opened ref={beginOnContent} {...props} />;
}

/**
 * For what stands in a dialog: gives the focus back to what had it before. Mantine's own remembers it only where `opened`
 * changes, and here it is true from the start.
 */
export function useFocusReturn(): void {
  useLayoutEffect(() => {
    const before = document.activeElement;
    return () => {
      const now = document.activeElement;
      // What was chosen in the dialog may have taken the focus to where it belongs.
      const isHere = now === null || now === document.body || now.closest('[role=dialog]') !== null;
      if (isHere && before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
}

/** Mantine looks for `data-autofocus` once, and takes the × where there is none yet. @returns stops waiting for it. */
function beginOnContent(root: HTMLElement | null): (() => void) | undefined {
  if (!root) return undefined;
  const stop = () => {
    observer.disconnect();
    root.removeEventListener('focusin', onFocus);
  };
  const look = () => {
    const first = root.querySelector<HTMLElement>('[data-autofocus]');
    if (!first) return;
    stop();
    first.focus({ preventScroll: true });
  };
  // Who has gone on to something else by then stays there.
  const onFocus = ({ target }: FocusEvent) => {
    if (target instanceof Element && !target.closest('.mantine-Modal-close')) stop();
  };
  const observer = new MutationObserver(look);
  observer.observe(root, { childList: true, subtree: true });
  root.addEventListener('focusin', onFocus);
  return stop;
}
