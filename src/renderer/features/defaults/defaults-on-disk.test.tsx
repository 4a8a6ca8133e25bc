import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startMain } from '#test/harness/main.ts';
import { saving } from '#test/harness/services/saving.ts';
import { startSession, temporaryFolder } from '#test/harness/services/support.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { Sidebar } from '../collections/sidebar.tsx';
import { layOut } from '../collections/test-support.ts';

let layout: Disposable;
beforeEach(() => {
  layout = layOut();
});
afterEach(() => layout[Symbol.dispose]());

test('the settings of a folder are opened by a key, and what is typed there is in its file', async () => {
  const collectionsFolder = await temporaryFolder();
  const folder = join(collectionsFolder, 'Shop');
  await mkdir(join(folder, 'users'), { recursive: true });
  await writeFile(join(folder, 'opencollection.yml'), 'opencollection: 1.0.0\ninfo:\n  name: Shop\n');
  const text = '# ours\ninfo:\n  name: Users\n  type: folder\n';
  await writeFile(join(folder, 'users/folder.yml'), text);
  await using main = await startMain({
    platform: {
      host: 'browser',
      version: '1.2.3',
      saveBody: saving(({ fileName }) => ({ kind: 'saved', fileName })),
      collectionsFolder,
    },
  });
  const { collections } = main.services;
  const [offered] = await collections.offered();
  await collections.open(startSession(), offered?.id);
  const { unmount } = render(
    <Sidebar activeItemId={null} onOpen={() => {}} onOpenText={() => {}} onNewRequest={() => {}} />,
    { wrapper: inWindow(main.openWindow()) },
  );
  await screen.findByText('Users');
  const tree = screen.getByLabelText('Collections');
  fireEvent.keyDown(tree, { key: 'End' });
  fireEvent.keyDown(tree, { key: 'Enter', altKey: true });
  await screen.findByText('Settings of Users');
  fireEvent.change(screen.getByLabelText('Header 1 name'), { target: { value: 'X-Team' } });
  fireEvent.change(screen.getByLabelText('Header 1 value'), { target: { value: 'a' } });
  const file = () => readFile(join(folder, 'users/folder.yml'), 'utf8');
  await waitFor(async () =>
    expect(await file()).toBe(`${text}request:\n  headers:\n    - name: X-Team\n      value: a\n`),
  );

  // The menu leads there, too.
  const user = userEvent.setup({ delay: null, pointerEventsCheck: 0 });
  await user.click(screen.getByLabelText('Close settings'));
  await waitFor(() => expect(screen.queryByText('Settings of Users')).toBeNull());
  fireEvent.contextMenu(screen.getByText('Shop'));
  await user.click(await screen.findByText('Settings…'));
  await screen.findByText('Settings of Shop');
  unmount();
});
