import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { FileProgress } from '#router/contracts/draft.ts';
import type { TestMain } from '#test/harness/main.ts';
import { startMainWithDrafts } from '#test/harness/main-with-drafts.ts';
import type { StandInDrafts } from '#test/harness/stand-in-drafts.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { Workbench } from '../shell/workbench.tsx';
import { OpenTabs } from './open-tabs.ts';

let main: TestMain;
let drafts: StandInDrafts;

beforeEach(async () => {
  ({ main, drafts } = await startMainWithDrafts());
});

/** The screen, and a saved request `Import` with which main takes for ever where it is told to. */
async function open() {
  const item = drafts.addItem('Import', 'http://shop.test/import');
  const window = main.openWindow();
  const tabs = await OpenTabs.open(window.client);
  await Promise.all(tabs.snapshot().tabs.map((tab) => tab.open()));
  const shown = render(<Workbench tabs={tabs} />, { wrapper: inWindow(window) });
  onTestFinished(shown.unmount);
  const { services } = drafts;
  const { open: openDraft, openItem, save } = services.drafts;
  const told: FileProgress[] = [];
  /** What main has stopped. */
  const stopped: string[] = [];
  const forEver = (what: string, signal: AbortSignal | undefined) =>
    new Promise<never>((_resolve, reject) =>
      signal?.addEventListener('abort', () => {
        stopped.push(what);
        reject(new Error('stopped'));
      }),
    );
  return {
    ...{ tabs, item, told, stopped },
    isEndless: (is: boolean) =>
      Object.assign(services.drafts, {
        open: is
          ? (...[, , , signal]: Parameters<typeof openDraft>) => forEver('opening', signal)
          : openDraft,
        openItem: is
          ? (...[, , signal]: Parameters<typeof openItem>) => forEver('opening', signal)
          : openItem,
        save: is ? (...[, signal]: Parameters<typeof save>) => forEver('saving', signal) : save,
        progress: async function* () {
          yield* told;
        },
      }),
  };
}

const share = (doing: 'reading' | 'writing') =>
  ({ name: 'Import', share: { doing, doneBytes: 312 * 2 ** 20, totalBytes: 2 ** 30 } }) as const;
const notice = (words: string) => screen.findByText(words, { selector: '[role=status]' });
const cancel = () => fireEvent.click(screen.getByText('Cancel', { selector: '.notice *' }));

test('an opening that takes a while tells how far it is, and ends where it is cancelled', async () => {
  const { tabs, item, told, stopped, isEndless } = await open();
  told.push(share('reading'));
  isEndless(true);
  const opening = tabs.openItem(item);
  expect((await notice('Opening Import')).parentElement?.textContent).toBe(
    'Opening Import: 312 of 1,024 MiB',
  );
  cancel();
  await opening;
  await waitFor(() => expect(stopped).toEqual(['opening']));
  expect(screen.queryByText('Opening Import')).toBeNull();
  expect(tabs.snapshot()).toMatchObject({ problem: null, tabs: [{}] });
  isEndless(false);
  await tabs.openItem(item);
  expect(tabs.snapshot().active?.request?.url).toBe('http://shop.test/import');
});

test('a request that comes late does not take the place of what the person has gone on to', async () => {
  const { tabs, item } = await open();
  const { openItem } = drafts.services.drafts;
  const other = drafts.addItem('Other', 'http://shop.test/other');
  const gates = new Map<string, () => void>();
  drafts.services.drafts.openItem = async (session, id) => {
    await new Promise<void>((resolve) => gates.set(id, resolve));
    return openItem(session, id);
  };
  const shown = () => tabs.snapshot().active?.request?.url;
  const [late, next] = [tabs.openItem(item), tabs.openItem(other)];
  await waitFor(() => expect(gates.size).toBe(2));
  gates.get(item)?.();
  await late;
  expect(shown()).toBe('');
  gates.get(other)?.();
  await next;
  expect(shown()).toBe('http://shop.test/other');
  expect(tabs.snapshot().tabs).toHaveLength(3);

  const third = tabs.openItem(drafts.addItem('Third', 'http://shop.test/third'));
  await waitFor(() => expect(gates.size).toBe(3));
  tabs.step(1);
  const gone = shown();
  for (const pass of gates.values()) pass();
  await third;
  expect(shown()).toBe(gone);
  expect(tabs.snapshot().tabs).toHaveLength(4);
});

test('in a tab that comes back as well, which can be closed meanwhile', async () => {
  const { tabs, told, stopped, isEndless } = await open();
  told.push(share('reading'));
  isEndless(true);
  tabs.newRequest();
  await notice('Opening Import');
  cancel();
  await screen.findByText('Your request could not be opened: You cancelled it.');
  fireEvent.click(screen.getByText('Try again'));
  await notice('Opening Import');
  const tab = tabs.snapshot().active;
  if (tab) tabs.close([tab]);
  await waitFor(() => expect(stopped).toEqual(['opening', 'opening']));
  expect(screen.queryByText('Opening Import')).toBeNull();
});

test('a save that takes a while can be cancelled until the file is written', async () => {
  const { tabs, item, told, stopped, isEndless } = await open();
  await tabs.openItem(item);
  const tab = tabs.snapshot().active;
  tab?.edit((request) => ({ ...request, url: 'http://shop.test/edited' }));
  isEndless(true);
  told.push(share('writing'));
  const saving = tab?.save();
  expect((await notice('Saving Import')).parentElement?.textContent).toBe('Saving Import: 312 of 1,024 MiB');
  cancel();
  expect(await saving).toBe(false);
  await screen.findByText('Not saved: You cancelled it.');
  await waitFor(() => expect(stopped).toEqual(['saving']));
  expect(tab?.snapshot().content?.isUnsaved).toBe(true);
  told.push({ name: 'Import', share: null });
  void tab?.save();
  await notice('Saving Import (written; it is being read once more)');
  expect(screen.queryByText('Cancel', { selector: '.notice *' })).toBeNull();
});

test('a conflict that takes a while to end tells how far it is, and goes on to its end', async () => {
  const { tabs, item, told, isEndless } = await open();
  await tabs.openItem(item);
  isEndless(false);
  told.push(share('writing'));
  const { resolve } = drafts.services.drafts;
  let pass = () => {};
  const gate = new Promise<void>((settle) => {
    pass = settle;
  });
  drafts.services.drafts.resolve = async (id, keep) => {
    await gate;
    return resolve(id, keep);
  };
  const resolving = tabs.snapshot().active?.resolve('mine');
  expect((await notice('Saving Import')).parentElement?.textContent).toBe('Saving Import: 312 of 1,024 MiB');
  expect(screen.queryByText('Cancel', { selector: '.notice *' })).toBeNull();
  pass();
  await resolving;
  await waitFor(() => expect(screen.queryByText('Saving Import')).toBeNull());
});
