import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { TreeEvent } from '#router/contracts/collection.ts';
import { collectionFolder, requestText } from '#test/harness/services/collections.ts';
import { noSignal, startSession, temporaryFolder } from '#test/harness/services/support.ts';
import { Collections, type CollectionsOptions } from './collections.ts';

const unexpected = (error: unknown) => {
  throw error;
};

async function start(options: Partial<CollectionsOptions> = {}) {
  const collections = await Collections.start({
    platform: {},
    dataFolder: await temporaryFolder(),
    onError: unexpected,
    ...options,
  });
  onTestFinished(() => collections[Symbol.asyncDispose]());
  return collections;
}

/** The desktop app, where the person chooses that folder in every dialog. */
function choosing(path: string | null): CollectionsOptions['platform'] {
  return { chooseFolder: () => Promise.resolve(path) };
}

async function open(collections: Collections) {
  const collection = await collections.open(startSession(), undefined);
  if (!collection) throw new Error('nothing was chosen');
  await collections.tree.whenRead(collection.id);
  return collection;
}

/** All that a new window is told. */
async function told(collections: Collections): Promise<TreeEvent[]> {
  const events: TreeEvent[] = [];
  for await (const event of collections.watch(noSignal())) {
    events.push(event);
    if (event.type === 'complete') return events;
  }
  return events;
}

test('a folder that is opened is open in the next run, too, under the same id', async () => {
  const { path } = await collectionFolder({ 'a.yml': requestText('a') });
  const dataFolder = await temporaryFolder();
  const collections = await start({ platform: choosing(path), dataFolder });
  const { id } = await open(collections);
  const itemId = collections.tree.children(id)[0]?.id;
  await collections[Symbol.asyncDispose]();
  const again = await start({ dataFolder });
  await again.tree.whenRead(id);
  expect(again.tree.collection(id)).toMatchObject({ name: 'Shop', state: 'ready' });
  expect(again.tree.children(id)[0]?.id).toBe(itemId);
});

test('a collection that was closed has its id again when it is opened again', async () => {
  const { path } = await collectionFolder({});
  const collections = await start({ platform: choosing(path) });
  const { id } = await open(collections);
  await collections.close(id);
  expect(collections.tree.collections).toEqual([]);
  expect(await readdir(path)).toEqual(['opencollection.yml']);
  expect((await open(collections)).id).toBe(id);
});

test('nothing is opened where nothing is chosen', async () => {
  const collections = await start({ platform: choosing(null) });
  expect(await collections.open(startSession(), undefined)).toBeNull();
  expect(await collections.create(startSession(), 'New')).toBeNull();
});

test('a folder that is no collection is refused, with what to do', async () => {
  const path = await temporaryFolder();
  const collections = await start({ platform: choosing(path) });
  await expect(open(collections)).rejects.toThrow(
    'has no opencollection.yml, so it is no collection. Create',
  );
  await writeFile(join(path, 'bruno.json'), '{}');
  await expect(open(collections)).rejects.toThrow("in Bruno's older format");
});

test('no file is in two collections: the same folder, one within and one around are refused', async () => {
  const { path, write } = await collectionFolder({ 'inner/opencollection.yml': 'info:\n  name: Inner\n' });
  const link = join(await temporaryFolder(), 'link');
  await symlink(path, link);
  let chosen = path;
  const collections = await start({ platform: { chooseFolder: () => Promise.resolve(chosen) } });
  const { id } = await open(collections);
  for (const same of [path, link]) {
    chosen = same;
    await expect(open(collections)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: /open already, as “Shop”/,
    });
  }
  chosen = join(path, 'inner');
  await expect(open(collections)).rejects.toThrow('“inner” is a folder of “Shop”, which is open');
  await expect(collections.create(startSession(), 'x')).rejects.toThrow('is a folder of “Shop”');
  expect(await readdir(chosen)).toEqual(['opencollection.yml']);
  await collections.close(id);
  await open(collections);
  chosen = path;
  await expect(open(collections)).rejects.toThrow('“Inner”, which is open, is a folder of');
  await write('x', '');
});

test('a new collection has a folder of its own, by its name as all systems take it', async () => {
  const parent = await temporaryFolder();
  const collections = await start({ platform: choosing(parent) });
  const made = await collections.create(startSession(), 'Shop: "live"/test');
  await collections.tree.whenRead(made?.id ?? '');
  expect(collections.tree.collections).toMatchObject([{ name: 'Shop: "live"/test', problem: null }]);
  expect(await readdir(parent)).toEqual(['Shop- -live--test']);
  expect(await readFile(join(parent, 'Shop- -live--test', 'opencollection.yml'), 'utf8')).toBe(
    'opencollection: 1.0.0\n\ninfo:\n  name: "Shop: \\"live\\"/test"\n',
  );
  await expect(collections.create(startSession(), 'Shop: "live"/test')).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('There is a “Shop- -live--test” in that folder already'),
  });
});

