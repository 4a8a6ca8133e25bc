import { describe, expect, it, vi } from 'vitest';
import { Menu } from './menu.ts';

describe('a menu', () => {
  it('calls back when an item is clicked, found by its id at any depth', () => {
    const click = vi.fn<() => void>();
    const menu = Menu.buildFromTemplate([
      { label: 'Request', submenu: [{ type: 'separator' }, { id: 'send', label: 'Send', click }] },
    ]);
    menu.getMenuItemById('send')?.click();
    expect(click).toHaveBeenCalledOnce();
    expect(menu.getMenuItemById('none')).toBeNull();
  });

  it('has the labels and the submenus of its roles', () => {
    const [edit] = Menu.buildFromTemplate([{ role: 'editMenu' }]).items;
    expect(edit?.label).toBe('Edit');
    expect(edit?.submenu?.items.map(({ role }) => role ?? '-')).toEqual([
      'undo',
      'redo',
      '-',
      'cut',
      'copy',
      'paste',
      'delete',
      '-',
      'selectall',
    ]);
  });

  it('refuses a role that the double does not have', () => {
    expect(() => Menu.buildFromTemplate([{ role: 'startSpeaking' }])).toThrow('startSpeaking');
  });

  it('turns a checkbox over at each click', () => {
    const [item] = Menu.buildFromTemplate([{ type: 'checkbox', label: 'On' }]).items;
    item?.click();
    expect(item?.checked).toBe(true);
  });
});
