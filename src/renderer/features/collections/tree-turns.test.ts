import { expect, test } from 'vitest';
import { TreeTurns } from './tree-turns.ts';

/** A turn that gives one thing another id. */
const move = (turns: TreeTurns, before: string, after: string) =>
  turns.take((idNow) => {
    turns.moved(idNow(before), after);
    return Promise.resolve();
  });
const idIn = (turns: TreeTurns, id: string) => turns.take((idNow) => Promise.resolve(idNow(id)));

test('what is asked for by an id is what had it then, whatever turns before have made of it', async () => {
  const turns = new TreeTurns();
  void move(turns, 'a', 'b');
  void move(turns, 'a', 'c');
  expect(await idIn(turns, 'a')).toBe('c');
});

test('until it is shown under its new id it is asked for by the old one, and then that is another thing', async () => {
  const turns = new TreeTurns();
  await move(turns, 'a', 'b');
  expect(await idIn(turns, 'a')).toBe('b');
  turns.shown();
  expect(await idIn(turns, 'a')).toBe('a');
});

test('while a turn waits nothing is forgotten', async () => {
  const turns = new TreeTurns();
  const first = move(turns, 'a', 'b');
  let end = () => {};
  const gate = new Promise<void>((done) => {
    end = done;
  });
  void turns.take(() => gate);
  const third = idIn(turns, 'a');
  await first;
  turns.shown();
  end();
  expect(await third).toBe('b');
});
