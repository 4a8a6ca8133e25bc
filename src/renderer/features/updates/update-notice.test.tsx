import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { type UpdateSource, Updates } from '#main/services/updates/updates.ts';
import { startMain } from '#test/harness/main.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { UpdateNotice } from './update-notice.tsx';

/** Main with a source of updates that does what the test says. */
async function open(source: Partial<UpdateSource>) {
  let restarts = 0;
  const updates = new Updates({
    version: '1.0.0',
    obstacle: () => Promise.resolve(undefined),
    source: () =>
      Promise.resolve({
        newest: () => Promise.resolve('2.0.0'),
        download: () => Promise.resolve(),
        install: () => new Promise<never>(() => undefined),
        ...source,
      }),
    closeForRestart: () => {
      restarts++;
      return Promise.resolve(false);
    },
    reopen: () => undefined,
    onError: () => undefined,
  });
  const main = await startMain({ updates });
  render(<UpdateNotice />, { wrapper: inWindow(main.openWindow()) });
  return { main, updates, restarts: () => restarts };
}

const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

test('says nothing until somebody asks', async () => {
  const { main } = await open({});
  await using _ = main;
  expect(screen.queryByRole('status')).toBeNull();
});

test('an update is downloaded and installed when the person says so, and not before', async () => {
  let downloads = 0;
  const { main, updates, restarts } = await open({
    download: () => {
      downloads++;
      return Promise.resolve();
    },
  });
  await using _ = main;
  await updates.check();
  await screen.findByText('Parley 2.0.0 is available.');
  expect(downloads).toBe(0);
  await press('Download');
  await screen.findByText('Parley 2.0.0 is downloaded.');
  expect(restarts()).toBe(0);
  await press('Restart to update');
  await waitFor(() => expect(restarts()).toBe(1));
});

test('a download shows how far it is, and can be cancelled', async () => {
  const { main, updates } = await open({
    download: (onProgress, signal) => {
      onProgress(25 * 1024 * 1024, 100 * 1024 * 1024);
      return new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
      );
    },
  });
  await using _ = main;
  await updates.check();
  await press('Download');
  await screen.findByText('Downloading Parley 2.0.0, 100 MiB');
  expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('25');
  await press('Cancel');
  await screen.findByText('Parley 2.0.0 is available.');
});

test('what fails is told, and can be tried again', async () => {
  const answers = [() => Promise.reject(new Error('The update server could not be reached.'))];
  const { main, updates } = await open({
    newest: () => answers.shift()?.() ?? Promise.resolve(undefined),
  });
  await using _ = main;
  await updates.check();
  await screen.findByText('The update server could not be reached.');
  await press('Try again');
  await screen.findByText('Parley 1.0.0 is the newest there is.');
  await press('Dismiss');
  await waitFor(() => expect(screen.queryByRole('status')).toBeNull());
});

test('an update that is downloaded can wait until somebody asks again', async () => {
  const { main, updates } = await open({});
  await using _ = main;
  await updates.check();
  await press('Download');
  await screen.findByText('Parley 2.0.0 is downloaded.');
  await press('Dismiss');
  await waitFor(() => expect(screen.queryByRole('status')).toBeNull());
  await updates.check();
  await screen.findByText('Parley 2.0.0 is downloaded.');
});

test('what is asked for while main is away is refused in words, and not done later', async () => {
  let downloads = 0;
  const { main, updates } = await open({
    download: () => {
      downloads++;
      return Promise.resolve();
    },
  });
  await using _ = main;
  await updates.check();
  const button = await screen.findByRole('button', { name: 'Download' });
  const comeBack = await main.goAway();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    fireEvent.click(button);
    await vi.advanceTimersByTimeAsync(5000);
  } finally {
    vi.useRealTimers();
  }
  expect(await screen.findByText(/^Parley does not answer, so nothing was done/)).toBeTruthy();
  comeBack();
  expect(await screen.findByText('Parley 2.0.0 is available.')).toBeTruthy();
  expect(downloads).toBe(0);
});
