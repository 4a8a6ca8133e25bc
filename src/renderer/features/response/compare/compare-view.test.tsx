import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { arriveIn } from '#test/harness/arrive-in.ts';
import { startMain } from '#test/harness/main.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { inWindow } from '../../../test-support/in-window.tsx';
import { BodyView } from '../viewer/body-view.tsx';
import { layOutViewer } from '../viewer/test-support.ts';

let layout: Disposable;
beforeEach(() => {
  layout = layOutViewer();
});
afterEach(() => layout[Symbol.dispose]());

/** A window that compares two responses. */
async function compare(before: string, now: string) {
  const main = await startMain();
  const server = await startTestServer();
  const window = main.openWindow();
  const previousBodyId = await arriveIn(window.client, { text: before }, server);
  const bodyId = await arriveIn(window.client, { text: now }, server);
  const shown = render(<BodyView bodyId={bodyId} previousBodyId={previousBodyId} />, {
    wrapper: inWindow(window),
  });
  const user = userEvent.setup();
  await user.click(await screen.findByRole('button', { name: 'Compare' }));
  return {
    user,
    /** Signs and texts of the diff's lines in view. */
    lines: () =>
      within(screen.getByRole('list', { name: 'Differences, line by line' }))
        .getAllByRole('listitem')
        .map(({ children: [, , sign, text] }) => `${sign?.textContent}${text?.textContent}`),
    async [Symbol.asyncDispose]() {
      shown.unmount();
      await main[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

const numbered = (count: number) => Array.from({ length: count }, (_, at) => `line ${at + 1}`);

test('responses that are the same are said to be, with their size and hash', async () => {
  await using _ = await compare('hello', 'hello');
  expect(
    await screen.findByText(/^The response is the same as the one before: 5 bytes, SHA-256/),
  ).toHaveProperty('textContent', expect.stringContaining('2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c'));
});

test('lines that differ stand between those around them, and the first is gone to in the text', async () => {
  const before = numbered(20);
  await using diff = await compare(before.join('\n'), before.with(9, 'another').join('\n'));
  await screen.findByText('First difference: line 10, offset 63');
  await waitFor(() =>
    expect(diff.lines()).toEqual([
      '⋯',
      ' line 7',
      ' line 8',
      ' line 9',
      '−line 10',
      '+another',
      ' line 11',
      ' line 12',
      ' line 13',
      '⋯',
    ]),
  );
  await diff.user.click(screen.getByRole('button', { name: 'Go there' }));
  const raw = await screen.findByRole('grid', { name: 'Response body' });
  await waitFor(() =>
    expect(raw.querySelector('.text-caret')?.closest('.text-row')?.getAttribute('data-row')).toBe('9'),
  );
});

test('keys go from difference to difference', async () => {
  const before = numbered(200);
  const now = before.with(4, 'changed early').with(150, 'changed late');
  await using diff = await compare(before.join('\n'), now.join('\n'));
  await waitFor(() => expect(diff.lines()).toContain('+changed early'));
  fireEvent.keyDown(screen.getByRole('list', { name: 'Differences, line by line' }), { key: 'F7' });
  await waitFor(() => expect(diff.lines()).toContain('+changed late'));
  expect(screen.getByRole('status', { name: 'Differences' }).textContent).toBe('Difference 2 of 2');
});
