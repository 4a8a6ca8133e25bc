import { fireEvent, renderHook } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { type Shortcuts, useShortcuts } from './use-shortcuts.ts';

afterEach(() => document.body.replaceChildren());

/** A window that notes which commands its keys gave. */
function open() {
  const given: (keyof Shortcuts)[] = [];
  const note = (name: keyof Shortcuts) => () => void given.push(name);
  const { unmount } = renderHook(() =>
    useShortcuts({
      send: note('send'),
      cancel: note('cancel'),
      focusUrl: note('focusUrl'),
      saveResponse: note('saveResponse'),
      newRequest: note('newRequest'),
      newWindow: note('newWindow'),
    }),
  );
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
  ['S', { key: 's' }, 'saveResponse'],
  ['S with caps lock', { key: 'S' }, 'saveResponse'],
  ['L', { key: 'l' }, 'focusUrl'],
  ['Alt+N', { key: 'ñ', code: 'KeyN', altKey: true }, 'newRequest'],
  ['Shift+N', { key: 'N', code: 'KeyN', shiftKey: true }, 'newWindow'],
] as const;

for (const [modifier, held] of modifiers) {
  test.each(commands)(`${modifier}+%s is taken from the browser`, (_keys, key, command) => {
    const { given } = open();
    expect(press({ ...key, ...held })).toBe(false);
    expect(given).toEqual([command]);
  });
}

test.each(commands.filter(([, , command]) => command !== 'focusUrl'))(
  'Ctrl+%s that is held down gives its command once',
  (_keys, key, command) => {
    const { given } = open();
    press({ ...key, ctrlKey: true });
    expect(press({ ...key, ctrlKey: true, repeat: true })).toBe(false);
    expect(given).toEqual([command]);
  },
);

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

test.each([
  ['plain letters', { key: 's' }],
  ['Ctrl+Shift+S', { key: 'S', ctrlKey: true, shiftKey: true }],
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
