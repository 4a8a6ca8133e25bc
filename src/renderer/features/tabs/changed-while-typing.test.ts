import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import { emptyRequest } from '#router/contracts/request.ts';
import { Gates } from '#test/harness/servers/gates.ts';
import { openWindowOnDisk } from '#test/harness/window-on-disk.ts';
import { openTabsWindow } from '../../test-support/tabs-window.ts';

/** A saved request in a tab, with an edit that main has not got; what others write to the file meanwhile; and its arrival. */
async function typeUnheard() {
  const { main, client, ipc, tabs, stop } = await openWindowOnDisk();
  const collection = await client.collections.create.mutate({ name: 'Shop' });
  if (!collection) throw new Error('no collection was made');
  const request = { ...emptyRequest(), url: 'http://shop.test/orders' };
  const made = { parentId: collection.id, name: 'Orders', request };
  const { id } = await client.collections.createRequest.mutate(made);
  await tabs.openItem(id ?? '');
  const tab = tabs.snapshot().active;
  if (!tab) throw new Error('no tab is open');
  const content = () => tab.snapshot().content;
  const file = join(collection.path, 'Orders.yml');
  const text = await readFile(file, 'utf8');

  const { drafts } = main.services;
  const put = drafts.put.bind(drafts);
  let arrive: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const spied = vi.spyOn(drafts, 'put').mockImplementation(async (draft) => {
    await arrived;
    return put(draft);
  });
  const type = (path: string) => tab.edit((now) => ({ ...now, url: `http://shop.test${path}` }));
  type('/mine');
  return {
    tab,
    content,
    arrive,
    /** It is typed back to what the file says, which main has at once; the answer to that arrives with what is returned. */
    typeBack: async () => {
      arrive();
      await tab.flush();
      const gates = new Gates();
      spied.mockImplementationOnce(async (draft) => {
        const answer = await put(draft);
        gates.open('taken');
        await gates.passed('answered');
        return answer;
      });
      type('/orders');
      await gates.passed('taken');
      return () => gates.open('answered');
    },
    text: () => readFile(file, 'utf8'),
    /** Before its edit has arrived, which it has never then. @returns the tab of the page that comes. */
    reload: async () => {
      window.dispatchEvent(new Event('pagehide'));
      stop();
      ipc.close();
      spied.mockRestore();
      const { active } = await openTabsWindow(main.openWindow());
      return active();
    },
    /** The window hears of it before its edit arrives. */
    othersWrite: async (path: string) => {
      await writeFile(file, text.replace('/orders', path));
      await eventually(() => expect(content()?.status.saved?.url).toBe(`http://shop.test${path}`));
    },
  };
}

test('what others write while an edit is on its way is not overwritten unseen, and both sides are there', async () => {
  const { tab, content, arrive, text, othersWrite } = await typeUnheard();
  await othersWrite('/theirs');
  arrive();
  await eventually(() => expect(content()?.status.theirs?.url).toBe('http://shop.test/theirs'));
  expect(content()).toMatchObject({ request: { url: 'http://shop.test/mine' }, isUnsaved: true });
  expect(await tab.save()).toBe(false);
  expect(tab.snapshot().problem?.code).toBe('CONFLICT');
  expect(await text()).toContain('http://shop.test/theirs');
  expect(await tab.resolve('theirs')).toBe(true);
  expect(content()).toMatchObject({ request: { url: 'http://shop.test/theirs' }, isUnsaved: false });
});

test('what others write and take back while an edit is on its way is no conflict', async () => {
  const { tab, arrive, text, othersWrite } = await typeUnheard();
  await othersWrite('/theirs');
  await othersWrite('/orders');
  arrive();
  expect(await tab.save()).toBe(true);
  expect(await text()).toContain('http://shop.test/mine');
  expect(tab.snapshot()).toMatchObject({
    problem: null,
    content: { isUnsaved: false, status: { file: 'same', theirs: null } },
  });
});

test('what others write while an edit is on its way is a conflict after a reload, and the edit is there', async () => {
  const { othersWrite, reload } = await typeUnheard();
  await othersWrite('/theirs');
  const tab = await reload();
  expect(tab.request?.url).toBe('http://shop.test/mine');
  const status = () => tab.snapshot().content?.status;
  await eventually(() => expect(status()?.theirs?.url).toBe('http://shop.test/theirs'));
  expect(await tab.save()).toBe(false);
});

test('what the draft follows once main has an edit, and before the window hears that, is on the screen', async () => {
  const { tab, content, typeBack, text, othersWrite } = await typeUnheard();
  const answer = await typeBack();
  await othersWrite('/theirs');
  answer();
  await eventually(() => expect(content()?.request.url).toBe('http://shop.test/theirs'));
  expect(content()?.isUnsaved).toBe(false);
  tab.edit((now) => ({ ...now, method: 'PATCH' }));
  expect(await tab.save()).toBe(true);
  expect(await text()).toMatch(/PATCH[^]*\/theirs/);
});
