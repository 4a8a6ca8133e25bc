import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { Failure } from '#router/contracts/failure.ts';
import type { TestMain } from '#test/harness/main.ts';
import { collectionId, startMainWithDrafts } from '#test/harness/main-with-drafts.ts';
import type { StandInDrafts } from '#test/harness/stand-in-drafts.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { OpenTabs } from './open-tabs.ts';
import { SaveDialog } from './save-dialog.tsx';

let main: TestMain;
let drafts: StandInDrafts;

beforeEach(async () => {
  ({ main, drafts } = await startMainWithDrafts());
});

/** The dialog for a request that belongs to no collection. */
async function open() {
  const window = main.openWindow();
  const tabs = await OpenTabs.open(window.client);
  onTestFinished(tabs.run());
  const [tab] = tabs.snapshot().tabs;
  if (!tab) throw new Error('no tab is open');
  await tab.open();
  tab.edit((request) => ({ ...request, url: 'http://shop.test/v2/orders' }));
  const onSaved = vi.fn<() => void>();
  const shown = render(<SaveDialog tab={tab} onSaved={onSaved} onClose={() => undefined} />, {
    wrapper: inWindow(window),
  });
  onTestFinished(shown.unmount);
  await waitFor(() => expect(screen.getByRole('combobox', { name: 'In' })).toHaveProperty('value', 'Shop'));
  return { tab, onSaved, user: userEvent.setup(), name: screen.getByRole('textbox', { name: 'Name' }) };
}

test('a request is saved under a name, in a collection, by keys alone', async () => {
  const { tab, onSaved, user, name } = await open();
  expect(name).toHaveProperty('value', 'orders');
  await user.clear(name);
  await user.type(name, 'All orders{Enter}');
  await waitFor(() => expect(onSaved).toHaveBeenCalledOnce());
  expect([...drafts.items.values()]).toMatchObject([{ name: 'All orders' }]);
  expect(tab.snapshot().content).toMatchObject({
    isUnsaved: false,
    status: { source: { name: 'All orders', collectionId } },
  });
});

test('what main says against it stands in the dialog, and the name stays', async () => {
  const { onSaved, user, name } = await open();
  drafts.services.drafts.saveAs = () => Promise.reject(new Failure('CONFLICT', 'The disk is full.'));
  await user.type(name, '{Enter}');
  expect(await screen.findByText('The request was not saved: The disk is full.')).toBeTruthy();
  expect(name).toHaveProperty('value', 'orders');
  expect(onSaved).not.toHaveBeenCalled();
});
