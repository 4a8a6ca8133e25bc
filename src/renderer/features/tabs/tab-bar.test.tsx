import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { useSyncExternalStore } from 'react';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { TestMain } from '#test/harness/main.ts';
import { startMainWithDrafts } from '#test/harness/main-with-drafts.ts';
import type { StandInDrafts } from '#test/harness/stand-in-drafts.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { CloseDialog } from './close-dialog.tsx';
import type { OpenTab } from './open-tab.ts';
import { OpenTabs } from './open-tabs.ts';
import { TabBar } from './tab-bar.tsx';
import { useClosing } from './use-closing.ts';

let main: TestMain;
let drafts: StandInDrafts;

beforeEach(async () => {
  ({ main, drafts } = await startMainWithDrafts());
});

function Bar({ tabs }: { readonly tabs: OpenTabs }) {
  const snapshot = useSyncExternalStore(tabs.subscribe, tabs.snapshot);
  const closing = useClosing(tabs, (tab) => tab.save());
  return (
    <>
      <TabBar tabs={tabs} snapshot={snapshot} onCloseTabs={closing.closeTabs} />
      {closing.asked && (
        <CloseDialog
          tab={closing.asked}
          onSave={closing.saveAsked}
          onDiscard={closing.discardAsked}
          onCancel={closing.cancel}
        />
      )}
    </>
  );
}

/** A bar with a tab for each of these saved requests. */
async function open(...names: string[]) {
  const window = main.openWindow();
  const tabs = await OpenTabs.open(window.client);
  onTestFinished(tabs.run());
  const items: string[] = [];
  const [empty] = tabs.snapshot().tabs;
  for (const name of names) {
    const item = drafts.addItem(name, `http://shop.test/${name}`);
    items.push(item);
    await tabs.openItem(item);
  }
  if (empty) tabs.close([empty]);
  const shown = render(<Bar tabs={tabs} />, { wrapper: inWindow(window) });
  onTestFinished(shown.unmount);
  const find = (name: string): OpenTab => {
    const tab = tabs.snapshot().tabs.find(({ snapshot }) => snapshot().content?.status.source?.name === name);
    if (!tab) throw new Error(`no tab is called ${name}`);
    return tab;
  };
  return {
    tabs,
    items,
    edit: (name: string) =>
      act(async () => {
        find(name).edit((request) => ({ ...request, url: `http://edited.test/${name}` }));
        await find(name).flush();
      }),
  };
}

const list = () => screen.getByRole('tablist', { name: 'Open requests' });
const tab = (name: RegExp) => within(list()).getByRole('tab', { name });
const names = () =>
  within(list())
    .queryAllByRole('tab')
    .map((found) => found.querySelector('.tab-title')?.textContent);
const selected = () => within(list()).getByRole('tab', { selected: true }).textContent;
const dialog = async (name: string) => within(await screen.findByRole('dialog', { name }));

test('only the tab that is shown is in the order of the Tab key; the arrows go to the others', async () => {
  await open('A', 'B', 'C');
  expect(
    within(list())
      .getAllByRole('tab')
      .map(({ tabIndex }) => tabIndex),
  ).toEqual([-1, -1, 0]);
  fireEvent.keyDown(list(), { key: 'ArrowRight' });
  expect(selected()).toContain('A');
  await waitFor(() => expect(document.activeElement).toBe(tab(/A$/)));
  fireEvent.keyDown(list(), { key: 'End' });
  expect(selected()).toContain('C');
});

test('a tab tells what has happened to its request', async () => {
  const { items, edit } = await open('A');
  expect(tab(/GET A$/)).toBeTruthy();
  await edit('A');
  expect(tab(/A.*has unsaved edits$/)).toBeTruthy();
  await waitFor(() => expect(drafts.watched.size).toBe(2));
  act(() => drafts.changeItem(items[0] ?? '', null));
  await waitFor(() => expect(tab(/A.*its file was deleted$/)).toBeTruthy());
});

