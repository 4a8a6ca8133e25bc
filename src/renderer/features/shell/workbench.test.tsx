import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { TestMain } from '#test/harness/main.ts';
import { startMainWithDrafts } from '#test/harness/main-with-drafts.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { TabsGate } from './tabs-gate.tsx';

let main: TestMain;

beforeEach(async () => {
  sessionStorage.clear();
  localStorage.clear();
  history.replaceState(null, '', '/');
  ({ main } = await startMainWithDrafts());
});
afterEach(() => main[Symbol.asyncDispose]());

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

test('keys open, change and close tabs; what is typed stays with its own', async () => {
  await open();
  await waitFor(async () => expect(document.activeElement).toBe(await url()));
  await type('http://a.test/');
  press({ key: 'n', code: 'KeyN', ctrlKey: true, altKey: true });
  await waitFor(async () => expect(await url()).toHaveProperty('value', ''));
  await waitFor(async () => expect(document.activeElement).toBe(await url()));
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
