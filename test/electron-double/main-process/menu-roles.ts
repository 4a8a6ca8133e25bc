import type * as Electron from 'electron';
import { app } from './app.ts';
import type { BrowserWindow } from './browser-window.ts';

interface RoleItem {
  readonly role?: NonNullable<Electron.MenuItemConstructorOptions['role']>;
  readonly type?: 'separator';
}

interface RoleDefaults {
  readonly label?: string;
  readonly accelerator?: string;
  readonly submenu?: readonly RoleItem[];
}

interface Role {
  readonly label: () => string;
  readonly accelerator?: string;
  readonly submenu?: readonly RoleItem[];
  /** Without one, the role does nothing here. */
  readonly perform?: (window: BrowserWindow | undefined) => void;
}

const separator = { type: 'separator' } as const;
const zoomStep = 0.5;

/** Electron's roles as they are in Linux (lib/browser/api/menu-item-roles.ts), by their names in lower case. */
const roles: Readonly<Record<string, Role>> = {
  about: { label: () => `About ${app.getName()}`, perform: () => app.showAboutPanel() },
  close: {
    label: () => 'Close Window',
    accelerator: 'CommandOrControl+W',
    perform: (window) => window?.close(),
  },
  copy: {
    label: () => 'Copy',
    accelerator: 'CommandOrControl+C',
    perform: (window) => window?.webContents.copy(),
  },
  cut: {
    label: () => 'Cut',
    accelerator: 'CommandOrControl+X',
    perform: (window) => window?.webContents.cut(),
  },
  delete: { label: () => 'Delete', perform: (window) => window?.webContents.delete() },
  forcereload: {
    label: () => 'Force Reload',
    accelerator: 'Shift+CmdOrCtrl+R',
    perform: (window) => window?.webContents.reloadIgnoringCache(),
  },
  help: { label: () => 'Help' },
  minimize: {
    label: () => 'Minimize',
    accelerator: 'CommandOrControl+M',
    perform: (window) => window?.minimize(),
  },
  paste: {
    label: () => 'Paste',
    accelerator: 'CommandOrControl+V',
    perform: (window) => window?.webContents.paste(),
  },
  pasteandmatchstyle: {
    label: () => 'Paste and Match Style',
    accelerator: 'Shift+CommandOrControl+V',
    perform: (window) => window?.webContents.pasteAndMatchStyle(),
  },
  quit: { label: () => 'Quit', accelerator: 'CommandOrControl+Q', perform: () => app.quit() },
  redo: {
    label: () => 'Redo',
    accelerator: 'Shift+CommandOrControl+Z',
    perform: (window) => window?.webContents.redo(),
  },
  reload: { label: () => 'Reload', accelerator: 'CmdOrCtrl+R', perform: (window) => window?.reload() },
  resetzoom: {
    label: () => 'Actual Size',
    accelerator: 'CommandOrControl+0',
    perform: (window) => window?.webContents.setZoomLevel(0),
  },
  selectall: {
    label: () => 'Select All',
    accelerator: 'CommandOrControl+A',
    perform: (window) => window?.webContents.selectAll(),
  },
  toggledevtools: {
    label: () => 'Toggle Developer Tools',
    accelerator: 'Ctrl+Shift+I',
    perform: (window) => window?.webContents.toggleDevTools(),
  },
  togglefullscreen: {
    label: () => 'Toggle Full Screen',
    accelerator: 'F11',
    perform: (window) => window?.setFullScreen(!window.isFullScreen()),
  },
  undo: {
    label: () => 'Undo',
    accelerator: 'CommandOrControl+Z',
    perform: (window) => window?.webContents.undo(),
  },
  zoom: { label: () => 'Zoom', perform: (window) => window?.maximize() },
  zoomin: {
    label: () => 'Zoom In',
    accelerator: 'CommandOrControl+Plus',
    perform: (window) => zoom(window, zoomStep),
  },
  zoomout: {
    label: () => 'Zoom Out',
    accelerator: 'CommandOrControl+-',
    perform: (window) => zoom(window, -zoomStep),
  },
  appmenu: { label: () => app.getName(), submenu: [{ role: 'about' }, separator, { role: 'quit' }] },
  filemenu: { label: () => 'File', submenu: [{ role: 'quit' }] },
  editmenu: {
    label: () => 'Edit',
    submenu: [
      { role: 'undo' },
      { role: 'redo' },
      separator,
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'delete' },
      separator,
      { role: 'selectAll' },
    ],
  },
  viewmenu: {
    label: () => 'View',
    submenu: [
      { role: 'reload' },
      { role: 'forceReload' },
      { role: 'toggleDevTools' },
      separator,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      separator,
      { role: 'togglefullscreen' },
    ],
  },
  windowmenu: { label: () => 'Window', submenu: [{ role: 'minimize' }, { role: 'zoom' }, { role: 'close' }] },
};

/** @throws for a role that the double does not have. */
export function roleDefaults(name: string | undefined): RoleDefaults {
  if (name === undefined) return {};
  const { label, accelerator, submenu } = roleOf(name);
  return {
    label: label(),
    ...(accelerator !== undefined && { accelerator }),
    ...(submenu !== undefined && { submenu }),
  };
}

/** @returns whether the role has a click of its own. */
export function performRole(name: string | undefined, window: BrowserWindow | undefined): boolean {
  const perform = name === undefined ? undefined : roleOf(name).perform;
  perform?.(window);
  return perform !== undefined;
}

function roleOf(name: string): Role {
  const role = roles[name.toLowerCase()];
  if (!role) throw new Error(`The menu role '${name}' is not in the Electron double`);
  return role;
}

function zoom(window: BrowserWindow | undefined, step: number): void {
  if (window) window.webContents.setZoomLevel(window.webContents.getZoomLevel() + step);
}