describe('a tab without edits closes', () => {
  test('by its button, the middle mouse button, or Delete', async () => {
    await open('A', 'B', 'C', 'D');
    fireEvent.click(screen.getByRole('button', { name: 'Close A' }));
    fireEvent(tab(/B$/), new MouseEvent('auxclick', { button: 1, bubbles: true }));
    fireEvent.keyDown(list(), { key: 'Delete' });
    expect(names()).toEqual(['C']);
    expect(selected()).toContain('C');
  });

  test('and so does one whose file was put into the bin in the tree', async () => {
    const { items } = await open('A', 'B');
    await waitFor(() => expect(drafts.watched.size).toBe(3));
    act(() => drafts.changeItem(items[0] ?? '', null, 'binned'));
    await waitFor(() => expect(tab(/A.*its file was deleted$/)).toBeTruthy());
    fireEvent.click(screen.getByRole('button', { name: 'Close A' }));
    expect(names()).toEqual(['B']);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  test('with those around it, by its menu', async () => {
    await open('A', 'B', 'C', 'D');
    fireEvent.contextMenu(tab(/C$/));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Close to the right' }));
    expect(names()).toEqual(['A', 'B', 'C']);
    fireEvent.contextMenu(tab(/B$/));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Close others' }));
    expect(names()).toEqual(['B']);
  });
});

describe('a tab with edits asks first', () => {
  const question = (name: string) => `Save “${name}” before you close it?`;

  test('and is saved, and gone', async () => {
    const { items, edit } = await open('A', 'B');
    await edit('B');
    fireEvent.keyDown(list(), { key: 'Delete' });
    fireEvent.click((await dialog(question('B'))).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(names()).toEqual(['A']));
    expect(drafts.items.get(items[1] ?? '')?.request.url).toBe('http://edited.test/B');
  });

  test('and stays where it can not be saved', async () => {
    const { items, tabs, edit } = await open('A');
    await edit('A');
    await waitFor(() => expect(drafts.watched.size).toBe(2));
    const before = drafts.items.get(items[0] ?? '')?.request;
    if (!before) throw new Error('the item is gone');
    act(() => drafts.changeItem(items[0] ?? '', { ...before, url: 'http://theirs.test/' }));
    fireEvent.keyDown(list(), { key: 'Delete' });
    fireEvent.click((await dialog(question('A'))).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(tabs.snapshot().active?.snapshot().problem?.code).toBe('CONFLICT'));
    expect(names()).toEqual(['A']);
    expect(drafts.items.get(items[0] ?? '')?.request.url).toBe('http://theirs.test/');
  });

  test('one after the other; who keeps one open keeps those after it, too', async () => {
    const { items, edit } = await open('A', 'B', 'C', 'D');
    for (const name of ['A', 'B', 'C']) await edit(name);
    fireEvent.contextMenu(tab(/D$/));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Close others' }));
    fireEvent.click((await dialog(question('A'))).getByRole('button', { name: 'Don’t save' }));
    fireEvent.click((await dialog(question('B'))).getByRole('button', { name: 'Keep open' }));
    expect(names()).toEqual(['B', 'C', 'D']);
    expect(drafts.items.get(items[0] ?? '')?.request.url).toBe('http://shop.test/A');
  });
});

test('a copy of a request belongs to no collection, and has unsaved edits', async () => {
  const { tabs } = await open('A');
  fireEvent.contextMenu(tab(/A$/));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Duplicate' }));
  await waitFor(() => expect(names()).toEqual(['A', 'shop.test/A']));
  await waitFor(() => expect(selected()).toContain('unsaved'));
  const [original, copy] = within(list())
    .getAllByRole('tab')
    .map(({ id }) => tabs.snapshot().tabs.find(({ key }) => id === `tab-${key}`));
  // Main gives it the variables, headers and auth of its original.
  expect(drafts.besides.get(copy?.draftId ?? '')).toBe(original?.draftId);
});

test('the tab that is shown stays in sight when the window becomes narrower', async () => {
  const resized: (() => void)[] = [];
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(private readonly onChange: () => void) {}
      observe(seen: Element) {
        if (seen === list()) resized.push(this.onChange);
      }
      unobserve() {}
      disconnect() {}
    },
  );
  onTestFinished(() => void vi.unstubAllGlobals());
  await open('A', 'B');
  const shown: (string | null)[] = [];
  const original = Element.prototype.scrollIntoView;
  Element.prototype.scrollIntoView = function (this: Element) {
    shown.push(this.textContent);
  };
  onTestFinished(() => void (Element.prototype.scrollIntoView = original));
  resized.at(-1)?.();
  expect(shown).toEqual([expect.stringContaining('B')]);
});

test('a tab that is dragged goes where it is dropped', async () => {
  await open('A', 'B', 'C');
  const data = new Map<string, string>();
  const dataTransfer = {
    setData: (type: string, value: string) => void data.set(type, value),
    getData: (type: string) => data.get(type) ?? '',
    get types() {
      return [...data.keys()];
    },
  };
  fireEvent.dragStart(tab(/C$/), { dataTransfer });
  fireEvent.dragOver(tab(/A$/), { dataTransfer });
  fireEvent.drop(tab(/A$/), { dataTransfer });
  expect(names()).toEqual(['C', 'A', 'B']);
});
