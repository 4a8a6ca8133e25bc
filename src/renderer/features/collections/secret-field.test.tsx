import { fireEvent, render, screen } from '@testing-library/react';
import { MantineProvider } from '@mantine/core';
import { expect, test, vi } from 'vitest';
import { unsavedEdits } from '../drafts/unsaved-edits.ts';
import { SecretField, type SecretFieldProps } from './secret-field.tsx';

function show(onChange: SecretFieldProps['onChange']) {
  const { unmount } = render(
    <MantineProvider env="test">
      <SecretField
        label="Variable 1"
        isSet={false}
        disabled={false}
        onChange={onChange}
        reveal={() => Promise.resolve('')}
      />
    </MantineProvider>,
  );
  return {
    type: (value: string) =>
      fireEvent.change(screen.getByLabelText('Variable 1 secret value'), { target: { value } }),
    unmount,
  };
}

test('what is typed is on its way when the page goes, and when the field does', async () => {
  const onChange = vi.fn<SecretFieldProps['onChange']>(() => Promise.resolve());
  const { type, unmount } = show(onChange);
  type('abc');
  expect(onChange).not.toHaveBeenCalled();
  window.dispatchEvent(new Event('pagehide'));
  expect(onChange.mock.calls).toEqual([['abc']]);
  type('abcd');
  unmount();
  await unsavedEdits.settle();
  expect(onChange.mock.calls).toEqual([['abc'], ['abcd']]);
});

test('what could not be kept is said, counts as unsaved, and is put again when main answers', async () => {
  const onChange = vi.fn<SecretFieldProps['onChange']>(() => Promise.reject(new Error('gone')));
  const { type } = show(onChange);
  type('abc');
  expect(unsavedEdits.snapshot().kind).toBe('saving');
  await expect(unsavedEdits.settle()).rejects.toThrow('gone');
  expect((await screen.findByRole('alert')).textContent).toBe('Not kept: gone');
  expect(unsavedEdits.snapshot().kind).toBe('failed');
  onChange.mockResolvedValue();
  unsavedEdits.retry();
  await unsavedEdits.settle();
  expect(onChange.mock.calls).toEqual([['abc'], ['abc']]);
  expect(unsavedEdits.snapshot().kind).toBe('saved');
});
