import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '#router/contracts/app.ts';

export interface MenuActions {
  /** Passes a command on to the window that is in front. */
  readonly send: (command: MenuCommand) => void;
  readonly newWindow: () => void;
  /** Brings back the window that was closed last. */
  readonly reopenWindow: () => void;
  /** Updates' part of Help. */
  readonly updateItems: readonly MenuItemConstructorOptions[];
}

/** The application's menu. */
export function createMenu({ send, newWindow, reopenWindow, updateItems }: MenuActions): Menu {
  // The window listens for the keys itself, in the browser host too: the menu only shows them. (macOS has the menu
  // listen as well, to keys that no page has taken: so a new window can be had where there is none.)
  const item = (label: string, accelerator: string, click: () => void): MenuItemConstructorOptions => ({
    label,
    accelerator,
    registerAccelerator: false,
    click,
  });
  const command = (label: string, accelerator: string, name: MenuCommand) =>
    item(label, accelerator, () => send(name));
  const isMac = process.platform === 'darwin';
  return Menu.buildFromTemplate([
    ...(isMac ? [{ role: 'appMenu' as const }] : []),
    {
      label: 'File',
      submenu: [
        command('New Request', 'CmdOrCtrl+Alt+N', 'new-request'),
        item('New Window', 'CmdOrCtrl+Shift+N', newWindow),
        { type: 'separator' },
        command('Save', 'CmdOrCtrl+S', 'save'),
        command('Save Response…', 'CmdOrCtrl+Shift+S', 'save-response'),
        { type: 'separator' },
        command('Close Tab', 'CmdOrCtrl+W', 'close-tab'),
        command('Reopen Closed Tab', 'Alt+Shift+W', 'reopen-tab'),
        // No page listens to these keys, since a browser has them for itself: here the menu does.
        { label: 'Close Window', role: 'close', accelerator: 'CmdOrCtrl+Shift+W' },
        { label: 'Reopen Closed Window', accelerator: 'CmdOrCtrl+Shift+T', click: reopenWindow },
        ...(isMac ? [] : [{ type: 'separator' as const }, { role: 'quit' as const }]),
      ],
    },
    {
      label: 'Request',
      submenu: [
        command('Send', 'CmdOrCtrl+Enter', 'send'),
        command('Cancel', 'Esc', 'cancel'),
        { type: 'separator' },
        command('Go to URL', 'CmdOrCtrl+L', 'focus-url'),
        command('Find Request or Command…', 'CmdOrCtrl+K', 'palette'),
        { type: 'separator' },
        command('Next Tab', 'Ctrl+Tab', 'next-tab'),
        command('Previous Tab', 'Ctrl+Shift+Tab', 'previous-tab'),
        command('Show or Hide Collections', 'CmdOrCtrl+B', 'toggle-sidebar'),
      ],
    },
    { role: 'editMenu' },
    { role: 'viewMenu' },
    {
      // As Electron makes it, but for Close: Ctrl+W closes a tab here.
      role: 'windowMenu',
      submenu: [
        { role: 'minimize' },
        { role: 'zoom' },
        ...(isMac ? [{ type: 'separator' as const }, { role: 'front' as const }] : []),
      ],
    },
    {
      role: 'help',
      submenu: [
        { label: `Parley ${app.getVersion()}`, enabled: false },
        { type: 'separator' },
        ...updateItems,
      ],
    },
  ]);
}
