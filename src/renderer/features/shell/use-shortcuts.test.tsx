import { fireEvent, renderHook } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { type Shortcuts, useShortcuts } from './use-shortcuts.ts';

afterEach(() => document.body.replaceChildren());

/** A window that notes which commands its keys gave. */
function open() {
  const given: (keyof Shortcuts)[] = [];
  const note = (name: keyof Shortcuts) => () => void given.push(name);
  const shortcuts: Shortcuts = {
    send: note('send'),
    cancel: note('cancel'),
    focusUrl: note('focusUrl'),
    save: note('save'),
    saveResponse: note('saveResponse'),
    newRequest: note('newRequest'),
    newWindow: note('newWindow'),
    closeTab: note('closeTab'),
    reopenTab: note('reopenTab'),
    nextTab: note('nextTab'),
    previousTab: note('previousTab'),
    moveTabRight: note('moveTabRight'),
    moveTabLeft: note('moveTabLeft'),
    palette: note('palette'),
    toggleSidebar: note('toggleSidebar'),
  };
  const { unmount } = renderHook(() => useShortcuts(shortcuts));
  return { given, unmount };
}

/** Presses a key. @returns whether the browser may do with it what it likes. */
const press = (key: KeyboardEventInit, on: Element = document.body) => fireEvent.keyDown(on, key);

const modifiers = [
  ['Ctrl', { ctrlKey: true }],
  ['Cmd', { metaKey: true }],
] as const;
const commands = [
  ['Enter', { key: 'Enter' }, 'send'],
  ['S', { key: 's' }, 'save'],
  ['S with caps lock', { key: 'S' }, 'save'],
  ['Shift+S', { key: 'S', shiftKey: true }, 'saveResponse'],
  ['L', { key: 'l' }, 'focusUrl'],
  ['Alt+N', { key: 'ñ', code: 'KeyN', altKey: true }, 'newRequest'],
  ['Shift+N', { key: 'N', code: 'KeyN', shiftKey: true }, 'newWindow'],
  ['W', { key: 'w' }, 'closeTab'],
  ['Tab', { key: 'Tab' }, 'nextTab'],
  ['Shift+Tab', { key: 'Tab', shiftKey: true }, 'previousTab'],
  ['Shift+PageDown', { key: 'PageDown', shiftKey: true }, 'moveTabRight'],
  ['Shift+PageUp', { key: 'PageUp', shiftKey: true }, 'moveTabLeft'],
  ['K', { key: 'k' }, 'palette'],
  ['B', { key: 'b' }, 'toggleSidebar'],
] as const;
const going: readonly string[] = ['focusUrl', 'nextTab', 'previousTab', 'moveTabRight', 'moveTabLeft'];

for (const [modifier, held] of modifiers) {
  test.each(commands)(`${modifier}+%s is taken from the browser`, (_keys, key, command) => {
    const { given } = open();
    expect(press({ ...key, ...held })).toBe(false);
    expect(given).toEqual([command]);
  });
}

test.each(commands.filter(([, , command]) => !going.includes(command)))(
  'Ctrl+%s that is held down gives its command once',
  (_keys, key, command) => {
    const { given } = open();
    press({ ...key, ctrlKey: true });
    expect(press({ ...key, ctrlKey: true, repeat: true })).toBe(false);
    expect(given).toEqual([command]);
  },
);

test.each([
  ['W', { key: '∑', code: 'KeyW' }, 'closeTab'],
  ['Shift+W', { key: 'W', code: 'KeyW', shiftKey: true }, 'reopenTab'],
  ['PageDown', { key: 'PageDown' }, 'nextTab'],
  ['PageUp', { key: 'PageUp' }, 'previousTab'],
  ['Shift+PageDown', { key: 'PageDown', shiftKey: true }, 'moveTabRight'],
  ['Shift+PageUp', { key: 'PageUp', shiftKey: true }, 'moveTabLeft'],
] as const)('Alt+%s does what a browser keeps other keys for', (_keys, key, command) => {
  const { given } = open();
  expect(press({ ...key, altKey: true })).toBe(false);
  expect(given).toEqual([command]);
});

test('an editor that has its own use for Ctrl+K and Ctrl+B keeps it', () => {
  const { given } = open();
  const editor = document.body.appendChild(document.createElement('div'));
  editor.addEventListener('keydown', (event) => event.preventDefault());
  press({ key: 'k', ctrlKey: true }, editor);
  press({ key: 'b', ctrlKey: true }, editor);
  expect(given).toEqual([]);
  press({ key: 's', ctrlKey: true }, editor);
  expect(given).toEqual(['save']);
});

test('what is typed in a dialog is for the dialog', () => {
  const { given } = open();
  const dialog = document.body.appendChild(document.createElement('div'));
  dialog.setAttribute('role', 'dialog');
  const field = dialog.appendChild(document.createElement('input'));
  press({ key: 's', ctrlKey: true }, field);
  press({ key: 'Enter', ctrlKey: true }, field);
  press({ key: 'Escape' }, field);
  expect(given).toEqual([]);
});

test('Escape cancels, unless something else has taken it', () => {
  const { given } = open();
  press({ key: 'Escape' });
  expect(given).toEqual(['cancel']);

  const list = document.body.appendChild(document.createElement('button'));
  list.setAttribute('aria-expanded', 'true');
  press({ key: 'Escape' }, list);
  const editor = document.body.appendChild(document.createElement('div'));
  editor.addEventListener('keydown', (event) => event.preventDefault());
  press({ key: 'Escape' }, editor);
  expect(given).toEqual(['cancel']);
});

test('Escape that closes a list or a menu cancels nothing, though it is closed when the key comes up to the window', () => {
  const { given } = open();
  const list = document.body.appendChild(document.createElement('button'));
  list.setAttribute('aria-haspopup', 'listbox');
  list.setAttribute('aria-expanded', 'true');
  list.addEventListener('keydown', () => list.setAttribute('aria-expanded', 'false'));
  press({ key: 'Escape' }, list);
  const menu = document.body.appendChild(document.createElement('div'));
  menu.setAttribute('role', 'menu');
  menu.addEventListener('keydown', () => menu.remove());
  press({ key: 'Escape' }, menu);
  expect(given).toEqual([]);
  press({ key: 'Escape' }, list);
  expect(given).toEqual(['cancel']);
});

test.each([
  ['plain letters', { key: 's' }],
  ['Ctrl+Shift+L', { key: 'L', ctrlKey: true, shiftKey: true }],
  ['Tab', { key: 'Tab' }],
  ['PageDown', { key: 'PageDown' }],
  ['Ctrl+Alt+S', { key: 's', ctrlKey: true, altKey: true }],
  ['Enter', { key: 'Enter' }],
  ['Ctrl+Alt+Shift+N', { key: 'N', code: 'KeyN', ctrlKey: true, altKey: true, shiftKey: true }],
  ['what an input method composes', { key: 'Enter', ctrlKey: true, isComposing: true }],
])('%s mean nothing here', (_keys, key) => {
  const { given } = open();
  expect(press(key)).toBe(true);
  expect(given).toEqual([]);
});

test('a window that is gone hears no more keys', () => {
  const { given, unmount } = open();
  unmount();
  press({ key: 'Enter', ctrlKey: true });
  expect(given).toEqual([]);
});
