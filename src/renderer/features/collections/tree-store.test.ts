import { expect, onTestFinished, test, vi } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import type { Item, TreeEvent } from '#router/contracts/collection.ts';
import { folder, idOf, request, shop } from './test-support.ts';
import { TreeStore, type WatchTree } from './tree-store.ts';

const collections: TreeEvent = { type: 'collections', collections: [shop] };

/** A store with a stream that the test feeds. */
function open() {
  const streams: Parameters<WatchTree>[0][] = [];
  let running = 0;
  const store = new TreeStore((told) => {
    streams.push(told);
    running++;
    return () => void running--;
  });
  const onChange = vi.fn<() => void>();
  const stop = store.subscribe(onChange);
  const tell = (...events: TreeEvent[]) => {
    for (const event of events) streams.at(-1)?.event(event);
  };
  const begin = (...events: TreeEvent[]) => {
    streams.at(-1)?.started();
    tell(...events);
  };
  const changed = async () => {
    const before = onChange.mock.calls.length;
    await eventually(() => expect(onChange.mock.calls.length).toBeGreaterThan(before));
  };
  const names = (parentId = shop.id) =>
    store
      .snapshot()
      .children(parentId)
      .map(({ name }) => name);
  return {
    store,
    onChange,
    stop,
    tell,
    begin,
    changed,
    names,
    fail: (cause: unknown) => streams.at(-1)?.failed(cause),
    running: () => running,
  };
}

test('items are in the order of their positions, in whatever order they come', async () => {
  const { begin, changed, names } = open();
  begin(collections, {
    type: 'items',
    items: [
      request('last', 2),
      // What is in a folder may come before the folder.
      request('inner', 0, { parentId: idOf('users') }),
      request('middle', 1),
      folder('users', 0),
    ],
  });
  await changed();
  expect(names()).toEqual(['users', 'middle', 'last']);
  expect(names(idOf('users'))).toEqual(['inner']);
});

test('an item that has moved is in its new place alone', async () => {
  const { begin, tell, changed, names } = open();
  begin(collections, { type: 'items', items: [folder('users', 0), request('a', 1)] }, { type: 'complete' });
  await changed();
  tell({ type: 'items', items: [request('a', 0, { parentId: idOf('users') })] });
  await changed();
  expect(names()).toEqual(['users']);
  expect(names(idOf('users'))).toEqual(['a']);
  tell({ type: 'removed', ids: [idOf('a'), idOf('nobody')] });
  await changed();
  expect(names(idOf('users'))).toEqual([]);
});

test('what is in a collection goes with it', async () => {
  const { begin, tell, changed, store } = open();
  begin(collections, { type: 'items', items: [request('a', 0)] }, { type: 'complete' });
  await changed();
  tell({ type: 'collections', collections: [] });
  await changed();
  expect([...store.snapshot().items()]).toEqual([]);
});

test('a stream that begins anew takes the place of what is shown once it is complete', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { begin, tell, names, onChange } = open();
  begin(collections, { type: 'items', items: [request('old', 0), request('both', 1)] }, { type: 'complete' });
  vi.runAllTimers();
  onChange.mockClear();
  begin(collections, { type: 'items', items: [request('both', 0)] });
  vi.runAllTimers();
  expect(names()).toEqual(['old', 'both']);
  expect(onChange).not.toHaveBeenCalled();
  tell({ type: 'items', items: [request('new', 1)] }, { type: 'complete' });
  vi.runAllTimers();
  expect(onChange).toHaveBeenCalledOnce();
  expect(names()).toEqual(['both', 'new']);
});

test('a burst of changes is told once', async () => {
  const { begin, tell, changed, names, onChange } = open();
  begin(collections);
  await changed();
  onChange.mockClear();
  for (let index = 0; index < 500; index++) {
    tell({ type: 'items', items: [request(`r${index}`, index)] });
  }
  await changed();
  expect(onChange).toHaveBeenCalledOnce();
  expect(names()).toHaveLength(500);
});

