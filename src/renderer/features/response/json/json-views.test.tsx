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

/** A window that shows JSON in one of its views. */
async function open(view: 'Pretty' | 'Tree', text: string, type = 'application/json') {
  const main = await startMain();
  const server = await startTestServer();
  const window = main.openWindow();
  const bodyId = await arriveIn(window.client, { text, type }, server);
  const shown = render(<BodyView bodyId={bodyId} />, { wrapper: inWindow(window) });
  const user = userEvent.setup();
  await user.click(await screen.findByRole('button', { name: view }));
  return {
    user,
    rows: () => Array.from(shown.container.querySelectorAll('.text-cell'), (cell) => cell.textContent),
    items: () =>
      screen
        .getAllByRole('treeitem')
        .map(
          (item) =>
            `${'  '.repeat(Number(item.ariaLevel ?? item.getAttribute('aria-level')) - 1)}${item.textContent}`,
        ),
    current: () => within(screen.getByRole('tree')).getByRole('treeitem', { selected: true }).textContent,
    press: (key: string, held = {}) => fireEvent.keyDown(screen.getByRole('tree'), { key, ...held }),
    async [Symbol.asyncDispose]() {
      shown.unmount();
      await main[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

test('Pretty lays JSON out, with every digit and repeated names', async () => {
  await using json = await open('Pretty', '{"n":1.00000000000000000001,"n":[]}');
  await screen.findByRole('grid', { name: 'Response body, laid out' });
  await waitFor(() =>
    expect(json.rows().slice(0, 4)).toEqual(['{', '  "n": 1.00000000000000000001,', '  "n": []', '}']),
  );
});

test('that Pretty has laid it out is read aloud', async () => {
  await using _ = await open('Pretty', '[1]');
  await waitFor(() =>
    expect(screen.getAllByRole('status').map(({ textContent }) => textContent)).toContain('Laid out'),
  );
});

test('Pretty says where it is no JSON, and goes there in the text as it came', async () => {
  await using json = await open('Pretty', '{\n"a": 1,\n"b": oops\n}');
  await screen.findByText(/^Line 3, column 6: /);
  await json.user.click(await screen.findByRole('button', { name: 'Go there' }));
  const raw = await screen.findByRole('grid', { name: 'Response body' });
  await waitFor(() =>
    expect(raw.querySelector('.text-caret')?.closest('.text-row')?.getAttribute('data-row')).toBe('2'),
  );
  expect(raw.querySelector('.text-caret')?.textContent).toBe('o');
});

test('the tree opens the document, and values by keys', async () => {
  await using json = await open('Tree', '{"list":[1,{"deep":null}],"text":"hi"}');
  await waitFor(() => expect(json.items()).toEqual(['▾{…}', '  ▸list: […]', '  text: "hi"']));
  json.press('ArrowDown');
  json.press('ArrowRight');
  await waitFor(() => expect(json.items()).toContain('    ▸1: {…}'));
  json.press('ArrowRight');
  await waitFor(() => expect(json.current()).toBe('0: 1'));
  json.press('ArrowLeft');
  await waitFor(() => expect(json.current()).toBe('▾list: […]'));
  json.press('Enter');
  await waitFor(() => expect(json.items()).not.toContain('    0: 1'));
  json.press('End');
  await waitFor(() => expect(json.current()).toBe('text: "hi"'));
  json.press('Home');
  await waitFor(() => expect(json.current()).toBe('▾{…}'));
});

test('the tree shows many children by and by', async () => {
  await using json = await open('Tree', JSON.stringify(Array.from({ length: 300 }, (_, at) => at)));
  await waitFor(() => expect(json.items()).toContain('  0: 0'));
  json.press('End');
  await waitFor(() => expect(json.current()).toBe('Show more'));
  json.press('Enter');
  await waitFor(() => expect(json.current()).toBe('200: 200'));
});

test('a value and its path are copied', async () => {
  await using json = await open('Tree', '{"a b":{"long":[1, 2,  3]}, "z": 0}');
  await waitFor(() => expect(json.items()).toContain('  ▸a b: {…}'));
  json.press('ArrowDown');
  json.press('c', { ctrlKey: true });
  await waitFor(async () => expect(await navigator.clipboard.readText()).toBe('{"long":[1, 2,  3]}'));
  json.press('c', { ctrlKey: true, shiftKey: true });
  await waitFor(async () => expect(await navigator.clipboard.readText()).toBe("$['a b']"));
});

test('the tree shows what there is, and says where it is no JSON', async () => {
  await using json = await open('Tree', '[1, 2, oops]');
  await waitFor(() => expect(json.items().slice(0, 3)).toEqual(['▾[…]', '  0: 1', '  1: 2']));
  expect(json.items()[3]).toMatch(/“o”.* Go there$/);
});

test('each line of NDJSON is a value of its own', async () => {
  await using json = await open('Tree', '{"a":1}\n[2]\n', 'application/x-ndjson');
  await waitFor(() => expect(json.items()).toEqual(['▸0: {…}', '▸1: […]']));
});