test('in the browser host the collections of one folder are offered, and new ones are made in it', async () => {
  const collectionsFolder = join(await temporaryFolder(), 'collections');
  const collections = await start({ platform: { collectionsFolder } });
  expect(await collections.offered()).toEqual([]);
  await collections.create(startSession(), 'Mine');
  await mkdir(join(collectionsFolder, 'theirs'));
  await mkdir(join(collectionsFolder, 'none'));
  await writeFile(join(collectionsFolder, 'theirs', 'opencollection.yml'), '');
  const offered = await collections.offered();
  expect(offered).toMatchObject([
    { name: 'Mine', isOpen: true },
    { name: 'theirs', isOpen: false },
  ]);
  const opened = await collections.open(startSession(), offered[1]?.id);
  expect(opened).toMatchObject({ name: 'theirs', path: join(collectionsFolder, 'theirs') });
  await expect(collections.open(startSession(), 'x'.repeat(22))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(collections.open(startSession(), undefined)).rejects.toThrow('that are offered');
});

test('a window is told all there is, 1,000 items at most at once, then each change', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 1200 }, (_, n) => [`${n}.yml`, requestText(`request ${n}`)]),
  );
  const { path, write } = await collectionFolder(files);
  const collections = await start({ platform: choosing(path) });
  const { id } = await open(collections);
  const events = await told(collections);
  expect(events.map((event) => (event.type === 'items' ? event.items.length : event.type))).toEqual([
    'collections',
    1000,
    200,
    'complete',
  ]);
  const watching = collections.watch(noSignal());
  while ((await watching.next()).value?.type !== 'complete');
  await write('600.yml', requestText('request 600', undefined, 'https://other.example'));
  await collections.tree.refresh(id, ['600.yml']);
  expect((await watching.next()).value).toMatchObject({
    type: 'items',
    items: [{ kind: 'request', name: 'request 600', url: 'https://other.example', position: 600 }],
  });
  await collections.close(id);
  expect((await watching.next()).value).toEqual({ type: 'collections', collections: [] });
  expect((await watching.next()).value).toMatchObject({ type: 'removed', ids: { length: 1200 } });
});

test('a window that is slow is told of what changed as it is by then, and of what came and went not at all', async () => {
  const { path, write } = await collectionFolder({ 'a.yml': requestText('a') });
  const collections = await start({ platform: choosing(path) });
  const { id } = await open(collections);
  const watching = collections.watch(noSignal());
  while ((await watching.next()).value?.type !== 'complete');
  for (const name of ['b', 'c', 'd']) {
    await write('a.yml', requestText(name));
    await write(`${name}/x.yml`, requestText('x'));
    await collections.tree.refresh(id, ['a.yml', name]);
  }
  for (const name of ['b', 'c', 'd']) await rm(join(path, name), { recursive: true });
  await collections.tree.refresh(id, ['']);
  const event = (await watching.next()).value;
  expect(event).toMatchObject({ type: 'items', items: [{ name: 'd', position: 0 }] });
});

test('the environment in use stays so over a restart; one that is gone is in use no more', async () => {
  const { path } = await collectionFolder({ 'environments/live.yml': 'name: live\n' });
  const dataFolder = await temporaryFolder();
  const collections = await start({ platform: choosing(path), dataFolder });
  const { id } = await open(collections);
  const environmentId = collections.tree.environments(id)[0]?.id ?? '';
  await collections.chooseEnvironment(id, environmentId);
  expect(collections.tree.collection(id)?.environmentId).toBe(environmentId);
  await expect(collections.chooseEnvironment(id, 'x'.repeat(22))).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await collections[Symbol.asyncDispose]();
  const again = await start({ dataFolder });
  await again.tree.whenRead(id);
  expect(again.tree.collection(id)?.environmentId).toBe(environmentId);
  await again.chooseEnvironment(id, null);
  expect(again.tree.collection(id)?.environmentId).toBeNull();
});

test('the text of a broken file can be read, with what is wrong about it', async () => {
  const { path } = await collectionFolder({ 'bad.yml': 'info: {\n', 'x/a.yml': requestText('a') });
  const collections = await start({ platform: choosing(path) });
  const { id } = await open(collections);
  const at = (inner: string) => collections.tree.idAt({ collectionId: id, path: inner });
  expect(await collections.text(at('bad.yml'))).toEqual({
    fileName: 'bad.yml',
    text: 'info: {\n',
    problem: { message: expect.any(String), line: 2, column: 1 },
  });
  expect((await collections.text(id)).fileName).toBe('opencollection.yml');
  await expect(collections.text(at('x'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a list of open folders that can not be read is set aside, and told', async () => {
  const dataFolder = await temporaryFolder();
  await writeFile(join(dataFolder, 'collections.json'), '{');
  const errors: unknown[] = [];
  await start({ dataFolder, onError: (error) => errors.push(error) });
  expect(errors).toEqual([expect.objectContaining({ message: expect.stringContaining('set aside') })]);
  expect((await readdir(dataFolder)).filter((name) => name.includes('broken'))).toHaveLength(1);
});

test.skipIf(process.platform === 'win32')('the key of ids is for its owner alone', async () => {
  const dataFolder = await temporaryFolder();
  await start({ dataFolder });
  expect((await stat(join(dataFolder, 'item-ids.key'))).mode & 0o777).toBe(0o600);
});
