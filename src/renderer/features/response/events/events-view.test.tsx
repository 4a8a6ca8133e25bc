import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { arriveIn } from '#test/harness/arrive-in.ts';
import { startMain } from '#test/harness/main.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { inWindow } from '../../../test-support/in-window.tsx';
import { BodyView } from '../viewer/body-view.tsx';
import { layOutViewer, rowHeight } from '../viewer/test-support.ts';

let layout: Disposable;
beforeEach(() => {
  layout = layOutViewer();
});
afterEach(() => layout[Symbol.dispose]());

const jsonLines = 'application/x-ndjson';

/** A window with a stream of events as a list. */
async function openEvents(
  text: string,
  { more, type: contentType = 'text/event-stream' }: { more?: string; type?: string } = {},
) {
  const main = await startMain();
  const server = await startTestServer();
  const window = main.openWindow();
  const answer = { text, type: contentType, ...(more !== undefined && { more }) };
  const bodyId = await arriveIn(window.client, answer, server);
  const shown = render(<BodyView bodyId={bodyId} />, { wrapper: inWindow(window) });
  const user = userEvent.setup();
  await user.click(await screen.findByRole('button', { name: 'Events' }));
  const list = screen.getByRole('listbox', { name: 'Events' });
  return {
    server,
    user,
    list,
    count: () => screen.getByRole('status', { name: 'Events' }).textContent,
    /** Index, type, id and data of those in view. */
    rows: () =>
      within(list)
        .queryAllByRole('option')
        .map(({ children: [index, , type, id, data] }) =>
          [index, type, id, data].map((cell) => cell?.textContent).join('|'),
        ),
    async [Symbol.asyncDispose]() {
      shown.unmount();
      await main[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

const stream = 'id: 7\ndata: one\n\nevent: news\ndata: two\ndata: lines\n\ndata: three\n\n';

test('events are listed with index, type, id and the first line of their data', async () => {
  await using events = await openEvents(stream);
  await waitFor(() => expect(events.rows()).toEqual(['1|message|7|one', '2|news||two', '3|message||three']));
  expect(events.count()).toBe('3 events');
  expect(events.list.querySelector('.event-time')?.textContent).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/);
});

test('one opens to all of its data, and to its place in the text', async () => {
  await using events = await openEvents(stream);
  await waitFor(() => expect(events.rows()).toHaveLength(3));
  fireEvent.keyDown(events.list, { key: 'ArrowDown' });
  fireEvent.keyDown(events.list, { key: 'ArrowDown' });
  fireEvent.keyDown(events.list, { key: 'Enter' });
  const details = await screen.findByRole('region', { name: 'Event 2' });
  expect(details.querySelector('pre')?.textContent).toBe('two\nlines');
  await events.user.click(within(details).getByRole('button', { name: 'Show in the text' }));
  const raw = await screen.findByRole('grid', { name: 'Response body' });
  await waitFor(() =>
    expect(raw.querySelector('.text-caret')?.closest('.text-row')?.getAttribute('data-row')).toBe('3'),
  );
});

test('they are filtered by text and by type', async () => {
  await using events = await openEvents(stream);
  await events.user.type(screen.getByRole('textbox', { name: 'Only events with this text' }), 'T');
  await waitFor(() => expect(events.rows()).toEqual(['2|news||two', '3|message||three']));
  expect(events.count()).toBe('2 shown of 3 events');
  await events.user.type(screen.getByRole('textbox', { name: 'Only events of this type' }), 'news');
  await waitFor(() => expect(events.rows()).toEqual(['2|news||two']));
});

test('any number of them is listed, and the last is gone to by its key', async () => {
  await using events = await openEvents('data: x\n\n'.repeat(700));
  await waitFor(() => expect(events.rows()[0]).toBe('1|message||x'));
  fireEvent.keyDown(events.list, { key: 'End' });
  await waitFor(() => expect(events.rows().at(-1)).toBe('700|message||x'));
});

test('while they come the list can wait, and go on', async () => {
  await using events = await openEvents('data: early\n\n', { more: 'data: late\n\n'.repeat(2) });
  await waitFor(() => expect(events.count()).toBe('1 event'));
  await events.user.click(screen.getByRole('button', { name: 'Pause' }));
  events.server.open('held');
  await waitFor(() => expect(events.count()).toBe('1 event, 2 more have come'));
  expect(events.rows()).toEqual(['1|message||early']);
  await events.user.click(screen.getByRole('button', { name: 'Go on' }));
  await waitFor(() =>
    expect(events.rows()).toEqual(['1|message||early', '2|message||late', '3|message||late']),
  );
});

test('the one that is open stays open, however far one scrolls', async () => {
  // More of them than the list remembers.
  await using events = await openEvents(`first${'\n'.repeat(4700)}`, { type: jsonLines });
  await waitFor(() => expect(events.rows()[0]).toBe('1|||first'));
  fireEvent.keyDown(events.list, { key: 'ArrowDown' });
  fireEvent.keyDown(events.list, { key: 'Enter' });
  await screen.findByRole('region', { name: 'Event 1' });
  for (let row = 200; row < 4700; row += 200) {
    events.list.scrollTop = row * rowHeight;
    fireEvent.scroll(events.list);
    await waitFor(() => expect(events.rows()).toContain(`${row + 1}|||blank line`));
  }
  expect(screen.getByRole('region', { name: 'Event 1' }).querySelector('pre')?.textContent).toBe('first');
  fireEvent.keyDown(events.list, { key: 'Escape' });
  expect(screen.queryByRole('region', { name: 'Event 1' })).toBeNull();
});

test('lines of JSON are listed as events with their type and id, blank ones too, and filtered', async () => {
  const text = '{"type":"greeting","id":7,"text":"hi"}\n\n{"level":"warn"}\nno JSON, but hi';
  await using events = await openEvents(text, { type: jsonLines });
  const [greeting, last] = ['1|greeting|7|{"type":"greeting","id":7,"text":"hi"}', '4|||no JSON, but hi'];
  await waitFor(() =>
    expect(events.rows()).toEqual([greeting, '2|||blank line', '3|warn||{"level":"warn"}', last]),
  );
  expect(events.count()).toBe('4 events');
  const ofText = screen.getByRole('textbox', { name: 'Only events with this text' });
  await events.user.type(ofText, 'HI');
  await waitFor(() => expect(events.rows()).toEqual([greeting, last]));
  await events.user.clear(ofText);
  await events.user.type(screen.getByRole('textbox', { name: 'Only events of this type' }), 'warn');
  await waitFor(() => expect(events.rows()).toEqual(['3|warn||{"level":"warn"}']));
});

test('lines of JSON that come are listed as they end, and wait with the list', async () => {
  await using events = await openEvents('1\n', { more: '2\n3', type: jsonLines });
  await waitFor(() => expect(events.count()).toBe('1 event'));
  await events.user.click(screen.getByRole('button', { name: 'Pause' }));
  events.server.open('held');
  await waitFor(() => expect(events.count()).toBe('1 event, 2 more have come'));
  await events.user.click(screen.getByRole('button', { name: 'Go on' }));
  await waitFor(() => expect(events.rows()).toEqual(['1|||1', '2|||2', '3|||3']));
});
