import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { HistoryEntry } from '#router/contracts/history.ts';
import type { HistoryStore } from '#main/services/history/history-store.ts';
import { startMain, type TestMain } from '#test/harness/main.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { emptyRequest } from '../request/empty-request.ts';
import { HistoryPanel } from './history-panel.tsx';

let main: TestMain;
let nextId = 1;

beforeEach(async () => {
  main = await startMain();
});
afterEach(() => main[Symbol.asyncDispose]());

function entry(change: Partial<HistoryEntry> = {}): HistoryEntry {
  const url = '{{host}}/ping';
  return {
    ...{ id: String(nextId++).padStart(22, 'h'), at: Date.now(), method: 'GET', url, name: 'Ping' },
    ...{ sentUrl: 'https://test.example/ping', environment: 'Test' },
    ...{ status: 200, outcome: 'complete', elapsedMs: 12, body: null, itemId: null },
    ...{ request: { ...emptyRequest(), url }, events: [], failure: null },
    ...change,
  };
}

/** The panel with these sends, the newest last. */
async function open(...entries: HistoryEntry[]) {
  for (const one of entries) await main.services.history.add(one);
  const shown = render(<HistoryPanel onOpen={() => undefined} />, { wrapper: inWindow(main.openWindow()) });
  onTestFinished(shown.unmount);
  const lines = () => screen.queryAllByRole('listitem').map(({ textContent }) => textContent);
  await waitFor(() => expect(document.querySelector('.history-row')).not.toBeNull());
  return { lines };
}

const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

test('a line says how a send ended that did not come to its end', async () => {
  const { lines } = await open(
    entry(),
    entry({ outcome: 'cancelled' }),
    entry({ outcome: 'failed' }),
    entry({ outcome: 'failed', status: null }),
    entry({ outcome: 'cancelled', status: null }),
  );
  const ends = lines().map((line) => line?.replace(/^.* ms/, '').trim());
  expect(ends).toEqual(['cancelled', 'failed', '200 incomplete', '200 cancelled', '200']);
});

test('a line says where a send went, and with which environment', async () => {
  const live = { sentUrl: 'https://live.example/ping', environment: 'Live' };
  const { lines } = await open(entry(), entry(live));
  expect(lines()).toEqual([
    expect.stringMatching(/Ping.*live\.example\/ping.*Live · just now/),
    expect.stringMatching(/Ping.*test\.example\/ping.*Test · just now/),
  ]);
  const search = screen.getByRole('textbox', { name: 'Search the history' });
  fireEvent.change(search, { target: { value: 'live.example' } });
  await waitFor(() => expect(lines()).toHaveLength(1));
});

test('how long ago it was goes on while nothing happens', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'], shouldAdvanceTime: false });
  onTestFinished(() => void vi.useRealTimers());
  const { lines } = await open(entry());
  expect(lines()[0]).toContain('just now');
  act(() => void vi.advanceTimersByTime(65_000));
  expect(lines()[0]).toContain('1 min ago');
});

test('all that is kept can be shown', async () => {
  // Each stands for a hundred: drawing them all takes its time here.
  const all = Array.from({ length: 10 }, () => entry());
  const watch: HistoryStore['watch'] = async function* ({ limit }) {
    yield { entries: all.slice(0, limit / 100), count: all.length };
  };
  Object.assign(main.services, { history: { watch } });
  const { lines } = await open();
  for (let more = 2; more <= 10; more += 1) {
    fireEvent.click(screen.getByText('Show more of 10'));
    await waitFor(() => expect(lines()).toHaveLength(more));
  }
  expect(screen.queryByText(/Show more/)).toBeNull();
});

test('Delete asks before it forgets a send: Escape keeps it, and the focus is where it was', async () => {
  const { lines } = await open(entry({ name: 'Old' }), entry({ name: 'New' }));
  const [newest] = screen.getAllByRole('button', { name: /New/ });
  newest?.focus();
  if (newest) fireEvent.keyDown(newest, { key: 'Delete' });
  const question = await screen.findByRole('alertdialog', { name: 'Forget a send' });
  expect(document.activeElement?.textContent).toBe('Keep it');
  expect(fireEvent.keyDown(within(question).getByText('Keep it'), { key: 'Escape' })).toBe(false);
  expect(screen.queryByRole('alertdialog')).toBeNull();
  expect(document.activeElement).toBe(newest);
  expect(lines()).toHaveLength(2);

  if (newest) fireEvent.keyDown(newest, { key: 'Delete' });
  press('Forget it');
  await waitFor(() => expect(lines()).toEqual([expect.stringContaining('Old')]));
  expect(document.activeElement?.textContent).toContain('Old');
});

test('the question about all sends begins with keeping them, and Escape closes it', async () => {
  const { lines } = await open(entry());
  press('Clear the history');
  expect(document.activeElement?.textContent).toBe('Keep them');
  fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Escape' });
  expect(screen.queryByRole('alertdialog')).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Clear the history' }));
  press('Clear the history');
  press('Forget all');
  await waitFor(() => expect(lines()).toEqual([]));
});

test('Escape in the search is the search’s own, in the empty one as well', async () => {
  await open(entry());
  const search = screen.getByRole('textbox', { name: 'Search the history' });
  fireEvent.change(search, { target: { value: 'ping' } });
  expect(fireEvent.keyDown(search, { key: 'Escape' })).toBe(false);
  expect(search).toHaveProperty('value', '');
  expect(fireEvent.keyDown(search, { key: 'Escape' })).toBe(false);
});
