import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { HttpRequest } from '#router/contracts/request.ts';
import type { TestMain } from '#test/harness/main.ts';
import { startMainWithDrafts } from '#test/harness/main-with-drafts.ts';
import type { StandInDrafts } from '#test/harness/stand-in-drafts.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { FileNews } from './file-news.tsx';
import type { OpenTab } from './open-tab.ts';
import { OpenTabs } from './open-tabs.ts';
import { useTab } from './use-tabs.ts';

let main: TestMain;
let drafts: StandInDrafts;

beforeEach(async () => {
  ({ main, drafts } = await startMainWithDrafts());
});

function News({ tab }: { readonly tab: OpenTab }) {
  const { content } = useTab(tab);
  return content && <FileNews tab={tab} content={content} onSave={() => void tab.save()} />;
}

/** The news of a saved request that has an edit. */
async function open() {
  const item = drafts.addItem('Orders', 'http://shop.test/orders');
  const window = main.openWindow();
  const tabs = await OpenTabs.open(window.client);
  onTestFinished(tabs.run());
  await tabs.openItem(item);
  const tab = tabs.snapshot().active;
  if (!tab) throw new Error('no tab is open');
  tab.edit((request) => ({ ...request, url: 'http://shop.test/mine' }));
  await tab.flush();
  await waitFor(() => expect(drafts.watched).toContain(tab.draftId));
  const shown = render(<News tab={tab} />, { wrapper: inWindow(window) });
  onTestFinished(shown.unmount);
  const onDisk = () => drafts.items.get(item)?.request.url;
  const request = drafts.items.get(item)?.request;
  if (!request) throw new Error('the item is gone');
  return {
    tab,
    onDisk,
    /** Somebody else writes the file; null deletes it, or puts it into the bin. */
    change: (next: Partial<HttpRequest> | null, removed?: 'binned') =>
      act(() => drafts.changeItem(item, next && { ...request, ...next }, removed)),
  };
}

const changed = '“Orders” has changed on disk while you edited it.';
const theirs = { url: 'http://shop.test/theirs' };
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

test('as long as nothing happens to the file there is no news', async () => {
  await open();
  expect(document.querySelector('.notice')).toBeNull();
});

test('a file that changed under an edit is left alone until the person has chosen: mine', async () => {
  const { onDisk, change } = await open();
  change(theirs);
  await screen.findByText(changed);
  expect(onDisk()).toBe('http://shop.test/theirs');
  press('Keep mine and save');
  await waitFor(() => expect(screen.queryByText(changed)).toBeNull());
  expect(onDisk()).toBe('http://shop.test/mine');
});

test('what was overwritten can be had back for as long as the tab is open', async () => {
  const { onDisk, change } = await open();
  change(theirs);
  await screen.findByText(changed);
  press('Keep mine and save');
  await screen.findByText(/^“Orders” was overwritten/);
  press('Undo');
  await screen.findByText(changed);
  expect(onDisk()).toBe('http://shop.test/theirs');
  expect(screen.queryByText(/was overwritten/)).toBeNull();
});

test('after the Undo of an overwriting, both can be kept only once it is known that they can', async () => {
  const { change } = await open();
  const canKeepBoth = () => !screen.getByRole('button', { name: 'Keep both' }).hasAttribute('disabled');
  change(theirs);
  await screen.findByText(changed);
  press('Keep mine and save');
  await screen.findByText(/^“Orders” was overwritten/);
  press('Undo');
  await screen.findByText(changed);
  // Not yet known, and no.
  expect(canKeepBoth()).toBe(false);
  await screen.findByText('Both changed the same things, so one of them has to be chosen.');
  expect(canKeepBoth()).toBe(false);
});

test('a save that was refused says why, and gives the focus to what can be done, each time', async () => {
  const { tab, change } = await open();
  change(theirs);
  await screen.findByText(changed);
  expect(screen.queryByRole('alert')).toBeNull();
  for (const _time of [1, 2]) {
    act(() => document.body.focus());
    await act(() => tab.save());
    expect(screen.getByRole('alert').textContent).toBe('Not saved: Orders.yml has changed on disk.');
    expect(document.activeElement?.textContent).toBe('Compare');
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }
});

test('or theirs, after a look at both', async () => {
  const { tab, change } = await open();
  change(theirs);
  await screen.findByText(changed);
  press('Compare');
  const dialog = within(await screen.findByRole('dialog', { name: '“Orders” on disk and here' }));
  const [left, right] = await dialog.findAllByRole('textbox');
  expect(left?.textContent).toContain('http://shop.test/theirs');
  expect(right?.textContent).toContain('http://shop.test/mine');
  expect(dialog.getByRole('button', { name: 'Keep both' })).toHaveProperty('disabled', true);
  fireEvent.click(dialog.getByRole('button', { name: 'Take theirs' }));
  await waitFor(() => expect(tab.request?.url).toBe('http://shop.test/theirs'));
  expect(screen.queryByText(changed)).toBeNull();
});

test('both can be chosen where they can be brought together, and only there', async () => {
  drafts.canMerge = true;
  const { tab, change } = await open();
  change(theirs);
  await screen.findByText(changed);
  const both = () => screen.getByRole('button', { name: 'Keep both' });
  await waitFor(() => expect(both()).toHaveProperty('disabled', false));
  expect(drafts.sidesAsked).toBe(1);
  drafts.canMerge = false;
  act(() => tab.edit((request) => ({ ...request, url: 'http://shop.test/other' })));
  await screen.findByText('Both changed the same things, so one of them has to be chosen.');
  expect(both()).toHaveProperty('disabled', true);
});

test('both, where main could not bring them together after all, says so and changes nothing', async () => {
  drafts.canMerge = true;
  const { tab, onDisk, change } = await open();
  change(theirs);
  await screen.findByText(changed);
  await waitFor(() =>
    expect(screen.getByRole('button', { name: 'Keep both' })).toHaveProperty('disabled', false),
  );
  press('Keep both');
  expect((await screen.findByRole('alert')).textContent).toBe('Not saved: Both changed the URL.');
  expect([tab.request?.url, onDisk()]).toEqual(['http://shop.test/mine', 'http://shop.test/theirs']);
});

test('a file that was deleted is written again by a save', async () => {
  const { onDisk, change } = await open();
  change(null);
  await screen.findByText('“Orders” was deleted on disk. Save to write it again.');
  press('Save');
  await waitFor(() => expect(onDisk()).toBe('http://shop.test/mine'));
  await waitFor(() => expect(screen.queryByText(/was deleted/)).toBeNull());
});

test('a file that was put into the bin in the tree is said to be there', async () => {
  const { onDisk, change } = await open();
  change(null, 'binned');
  await screen.findByText(
    /^“Orders” was deleted here and is in Parley’s bin\. Undo in the tree brings it back/,
  );
  press('Save');
  await waitFor(() => expect(onDisk()).toBe('http://shop.test/mine'));
});
