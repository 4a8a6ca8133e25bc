import { type BrowserWindow, dialog } from 'electron';
import type { LateDecision } from './services/lifecycle/closing.ts';
import type { RestartDecision } from './uncaught-errors.ts';

/*
 * What the person is asked outside of any page. Each question has an answer that changes nothing, which closing the
 * dialog gives.
 */

const notSaved = 'What you edited in the last moments may not be saved yet.';

/** @param signal takes the question back. A window that is gone meanwhile needs no answer. */
export async function askAboutLate(window: BrowserWindow, signal: AbortSignal): Promise<LateDecision> {
  const gone = new AbortController();
  const onClosed = () => gone.abort();
  window.once('closed', onClosed);
  try {
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      message: 'This window does not answer.',
      detail: notSaved,
      buttons: ['Wait', 'Keep open', 'Close anyway'],
      defaultId: 0,
      cancelId: 1,
      signal: AbortSignal.any([signal, gone.signal]),
    });
    if (window.isDestroyed() || response === 2) return 'close-anyway';
    return response === 0 ? 'wait' : 'keep-open';
  } finally {
    window.off('closed', onClosed);
  }
}

export async function askAfterCrashes(window: BrowserWindow): Promise<'reload' | 'close'> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'This window keeps crashing.',
    detail: 'What you edited is saved.',
    buttons: ['Reload', 'Close'],
    defaultId: 0,
    cancelId: 0,
  });
  return response === 0 ? 'reload' : 'close';
}

/**
 * @param window in front, where there is one.
 * @param logId names the exception in the log.
 * @param isSaved whether all windows have put away what was edited.
 */
export async function askToRestart(
  window: BrowserWindow | null,
  logId: string,
  isSaved: boolean,
): Promise<RestartDecision> {
  const options = {
    type: 'error' as const,
    message: 'Something broke inside Parley.',
    detail: [
      isSaved ? 'What you edited is saved.' : notSaved,
      'Parley may not work as it should until it is restarted.',
      `The log has the details under ${logId}.`,
    ].join(' '),
    buttons: ['Restart', 'Go on'],
    defaultId: 0,
    cancelId: 1,
  };
  const { response } = await (window
    ? dialog.showMessageBox(window, options)
    : dialog.showMessageBox(options));
  return response === 0 ? 'restart' : 'go-on';
}

/** For what a notice would say, where there is no window to show one. */
export async function tellOfFailure(logId: string): Promise<void> {
  await dialog.showMessageBox({
    type: 'error',
    message: 'Something went wrong inside Parley.',
    detail: `The log has the details under ${logId}.`,
    buttons: ['OK'],
  });
}

/** For what a page would say of a thing that a menu was asked for. */
export async function tellOfProblem(window: BrowserWindow | null, message: string): Promise<void> {
  const options = { type: 'warning' as const, message, buttons: ['OK'] };
  await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options));
}

export async function askToOpenLink(window: BrowserWindow | null, url: string): Promise<boolean> {
  const options = {
    type: 'question' as const,
    message: 'Open this link outside of Parley?',
    detail: url,
    buttons: ['Open', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
  };
  const { response } = await (window
    ? dialog.showMessageBox(window, options)
    : dialog.showMessageBox(options));
  return response === 0;
}
