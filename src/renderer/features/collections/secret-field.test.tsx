import { fireEvent, render, screen } from '@testing-library/react';
import { MantineProvider } from '@mantine/core';
import { expect, test, vi } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import { unsavedEdits } from '../drafts/unsaved-edits.ts';
import { SecretField, type SecretFieldProps } from './secret-field.tsx';

const kept = (mark: string) => Promise.resolve({ isKept: true, mark });

function show(onChange: SecretFieldProps['onChange'], reveal = () => Promise.resolve('')) {
  const field = (mark: string | null) => (
    <MantineProvider env="test">
      <SecretField label="Variable 1" mark={mark} disabled={false} onChange={onChange} reveal={reveal} />
    </MantineProvider>
  );
  const { rerender, unmount } = render(field(null));
  const input = () => screen.getByLabelText<HTMLInputElement>('Variable 1 secret value');
  return {
    type: (value: string) => fireEvent.change(input(), { target: { value } }),
    shown: () => input().value,
    /** Main tells of another value. */
    tell: (mark: string) => rerender(field(mark)),
    unmount,
  };
}

test('what is typed is on its way when the page goes, and when the field does', async () => {
  const onChange = vi.fn<SecretFieldProps['onChange']>(() => kept('m1'));
  const { type, unmount } = show(onChange);
  type('abc');
  expect(onChange).not.toHaveBeenCalled();
  window.dispatchEvent(new Event('pagehide'));
  expect(onChange.mock.calls).toEqual([['abc', null]]);
  type('abcd');
  window.dispatchEvent(new Event('pagehide'));
  // Right behind the first one, whose mark is not known here yet.
  expect(onChange.mock.calls).toEqual([
    ['abc', null],
    ['abcd', undefined],
  ]);
  await unsavedEdits.settle();
  type('abcde');
  unmount();
  await unsavedEdits.settle();
  expect(onChange.mock.lastCall).toEqual(['abcde', 'm1']);
});

test('what could not be kept is said, counts as unsaved, and is put again when main answers', async () => {
  const onChange = vi.fn<SecretFieldProps['onChange']>(() => Promise.reject(new Error('gone')));
  const { type } = show(onChange);
  type('abc');
  expect(unsavedEdits.snapshot().kind).toBe('saving');
  await expect(unsavedEdits.settle()).rejects.toThrow('gone');
  expect((await screen.findByRole('alert')).textContent).toBe('Not kept: gone');
  expect(unsavedEdits.snapshot().kind).toBe('failed');
  onChange.mockResolvedValue({ isKept: true, mark: 'm1' });
  unsavedEdits.retry();
  await unsavedEdits.settle();
  expect(onChange.mock.calls).toEqual([
    ['abc', null],
    ['abc', null],
  ]);
  expect(unsavedEdits.snapshot().kind).toBe('saved');
});

/** A field whose first value has met another one that was typed elsewhere. */
async function showElsewhere() {
  const onChange = vi.fn<SecretFieldProps['onChange']>(() => kept('mine'));
  onChange.mockResolvedValueOnce({ isKept: false, mark: 'theirs' });
  const shown = show(onChange);
  shown.type('abc');
  await screen.findByText('Not kept: changed elsewhere while you edited it.');
  expect(unsavedEdits.snapshot().kind).toBe('failed');
  return { ...shown, onChange };
}

test('what others have typed meanwhile is not overwritten unseen: the person keeps theirs', async () => {
  const { onChange, shown } = await showElsewhere();
  expect(shown()).toBe('abc');
  fireEvent.click(screen.getByText('Keep mine'));
  await unsavedEdits.settle();
  expect(onChange.mock.lastCall).toEqual(['abc', 'theirs']);
  expect([shown(), unsavedEdits.snapshot().kind]).toEqual(['abc', 'saved']);
  expect(screen.queryByText('Keep mine')).toBeNull();
});

test('or takes the others’, which is as secret as before', async () => {
  const { onChange, shown, type } = await showElsewhere();
  fireEvent.click(screen.getByText('Take theirs'));
  await unsavedEdits.settle();
  expect([shown(), unsavedEdits.snapshot().kind]).toEqual(['', 'saved']);
  expect(onChange).toHaveBeenCalledOnce();
  type('new');
  await unsavedEdits.settle();
  expect(onChange.mock.lastCall).toEqual(['new', 'theirs']);
});

test('a value that was shown is dots again where others have typed another one', async () => {
  const onChange = vi.fn<SecretFieldProps['onChange']>(() => kept('m2'));
  const { tell, shown } = show(onChange, () => Promise.resolve('hunter2'));
  tell('m1');
  fireEvent.click(screen.getByLabelText('Show variable 1'));
  await eventually(() => expect(shown()).toBe('hunter2'));
  tell('m2');
  expect(shown()).toBe('');
});
