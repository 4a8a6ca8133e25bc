import type { MenuItemConstructorOptions } from 'electron';
import type { Updates } from '#main/services/updates/updates.ts';

export interface UpdateMenuOptions {
  readonly updates: Pick<Updates, 'check'>;
  /** Brings a window to the front, and opens one where there is none: it shows the news. */
  readonly showWindow: () => void;
  readonly checksAtStart: boolean;
  readonly setChecksAtStart: (checksAtStart: boolean) => void;
}

/** The menu's part in updates. */
export function updateMenuItems(options: UpdateMenuOptions): MenuItemConstructorOptions[] {
  const { updates, showWindow, checksAtStart, setChecksAtStart } = options;
  return [
    {
      label: 'Check for Updates…',
      click() {
        showWindow();
        void updates.check();
      },
    },
    {
      label: 'Check for Updates at Start',
      type: 'checkbox',
      checked: checksAtStart,
      click: ({ checked }) => setChecksAtStart(checked),
    },
  ];
}
