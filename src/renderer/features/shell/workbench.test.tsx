import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { TreeEvent } from '#router/contracts/collection.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { TestMain } from '#test/harness/main.ts';
import { collectionId, startMainWithDrafts } from '#test/harness/main-with-drafts.ts';
import type { StandInDrafts } from '#test/harness/stand-in-drafts.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { request } from '../collections/test-support.ts';
import { unsavedEdits } from '../drafts/unsaved-edits.ts';
import { TabsGate } from './tabs-gate.tsx';

let main: TestMain;
let drafts: StandInDrafts;

beforeEach(async () => {
  ({ main, drafts } = await startMainWithDrafts());
});

async function open() {
  const shown = render(<TabsGate />, { wrapper: inWindow(main.openWindow()) });
  onTestFinished(shown.unmount);
  await url();
}
const url = () => screen.findByRole('textbox', { name: 'URL' });
const type = (text: string) => url().then((field) => fireEvent.change(field, { target: { value: text } }));
const press = (key: KeyboardEventInit) => fireEvent.keyDown(document.body, key);
const titles = () =>
  within(screen.getByRole('tablist', { name: 'Open requests' }))
    .queryAllByRole('tab')
    .map((tab) => tab.querySelector('.tab-title')?.textContent);

/** The value of the field that has the focus. To ask for roles takes long in happy-dom. */
const valueInFocus = () => {
  const at = document.activeElement;
  return at instanceof HTMLInputElement ? at.value : null;
};
const expectFocusOn = (value: string) => waitFor(() => expect(valueInFocus()).toBe(value));
const typeHere = (value: string) => {
  if (document.activeElement) fireEvent.change(document.activeElement, { target: { value } });
};

test('keys open, change and close tabs; what is typed stays with its own', async () => {
  await open();
  await expectFocusOn('');
  expect(document.activeElement).toBe(await url());
  typeHere('http://a.test/');
  press({ key: 'n', code: 'KeyN', ctrlKey: true, altKey: true });
  await expectFocusOn('');
  expect(document.activeElement).toBe(await url());
  press({ key: 'Tab', ctrlKey: true });
  expect(await url()).toHaveProperty('value', 'http://a.test/');
  expect(titles()).toEqual(['a.test/', 'New request']);
  press({ key: 'PageDown', altKey: true });
  press({ key: 'w', ctrlKey: true });
  expect(titles()).toEqual(['a.test/']);
});

test('without a tab the window says what can be done; the sidebar goes and comes by its key, and stays so', async () => {
  await open();
  press({ key: 'w', ctrlKey: true });
  expect(await screen.findByText(/^Nothing is open/)).toBeTruthy();
  expect(screen.getByRole('navigation', { name: 'Saved requests' })).toBeTruthy();
  press({ key: 'b', ctrlKey: true });
  expect(screen.queryByRole('navigation', { name: 'Saved requests' })).toBeNull();
  expect(localStorage.getItem('parley.sidebar')).toContain('"isShown":false');
});

test('a tab that is closed or left with the focus in it gives it to the URL of the next one', async () => {
  await open();
  await expectFocusOn('');
  typeHere('http://a.test/');
  press({ key: 'n', code: 'KeyN', ctrlKey: true, altKey: true });
  await expectFocusOn('');
  typeHere('http://b.test/');
  press({ key: 'Tab', ctrlKey: true });
  await expectFocusOn('http://a.test/');
  press({ key: 'Tab', ctrlKey: true });
  await expectFocusOn('http://b.test/');
  // With a question on the way, which is about the tab that had the focus.
  press({ key: 'w', ctrlKey: true });
  fireEvent.click(await screen.findByText('Don’t save'));
  await expectFocusOn('http://a.test/');
  expect(document.querySelectorAll('.tab-button')).toHaveLength(1);
});

