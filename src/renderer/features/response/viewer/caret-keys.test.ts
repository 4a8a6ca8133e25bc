import { expect, test } from 'vitest';
import { commandOf } from './caret-keys.ts';

const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
const press = (key: string, held: Partial<typeof none> = {}) => commandOf({ key, ...none, ...held });

test.each([
  ['ArrowUp', 'row', -1],
  ['ArrowRight', 'character', 1],
  ['PageDown', 'page', 1],
  ['Home', 'rowEdge', -1],
] as const)('%s moves by %s', (key, by, direction) => {
  expect(press(key)).toEqual({ type: 'move', by, direction, extend: false });
  expect(press(key, { shiftKey: true })).toEqual({ type: 'move', by, direction, extend: true });
});

test('with Ctrl or Cmd, Home and End go to the ends of the text, and the arrows scroll', () => {
  const end = { type: 'move', by: 'textEdge', direction: 1, extend: false };
  expect(press('End', { ctrlKey: true })).toEqual(end);
  expect(press('End', { metaKey: true, shiftKey: true })).toEqual({ ...end, extend: true });
  expect(press('ArrowDown', { ctrlKey: true })).toEqual({ type: 'scroll', direction: 1 });
});

test('commands are told by their letters, in capitals too', () => {
  expect(press('a', { ctrlKey: true })).toEqual({ type: 'selectAll' });
  expect(press('C', { metaKey: true })).toEqual({ type: 'copy' });
  expect(press('g', { ctrlKey: true })).toEqual({ type: 'goTo' });
});

test('what is for somebody else is left to them', () => {
  for (const key of ['a', 'Tab', 'Escape', 'Enter']) expect(press(key)).toBeNull();
  expect(press('s', { ctrlKey: true })).toBeNull();
  expect(press('n', { ctrlKey: true, shiftKey: true })).toBeNull();
  expect(press('ArrowLeft', { altKey: true })).toBeNull();
});
