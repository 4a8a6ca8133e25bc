import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { NoticeKind } from '#router/contracts/app.ts';
import { startMain } from '#test/harness/main.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { MainNotices } from './main-notices.tsx';

test('each notice says what happened, and is dismissed by itself', async () => {
  await using main = await startMain();
  const onDismiss = vi.fn<(kind: NoticeKind) => void>();
  render(
    <MainNotices
      notices={[{ kind: 'window-crashed' }, { kind: 'main-failed', logId: 'c0ffee' }, { kind: 'no-sandbox' }]}
      onDismiss={onDismiss}
    />,
    { wrapper: inWindow(main.openWindow()) },
  );
  expect(screen.getAllByRole('status').map(({ textContent }) => textContent)).toEqual([
    'This window had crashed and was reloaded. What you edited is saved.',
    'Something went wrong inside Parley. The log has the details under c0ffee.',
    expect.stringContaining('without the sandbox'),
  ]);
  const [first] = screen.getAllByRole('button', { name: 'Dismiss' });
  if (!first) throw new Error('a notice has a button to dismiss it');
  await userEvent.click(first);
  expect(onDismiss.mock.calls).toEqual([['window-crashed']]);
});
