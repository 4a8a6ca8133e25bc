import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '#router/contracts/app.ts';

/**
 * The application's menu.
 * @param send passes a command on to the window that is in front.
 */
export function createMenu(send: (command: MenuCommand) => void): Menu {
  // The window listens for the keys itself, in the browser host too: the menu only shows them.
  const command = (label: string, accelerator: string, name: MenuCommand): MenuItemConstructorOptions => ({
    label,
    accelerator,
    registerAccelerator: false,
    click: () => send(name),
  });
  return Menu.buildFromTemplate([
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    {
      label: 'Request',
      submenu: [
        command('New Request', 'CmdOrCtrl+Alt+N', 'new-request'),
        command('Send', 'CmdOrCtrl+Enter', 'send'),
        command('Cancel', 'Esc', 'cancel'),
        { type: 'separator' },
        command('Save Response…', 'CmdOrCtrl+S', 'save-response'),
        command('Go to URL', 'CmdOrCtrl+L', 'focus-url'),
        { type: 'separator' },
        process.platform === 'darwin' ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    { role: 'viewMenu' },
    { role: 'windowMenu' },
    { role: 'help', submenu: [{ label: `Parley ${app.getVersion()}`, enabled: false }] },
  ]);
}
