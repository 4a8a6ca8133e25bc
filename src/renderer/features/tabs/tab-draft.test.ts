import { beforeEach, expect, test } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import type { TestMain } from '#test/harness/main.ts';
import { startMainWithDrafts } from '#test/harness/main-with-drafts.ts';
import type { StandInDrafts } from '#test/harness/stand-in-drafts.ts';
import { openTabsWindow } from '../../test-support/tabs-window.ts';
import type { OpenTab } from './open-tab.ts';

let main: TestMain;
let drafts: StandInDrafts;

beforeEach(async () => {
  ({ main, drafts } = await startMainWithDrafts());
});

const openWindow = () => openTabsWindow(main.openWindow());

test('a saved request is unsaved from the first edit until it is saved', async () => {
  const item = drafts.addItem('Orders', 'http://shop.test/orders');
  const { tabs, type, content, active } = await openWindow();
  await tabs.openItem(item);
  type('http://shop.test/orders/7');
  expect(content()?.isUnsaved).toBe(true);
  expect(await active().save()).toBe(true);
  expect(content()?.isUnsaved).toBe(false);
  expect(drafts.items.get(item)?.request.url).toBe('http://shop.test/orders/7');
});

test('a saved request follows its file while nothing of it is edited', async () => {
  const item = drafts.addItem('Orders', 'http://shop.test/orders');
  const { tabs, content, active } = await openWindow();
  await tabs.openItem(item);
  await watched(active());
  drafts.changeItem(item, { ...requestOf(item), url: 'http://shop.test/v2/orders' });
  await eventually(() => expect(content()?.request.url).toBe('http://shop.test/v2/orders'));
  expect(content()).toMatchObject({ isUnsaved: false, save: { kind: 'saved' } });
});

test('a saved request whose file changes before the window follows it is read again', async () => {
  const item = drafts.addItem('Orders', 'http://shop.test/orders');
  const { tabs, content } = await openWindow();
  await tabs.openItem(item);
  drafts.changeItem(item, { ...requestOf(item), url: 'http://shop.test/v2/orders' });
  await eventually(() => expect(content()?.request.url).toBe('http://shop.test/v2/orders'));
  expect(content()?.isUnsaved).toBe(false);
});

test('a saved request keeps its edits where the file changes; saving says so, and the person decides', async () => {
  const item = drafts.addItem('Orders', 'http://shop.test/orders');
  const { tabs, type, content, active, saved } = await openWindow();
  await tabs.openItem(item);
  type('http://shop.test/mine');
  await saved();
  drafts.changeItem(item, { ...requestOf(item), url: 'http://shop.test/theirs' });
  await eventually(() => expect(content()?.status.file).toBe('changed'));
  expect(content()?.request.url).toBe('http://shop.test/mine');
  expect(await active().save()).toBe(false);
  expect(active().snapshot().problem?.code).toBe('CONFLICT');
  expect(content()?.request.url).toBe('http://shop.test/mine');

  expect(await active().resolve('theirs')).toBe(true);
  expect(content()).toMatchObject({ request: { url: 'http://shop.test/theirs' }, isUnsaved: false });
  expect(active().snapshot().problem).toBeNull();
});

test('a saved request whose file is deleted is unsaved: it is nowhere else any more', async () => {
  const item = drafts.addItem('Orders', 'http://shop.test/orders');
  const { tabs, active, content } = await openWindow();
  await tabs.openItem(item);
  await watched(active());
  drafts.changeItem(item, null);
  await eventually(() => expect(content()).toMatchObject({ isUnsaved: true, status: { file: 'removed' } }));
  expect(await active().save()).toBe(true);
  expect(content()?.isUnsaved).toBe(false);
  expect(drafts.items.has(item)).toBe(true);
});

test('a saved request can be made of a request that belongs to no collection', async () => {
  const { type, content, active } = await openWindow();
  expect(content()?.isUnsaved).toBe(false);
  type('http://once.test/');
  expect(content()?.isUnsaved).toBe(true);
  expect(await active().saveAs('c'.repeat(22), 'Once')).toBe(true);
  expect(content()).toMatchObject({ isUnsaved: false, status: { source: { name: 'Once' } } });
});

/** Main tells of the tab's file from now on. */
const watched = ({ draftId }: OpenTab) => eventually(() => expect(drafts.watched).toContain(draftId));

function requestOf(item: string) {
  const found = drafts.items.get(item);
  if (!found) throw new Error('no such item');
  return found.request;
}
