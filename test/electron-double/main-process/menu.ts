import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { BrowserWindow } from './browser-window.ts';
import { makeLoud } from './loud.ts';
import { performRole, roleDefaults } from './menu-roles.ts';
import { recordedCalls } from './recorded-calls.ts';

type ItemOptions = Omit<Electron.MenuItemConstructorOptions, 'submenu' | 'click'> & {
  submenu?: readonly ItemOptions[] | Menu;
  click?: (item: MenuItem, window: BrowserWindow | undefined, event: object) => void;
};

export class MenuItem {
  static #lastCommandId = 0;
  readonly id: string;
  readonly commandId: number;
  readonly type: string;
  readonly role: string | undefined;
  readonly accelerator: string | undefined;
  readonly submenu: Menu | undefined;
  label: string;
  sublabel: string;
  toolTip: string;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  registerAccelerator: boolean;
  /** What the person's click does. */
  click: (event?: object, window?: BrowserWindow) => void;

  constructor(options: ItemOptions) {
    const defaults = roleDefaults(options.role);
    const submenu = options.submenu ?? defaults.submenu;
    this.submenu =
      submenu === undefined || submenu instanceof Menu ? submenu : Menu.buildFromTemplate(submenu);
    MenuItem.#lastCommandId += 1;
    this.commandId = MenuItem.#lastCommandId;
    this.id = options.id ?? '';
    this.type = options.type ?? (this.submenu ? 'submenu' : 'normal');
    this.role = options.role?.toLowerCase();
    this.label = options.label ?? defaults.label ?? '';
    this.accelerator = options.accelerator ?? defaults.accelerator;
    this.sublabel = options.sublabel ?? '';
    this.toolTip = options.toolTip ?? '';
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.checked = options.checked ?? false;
    this.registerAccelerator = options.registerAccelerator ?? true;
    this.click = (event = {}, window = BrowserWindow.getFocusedWindow() ?? undefined) => {
      if (this.type === 'checkbox' || this.type === 'radio') this.checked = !this.checked;
      // A role has its own click; the other one is not called, as in Electron.
      if (!performRole(this.role, window)) options.click?.(this, window, event);
    };
  }
}
makeLoud('MenuItem', MenuItem);

export class Menu extends EventEmitter {
  static #application: Menu | null = null;
  readonly items: MenuItem[] = [];

  static buildFromTemplate(template: readonly (ItemOptions | MenuItem)[]): Menu {
    const menu = new Menu();
    for (const item of template) menu.append(item instanceof MenuItem ? item : new MenuItem(item));
    return menu;
  }
  static setApplicationMenu(menu: Menu | null): void {
    Menu.#application = menu;
  }
  static getApplicationMenu(): Menu | null {
    return Menu.#application;
  }

  append(item: MenuItem): void {
    this.items.push(item);
  }
  insert(position: number, item: MenuItem): void {
    this.items.splice(position, 0, item);
  }
  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }
  popup(options?: Electron.PopupOptions): void {
    recordedCalls.push({ api: 'Menu.popup', args: [options] });
    this.emit('menu-will-show', {});
  }
  closePopup(): void {
    this.emit('menu-will-close', {});
  }
}
makeLoud('Menu', Menu);
