import { beforeEach, expect, test } from 'vitest';
import type { TestMain } from '#test/harness/main.ts';
import { startMainWithDrafts } from '#test/harness/main-with-drafts.ts';
import type { StandInDrafts } from '#test/harness/stand-in-drafts.ts';
import { openTabsWindow } from '../../test-support/tabs-window.ts';
import { emptyRequest } from '../request/empty-request.ts';

let main: TestMain;
let drafts: StandInDrafts;

beforeEach(async () => {
  ({ main, drafts } = await startMainWithDrafts());
});

const openWindow = () => openTabsWindow(main.openWindow());

/** A send that the history has. */
async function sendOf(url: string, itemId: string | null): Promise<string> {
  const id = drafts.newId();
  await main.services.history.add({
    ...{ id, at: 1, method: 'GET', url, name: 'Users', status: 200, outcome: 'complete', elapsedMs: 1 },
    ...{ sentUrl: url, environment: '' },
    ...{ body: null, itemId, request: { ...emptyRequest(), url }, events: [], failure: null },
  });
  return id;
}

test('a send of no saved request is shown in a tab of its own, ready to be sent again', async () => {
  const { tabs, active } = await openWindow();
  const id = await sendOf('http://past.test/', null);
  await tabs.openPast(id);
  expect(active()).toMatchObject({ sendId: id, request: { url: 'http://past.test/' } });
  expect(tabs.snapshot().tabs).toHaveLength(2);
});

test('a send of a saved request is shown in its tab, whose view begins anew', async () => {
  const { tabs, active } = await openWindow();
  const itemId = drafts.addItem('Users', 'http://users.test/');
  await tabs.openItem(itemId);
  const tab = active();
  const id = await sendOf('http://users.test/', itemId);
  await tabs.openPast(id);
  expect(active()).toBe(tab);
  expect(tab?.sendId).toBe(id);
  expect(tab?.snapshot()).toMatchObject({ pastSends: 1, content: { isUnsaved: false } });
});

test('what was sent of a saved request that says something else by now is an edit of it', async () => {
  const { tabs, active } = await openWindow();
  const itemId = drafts.addItem('Users', 'http://users.test/now');
  await tabs.openPast(await sendOf('http://users.test/then', itemId));
  expect(active().request?.url).toBe('http://users.test/then');
  expect(active().snapshot().content).toMatchObject({ isUnsaved: true, status: { source: { itemId } } });
});

test('edits of a saved request stay as they are: what was sent stands beside them', async () => {
  const { tabs, active } = await openWindow();
  const itemId = drafts.addItem('Users', 'http://users.test/');
  await tabs.openItem(itemId);
  const edited = active();
  edited.edit((request) => ({ ...request, url: 'http://users.test/mine' }));
  const id = await sendOf('http://users.test/then', itemId);
  await tabs.openPast(id);
  expect(active()).not.toBe(edited);
  expect(active()).toMatchObject({ sendId: id, request: { url: 'http://users.test/then' } });
  expect(edited.request?.url).toBe('http://users.test/mine');
  // Main gives it the variables, headers and auth of that request.
  expect(drafts.besides.get(active().draftId)).toBe(edited.draftId);
});

test('a saved request that is gone does not keep its sends from being shown', async () => {
  const { tabs, active } = await openWindow();
  const id = await sendOf('http://users.test/', drafts.newId());
  await tabs.openPast(id);
  expect(active()).toMatchObject({ sendId: id, request: { url: 'http://users.test/' } });
  expect(tabs.snapshot().problem).toBeNull();
});

test('a send that the history has forgotten is said so', async () => {
  const { tabs } = await openWindow();
  await tabs.openPast(drafts.newId());
  expect(tabs.snapshot().problem?.message).toBe('This send is no longer in the history.');
});