test('10,000 items in 500 folders, changed here and there, are what a plain model says', async () => {
  const { begin, tell, changed, store } = open();
  const model = new Map<string, Item>();
  const put = (items: Item[]) => {
    for (const item of items) model.set(item.id, item);
    for (let at = 0; at < items.length; at += 1000) {
      tell({ type: 'items', items: items.slice(at, at + 1000) });
    }
  };
  begin(collections);
  const folders = Array.from({ length: 500 }, (_, index) => folder(`f${index}`, index));
  const requests = folders.flatMap(({ id }, f) =>
    Array.from({ length: 20 }, (_, index) => request(`f${f}-r${index}`, index, { parentId: id })),
  );
  put([...requests.toReversed(), ...folders]);
  tell({ type: 'complete' });
  // Every 7th moves to the next folder's end, every 11th goes.
  const moved = requests
    .filter((_, index) => index % 7 === 0)
    .map((item, index) => ({
      ...item,
      parentId: folders[(index + 1) % 500]?.id ?? shop.id,
      position: 20 + index,
    }));
  put(moved);
  const removed = requests.filter((_, index) => index % 11 === 0).map(({ id }) => id);
  for (const id of removed) model.delete(id);
  tell({ type: 'removed', ids: removed });
  await changed();

  const tree = store.snapshot();
  expect(tree.isComplete).toBe(true);
  expect([...tree.items()]).toHaveLength(model.size);
  const inside = new Map(folders.map(({ id }): [string, Item[]] => [id, []]));
  for (const item of model.values()) inside.get(item.parentId)?.push(item);
  for (const [id, items] of inside) {
    const inOrder = items.toSorted((a, b) => a.position - b.position);
    expect(tree.children(id).map((item) => item.id)).toEqual(inOrder.map((item) => item.id));
  }
});

test('children that nothing changed among are the same array, and are not put in order again', async () => {
  const { begin, tell, changed, store } = open();
  begin(collections, {
    type: 'items',
    items: [folder('a', 0), folder('b', 1), request('in a', 0, { parentId: idOf('a') })],
  });
  await changed();
  const before = store.snapshot().children(idOf('a'));
  tell({ type: 'items', items: [request('in b', 0, { parentId: idOf('b') })] });
  await changed();
  expect(store.snapshot().children(idOf('a'))).toBe(before);
});

test('the stream runs while somebody listens, and a failure is told until it is started again', async () => {
  const { store, stop, fail, begin, running } = open();
  expect(running()).toBe(1);
  const other = store.subscribe(() => undefined);
  stop();
  expect(running()).toBe(1);
  other();
  expect(running()).toBe(0);
  store.subscribe(() => undefined);
  const error = new Error('gone');
  fail(error);
  await eventually(() => expect(store.snapshot().failure).toBe(error));
  store.again();
  begin(collections);
  await eventually(() => expect(store.snapshot().failure).toBeUndefined());
  expect(running()).toBe(1);
});

test('who waits for something goes on when listeners have been told of it', async () => {
  const { store, begin, tell, onChange } = open();
  begin(collections, { type: 'complete' });
  const until = store.until((tree) => tree.item(idOf('a')) !== undefined);
  tell({ type: 'items', items: [request('a', 0)] });
  // The store has it by now; nobody was told.
  onChange.mockClear();
  await store.until((tree) => tree.item(idOf('a')) !== undefined);
  expect(onChange).toHaveBeenCalledOnce();
  await until;
});

test('nobody waits for ever: not for what is never told, nor where nothing more is told', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { store, begin, fail, stop } = open();
  begin(collections, { type: 'complete' });
  const never = () => store.until(() => false);
  const late = never();
  vi.runAllTimers();
  await expect(late).resolves.toBeUndefined();
  const failing = never();
  fail(new Error('gone'));
  vi.advanceTimersByTime(25);
  await failing;
  await never();
  begin(collections);
  const left = never();
  stop();
  await left;
  await never();
});
