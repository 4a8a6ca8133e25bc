import { expect, test } from 'vitest';
import { noSignal } from '#test/harness/services/support.ts';
import { Turns } from './turns.ts';

test('work of one key runs in the order in which it was asked for, that of another key at once', async () => {
  const turns = new Turns();
  const done: string[] = [];
  const work = async (key: string, name: string) => {
    using _turn = await turns.take(key, noSignal());
    done.push(`${name} begins`);
    await new Promise(setImmediate);
    done.push(`${name} ends`);
  };
  await Promise.all([work('a', 'first'), work('a', 'second'), work('b', 'other')]);
  expect(done.filter((step) => !step.startsWith('other'))).toEqual([
    'first begins',
    'first ends',
    'second begins',
    'second ends',
  ]);
  expect(done.indexOf('other begins')).toBeLessThan(done.indexOf('first ends'));
});

test('who gives up the wait lets nobody in before their turn', async () => {
  const turns = new Turns();
  const first = await turns.take('a', noSignal());
  const controller = new AbortController();
  const second = turns.take('a', controller.signal);
  let isThirdIn = false;
  const third = turns.take('a', noSignal()).then((turn) => {
    isThirdIn = true;
    return turn;
  });
  controller.abort(new Error('enough'));
  await expect(second).rejects.toThrow('enough');
  await new Promise(setImmediate);
  expect(isThirdIn).toBe(false);
  first[Symbol.dispose]();
  (await third)[Symbol.dispose]();
});
