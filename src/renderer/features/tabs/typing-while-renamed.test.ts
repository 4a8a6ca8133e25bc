import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TreeChange } from '#router/contracts/collection.ts';
import { emptyRequest } from '#router/contracts/request.ts';
import { durabilityRuns } from '#test/harness/services/count-runs.ts';
import { openWindowOnDisk, type WindowOnDisk } from '#test/harness/window-on-disk.ts';
import { randomId } from '../../ui/random-id.ts';

/** A collection with one request in a folder, which is open in a tab, and what the tree does to both. */
async function openRequest({ client, tabs }: WindowOnDisk) {
  const collection = await client.collections.create.mutate({ name: `Shop ${randomId()}` });
  if (!collection) throw new Error('no collection was made');
  const made = await client.collections.createFolder.mutate({ parentId: collection.id, name: 'folder' });
  let folderId = made.id ?? '';
  const request = { ...emptyRequest(), url: 'http://shop.test/' };
  const { id } = await client.collections.createRequest.mutate({
    parentId: folderId,
    name: 'request',
    request,
  });
  await tabs.openItem(id ?? '');
  const tab = tabs.snapshot().active;
  if (!tab) throw new Error('no tab is open');
  const itemId = async () =>
    (await client.drafts.get.mutate({ id: tab.draftId })).status.source?.itemId ?? '';
  const undone: Array<() => Promise<void>> = [];
  const changed = (change: TreeChange, what: 'request' | 'folder') => {
    if (what === 'folder') folderId = change.id ?? '';
    undone.push(async () => changed(await client.collections.undo.mutate({ id: change.undoId }), what));
  };
  return {
    tab,
    inTree: {
      request: async (name: string) =>
        changed(await client.collections.rename.mutate({ id: await itemId(), name }), 'request'),
      folder: async (name: string) =>
        changed(await client.collections.rename.mutate({ id: folderId, name }), 'folder'),
      undo: async () => undone.pop()?.(),
    },
    /** Of all requests in the collection. What was being written when its folder moved stays beside them until the next start. */
    texts: async () => {
      const entries = await readdir(collection.path, { recursive: true, withFileTypes: true });
      const files = entries.filter(({ name }) => /(?<!^folder|^opencollection)\.yml$/.test(name));
      return Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')));
    },
    close: () => client.collections.close.mutate({ id: collection.id }),
  };
}

const pauseMs = fc.oneof(fc.nat(5), fc.nat(200));
const inTree = fc.record({ do: fc.constantFrom('request', 'request', 'folder', 'undo'), pauseMs });
const inTab = fc.record({ do: fc.constantFrom('type', 'type', 'type', 'save'), pauseMs });
const listOf = <TStep>(step: fc.Arbitrary<TStep>) =>
  fc.array(step, { minLength: 2, maxLength: 8, size: 'max' });

/** Each takes half a second. */
const numRuns = Math.min(durabilityRuns(10), 100);

test('what Parley does to the file is no news to who types meanwhile, in whatever order it comes', {
  timeout: 600_000,
}, async () => {
  const window = await openWindowOnDisk();
  await fc.assert(
    fc.asyncProperty(listOf(inTree), listOf(inTab), async (tree, typing) => {
      const { tab, inTree: does, texts, close } = await openRequest(window);
      const news = new Set<string>();
      const stop = tab.subscribe(() => {
        const { content, problem } = tab.snapshot();
        if (content && content.status.file !== 'same') news.add(content.status.file);
        if (problem) news.add(problem.message);
      });
      let url = 'http://shop.test/';
      await Promise.all([
        (async () => {
          for (const [index, step] of tree.entries()) {
            await delay(step.pauseMs);
            await does[step.do](`name ${index}`);
          }
        })(),
        (async () => {
          for (const [index, step] of typing.entries()) {
            await delay(step.pauseMs);
            if (step.do === 'save') await tab.save();
            else tab.edit((request) => ({ ...request, url: (url = `http://shop.test/${index}`) }));
          }
        })(),
      ]);
      await tab.save();
      stop();
      expect([...news]).toEqual([]);
      expect(tab.request?.url).toBe(url);
      expect(await texts()).toEqual([expect.stringContaining(`url: ${url}\n`)]);
      await close();
    }),
    { numRuns },
  );
});