test('who goes on in another place has the focus there', async () => {
  await open();
  await expectFocusOn('');
  press({ key: 'n', code: 'KeyN', ctrlKey: true, altKey: true });
  await waitFor(() => expect(document.querySelectorAll('.tab-button')).toHaveLength(2));
  await expectFocusOn('');
  const filter = screen.getByPlaceholderText('Filter');
  filter.focus();
  press({ key: 'w', ctrlKey: true });
  await waitFor(() => expect(document.querySelectorAll('.tab-button')).toHaveLength(1));
  expect(document.activeElement).toBe(filter);
});

test('what is chosen in the palette, or made in the tree, goes on in its URL', async () => {
  const list = drafts.addItem('List users', 'http://a.test/users');
  const made = drafts.addItem('New request', 'http://a.test/made');
  const { watch } = main.services.collections;
  const items = [request('List users', 0, { id: list, collectionId, parentId: collectionId })];
  Object.assign(main.services.collections, {
    createRequest: () => Promise.resolve({ id: made, undoId: made }),
    async *watch(signal: AbortSignal): AsyncGenerator<TreeEvent> {
      yield* watch(signal);
      yield { type: 'items', items };
    },
  });
  await open();
  await expectFocusOn('');
  press({ key: 'k', ctrlKey: true });
  fireEvent.click(await screen.findByText('List users', { selector: '.palette-name' }));
  await expectFocusOn('http://a.test/users');
  fireEvent.contextMenu(await screen.findByText('Shop', { selector: '.collection-name' }));
  fireEvent.click(await screen.findByText('New request', { selector: '[role=menuitem] *' }));
  await expectFocusOn('http://a.test/made');
  expect(document.querySelectorAll('.tab-button')).toHaveLength(3);
});

test('the palette asks the sidebar and the status bar, shows the one that is hidden, and gives the focus back', async () => {
  await open();
  await expectFocusOn('');
  typeHere('http://a.test/');
  const take = async (label: string) => {
    press({ key: 'k', ctrlKey: true });
    fireEvent.click(await screen.findByText(label));
  };
  const escape = () => fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Escape' });
  press({ key: 'b', ctrlKey: true });
  expect(document.querySelector('.sidebar')).toBeNull();
  await take('New collection…');
  await screen.findByText('A folder of this name is made for its files.');
  expect(document.querySelector('.sidebar')).not.toBeNull();
  escape();
  await expectFocusOn('http://a.test/');
  await take('Undo the last change of the tree');
  await screen.findByText('There is nothing to undo here.');
  await take('Settings…');
  await screen.findByText('Save settings');
  escape();
  await expectFocusOn('http://a.test/');
});

test('what parts the panes has a name of its own', async () => {
  await open();
  const names = screen.getAllByRole('separator').map((splitter) => splitter.getAttribute('aria-label'));
  expect(names).toEqual(['Width of the sidebar', 'Room for the request']);
});

function isAsked(): boolean {
  const event = new Event('beforeunload', { cancelable: true });
  window.dispatchEvent(event);
  return event.defaultPrevented;
}

test('an edit that main refuses is asked about before the page goes, until main takes it', async () => {
  await open();
  drafts.gate = Promise.reject(new Failure('SERVICE_UNAVAILABLE', 'The disk is full.'));
  drafts.gate.catch(() => undefined);
  await type('http://a.test/');
  expect(await screen.findByText(/The disk is full/)).toBeTruthy();
  expect(isAsked()).toBe(true);
  drafts.gate = Promise.resolve();
  expect(await screen.findByText('Edits kept')).toBeTruthy();
  expect(isAsked()).toBe(false);
});

test('what a dialog has not saved is told at the bottom, and asked about before the page goes', async () => {
  await open();
  expect(isAsked()).toBe(false);
  const none = () => Promise.resolve();
  const forget = unsavedEdits.add({
    safety: () => ({ kind: 'failed', error: new Error('staging.yml is read-only.') }),
    subscribe: () => () => undefined,
    flush: none,
    settle: none,
    retry: () => undefined,
    giveUp: () => undefined,
  });
  expect(await screen.findByText('Edits not kept yet: staging.yml is read-only.')).toBeTruthy();
  expect(isAsked()).toBe(true);
  forget();
  expect(await screen.findByText('Edits kept')).toBeTruthy();
  expect(isAsked()).toBe(false);
});
