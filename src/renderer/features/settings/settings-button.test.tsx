import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { startMain } from '#test/harness/main.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { SettingsButton } from './settings-button.tsx';

async function open() {
  const main = await startMain();
  function Screen() {
    const [isOpen, setOpen] = useState(false);
    return <SettingsButton isOpen={isOpen} onOpen={setOpen} />;
  }
  render(<Screen />, { wrapper: inWindow(main.openWindow()) });
  const button = await screen.findByRole('button', { name: 'Settings' });
  await waitFor(() => expect(button).toHaveProperty('disabled', false));
  await userEvent.click(button);
  const field = await screen.findByRole('textbox', { name: 'Responses may take up to' });
  return { main, field };
}

test('the quota is shown, changed, and there when the settings are opened again', async () => {
  const { main, field } = await open();
  await using _ = main;
  expect(field).toHaveProperty('value', '5 GiB');
  await screen.findByText('No response is kept now.');
  await userEvent.clear(field);
  await userEvent.type(field, '1.5');
  await userEvent.click(screen.getByRole('button', { name: 'Save settings' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await userEvent.click(screen.getByRole('button', { name: 'Settings' }));
  expect(await screen.findByDisplayValue('1.5 GiB')).toBeTruthy();
});

test('a quota that can not be is named, and not saved', async () => {
  const { main, field } = await open();
  await using _ = main;
  await userEvent.clear(field);
  await userEvent.type(field, '0.01');
  await screen.findByText('Between 0.0625 and 65,536 GiB');
  expect(screen.getByRole('button', { name: 'Save settings' })).toHaveProperty('disabled', true);
});
