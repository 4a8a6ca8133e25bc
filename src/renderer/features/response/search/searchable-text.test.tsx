import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startMain } from '#test/harness/main.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { arriveIn } from '#test/harness/arrive-in.ts';
import { inWindow } from '../../../test-support/in-window.tsx';
import { BodyView } from '../viewer/body-view.tsx';
import { layOutViewer } from '../viewer/test-support.ts';

let layout: Disposable;
beforeEach(() => {
  layout = layOutViewer();
});
afterEach(() => layout[Symbol.dispose]());

/** A window that shows what the test server answers, with its search bar open. */
async function openSearch(answer: Parameters<typeof arriveIn>[1]) {
  const main = await startMain();
  const server = await startTestServer();
  const window = main.openWindow();
  const bodyId = await arriveIn(window.client, answer, server);
  const view = render(<BodyView bodyId={bodyId} />, { wrapper: inWindow(window) });
  const text = await screen.findByRole('grid', { name: 'Response body' });
  fireEvent.keyDown(text, { key: 'f', ctrlKey: true });
  const bar = within(await screen.findByRole('search'));
  const user = userEvent.setup();
  return {
    server,
    bar,
    user,
    text,
    field: bar.getByRole('textbox', { name: 'Search in the body' }),
    count: () => view.container.querySelector('.search-count')?.textContent,
    /** What a screen reader says. */
    spoken: () => bar.getByRole('status', { name: 'Hits' }).textContent,
    /** What is highlighted, and what of it is the one that is gone to. */
    matches: () => Array.from(text.querySelectorAll('.match'), (match) => match.textContent),
    current: () => text.querySelector('.match.selected')?.textContent,
    currentLine: () =>
      text
        .querySelector('.match.selected')
        ?.closest('.text-row')
        ?.querySelector('.text-gutter')
        ?.getAttribute('data-line'),
    async [Symbol.asyncDispose]() {
      view.unmount();
      await main[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

test('what is typed is found, highlighted wherever it is in view, and the first hit is gone to', async () => {
  await using search = await openSearch({ lines: { kib: 640 } });
  await search.user.type(search.field, 'LINE 0000005');
  await waitFor(() => expect(search.count()).toBe('1 of 1,000'));
  await waitFor(() => expect(search.currentLine()).toBe('5001'));
  expect(search.current()).toBe('line 0000005');
  expect(search.matches().length).toBeGreaterThan(5);
  expect(new Set(search.matches())).toEqual(new Set(['line 0000005']));
});

test('Enter and F3 go on, with Shift back, and round at the ends', async () => {
  await using search = await openSearch({ text: 'one hit\nanother hit\nlast hit' });
  await search.user.type(search.field, 'hit');
  await waitFor(() => expect(search.count()).toBe('1 of 3'));
  await search.user.keyboard('{Enter}');
  expect(search.count()).toBe('2 of 3');
  await waitFor(() => expect(search.currentLine()).toBe('2'));
  fireEvent.keyDown(search.text, { key: 'F3' });
  await waitFor(() => expect(search.currentLine()).toBe('3'));
  await search.user.keyboard('{Enter}');
  await waitFor(() => expect(search.currentLine()).toBe('1'));
  await search.user.keyboard('{Shift>}{Enter}{/Shift}');
  await waitFor(() => expect(search.currentLine()).toBe('3'));
});

test('case, whole words and expressions are told by their buttons', async () => {
  await using search = await openSearch({ text: 'Cat cat catalog ca\u0308t c4t' });
  await search.user.type(search.field, 'cat');
  await waitFor(() => expect(search.count()).toBe('1 of 3'));
  await search.user.click(search.bar.getByRole('button', { name: 'Match case' }));
  await waitFor(() => expect(search.count()).toBe('1 of 2'));
  expect(search.matches()).toEqual(['cat', 'cat']);
  await search.user.click(search.bar.getByRole('button', { name: 'Whole word' }));
  await waitFor(() => expect(search.count()).toBe('1 of 1'));
  await waitFor(() => expect(search.matches()).toEqual(['cat']));
  await search.user.click(search.bar.getByRole('button', { name: 'Regular expression' }));
  expect(search.bar.getByText('An expression matches within 64 KiB of a line.')).toBeTruthy();
  await search.user.clear(search.field);
  await search.user.type(search.field, String.raw`c\d?t`);
  await waitFor(() => expect(search.matches()).toEqual(['c4t']));
});

test('an expression that is none is named in the bar', async () => {
  await using search = await openSearch({ text: 'whatever' });
  await search.user.click(search.bar.getByRole('button', { name: 'Regular expression' }));
  await search.user.type(search.field, '(');
  expect(await search.bar.findByRole('alert')).toHaveProperty(
    'textContent',
    'This is not a regular expression of JavaScript (with the flag u): Unterminated group.',
  );
});

test('on a body that arrives it goes on, until it is stopped', async () => {
  await using search = await openSearch({ held: true });
  await search.user.type(search.field, 'piece');
  await waitFor(() => expect(search.count()).toBe('1 of 1 · 11 B searched, more to come'));
  search.server.open('held');
  await waitFor(() => expect(search.count()).toBe('1 of 2'));
  expect(search.bar.queryByRole('button', { name: 'Stop searching' })).toBeNull();
});

test('what is read aloud is where one is and what came of it, and not how far it is', async () => {
  await using search = await openSearch({ held: true });
  await search.user.type(search.field, 'piece');
  await waitFor(() => expect(search.count()).toBe('1 of 1 · 11 B searched, more to come'));
  expect(search.spoken()).toBe('Hit 1, searching on');
  search.server.open('held');
  await waitFor(() => expect(search.spoken()).toBe('1 of 2'));
  await search.user.keyboard('{Enter}');
  expect(search.spoken()).toBe('2 of 2');
});

test('a search that is stopped keeps what it has found', async () => {
  await using search = await openSearch({ held: true });
  await search.user.type(search.field, 'piece');
  await waitFor(() => expect(search.count()).toBe('1 of 1 · 11 B searched, more to come'));
  await search.user.click(search.bar.getByRole('button', { name: 'Stop searching' }));
  search.server.open('held');
  await waitFor(() => expect(search.text.getAttribute('aria-busy')).toBe('false'));
  expect(search.count()).toBe('1 of 1 · 11 B of 12 B searched, stopped');
});

test('Escape closes the bar and gives the keys back to the text', async () => {
  await using search = await openSearch({ text: 'one hit' });
  await search.user.type(search.field, 'hit');
  await waitFor(() => expect(search.matches()).toEqual(['hit']));
  await search.user.keyboard('{Escape}');
  expect(screen.queryByRole('search')).toBeNull();
  expect(search.text).toBe(document.activeElement);
  await waitFor(() => expect(search.matches()).toEqual([]));
});
