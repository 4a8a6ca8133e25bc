import { MantineProvider } from '@mantine/core';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { Dialog } from './dialog.tsx';

/** A button that opens a dialog, which may go on to another one; what it asks for comes when it is told to. */
function open() {
  function Screen({ isThere }: { readonly isThere: boolean }) {
    const [shown, setShown] = useState<'none' | 'first' | 'second'>('none');
    const close = () => setShown('none');
    const closeButtonProps = { 'aria-label': 'Close' };
    return (
      <>
        <button onClick={() => setShown('first')}>Open</button>
        {shown === 'first' && (
          <Dialog onClose={close} title="First" closeButtonProps={closeButtonProps}>
            <button onClick={() => setShown('second')}>Go on</button>
            {isThere && <input data-autofocus aria-label="Late" />}
          </Dialog>
        )}
        {shown === 'second' && (
          <Dialog onClose={close} title="Second" closeButtonProps={closeButtonProps}>
            <input data-autofocus aria-label="Name" />
          </Dialog>
        )}
      </>
    );
  }
  const { rerender } = render(<Screen isThere={false} />, {
    wrapper: ({ children }) => <MantineProvider env="test">{children}</MantineProvider>,
  });
  const user = userEvent.setup();
  const expectFocus = (element: () => HTMLElement) =>
    waitFor(() => expect(document.activeElement).toBe(element()));
  return {
    user,
    bring: () => rerender(<Screen isThere />),
    expectFocus,
    opener: () => screen.getByText('Open'),
    begin: async () => {
      await user.click(screen.getByText('Open'));
      await expectFocus(() => screen.getByLabelText('Close'));
    },
  };
}

test('Escape gives the focus back to what had it', async () => {
  const { begin, user, opener, expectFocus } = open();
  await begin();
  await user.keyboard('{Escape}');
  expect(screen.queryByRole('dialog')).toBeNull();
  await expectFocus(opener);
});

test('so does the last of several dialogs, one after the other', async () => {
  const { begin, user, opener, expectFocus } = open();
  await begin();
  await user.click(screen.getByText('Go on'));
  await expectFocus(() => screen.getByLabelText('Name'));
  await user.keyboard('{Escape}');
  await expectFocus(opener);
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('content that comes later has the focus', async () => {
  const { begin, bring } = open();
  await begin();
  bring();
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Late')));
});

test('who has gone on to something else stays there', async () => {
  const { begin, bring, user } = open();
  await begin();
  await user.tab();
  expect(document.activeElement).toBe(screen.getByText('Go on'));
  bring();
  await screen.findByLabelText('Late');
  expect(document.activeElement).toBe(screen.getByText('Go on'));
});
