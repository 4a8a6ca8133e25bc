import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { startTree } from '#test/harness/stand-in-collections.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { Palette } from './palette.tsx';
import { folder, idOf, request, shop } from './test-support.ts';

async function open() {
  const main = startTree(
    { type: 'collections', collections: [shop] },
    {
      type: 'items',
      items: [
        folder('Users', 0),
        request('List users', 0, { parentId: idOf('Users'), url: 'http://shop.test/users' }),
        request('Health', 1, { url: 'http://shop.test/health' }),
      ],
    },
  );
  const onClose = vi.fn<() => void>();
  const onOpen = vi.fn<(id: string) => void>();
  const run = vi.fn<() => void>();
  const commands = [{ label: 'New request', keys: 'Ctrl Alt N', run }];
  render(<Palette opened onClose={onClose} onOpen={onOpen} commands={commands} />, {
    wrapper: inWindow(main),
  });
  const field = await screen.findByRole<HTMLInputElement>('combobox');
  await screen.findByText('Health');
  return {
    onClose,
    onOpen,
    run,
    type: (value: string) => fireEvent.change(field, { target: { value } }),
    press: (key: string) => fireEvent.keyDown(field, { key }),
    options: () =>
      Array.from(document.querySelectorAll('[role=option] .palette-name'), (name) => name.textContent),
    chosen: () => {
      const option = document.getElementById(field.getAttribute('aria-activedescendant') ?? '');
      expect(option?.getAttribute('aria-selected')).toBe('true');
      return option?.querySelector('.palette-name')?.textContent;
    },
  };
}

test('shows commands and requests, and finds by a few letters', async () => {
  const { options, type, chosen } = await open();
  expect(options()).toEqual(['New request', 'List users', 'Health']);
  type('heal');
  await waitFor(() => expect(options()).toEqual(['Health']));
  expect(chosen()).toBe('Health');
  expect(document.querySelector('mark')?.textContent).toBe('Heal');
  type('zzz');
  await screen.findByText('Nothing is like “zzz”.');
});

test('arrows go round, Enter opens and closes', async () => {
  const { press, chosen, onOpen, onClose } = await open();
  press('ArrowUp');
  expect(chosen()).toBe('Health');
  press('ArrowDown');
  press('ArrowDown');
  expect(chosen()).toBe('List users');
  press('Enter');
  expect(onOpen.mock.calls).toEqual([[idOf('List users')]]);
  expect(onClose).toHaveBeenCalledOnce();
});

test('a command is run', async () => {
  const { run, onOpen } = await open();
  fireEvent.click(screen.getByText('New request'));
  expect(run).toHaveBeenCalledOnce();
  expect(onOpen).not.toHaveBeenCalled();
});
