import { expect, test } from 'vitest';
import { startRouter } from '#test/harness/services/callers.ts';
import { startSession } from '#test/harness/services/support.ts';

test('a window hears menu commands, and that it is about to be closed', async () => {
  const { caller, services } = await startRouter();
  const session = startSession('window-7');
  const events = (await caller(session).lifecycle.events())[Symbol.asyncIterator]();
  const first = events.next();
  services.lifecycle.sendMenu('window-7', 'send');
  expect(await first).toEqual({ done: false, value: { type: 'menu', command: 'send' } });

  const asked = services.lifecycle.askToClose(['window-7'], 60_000);
  expect(await events.next()).toEqual({
    done: false,
    value: { type: 'before-close', deadline: expect.any(Number) },
  });
  await caller(session).lifecycle.readyToClose();
  expect(await asked).toEqual([]);
});

test('a window that does not answer in time is late', async () => {
  const { caller, services } = await startRouter();
  const events = (await caller(startSession('window-7')).lifecycle.events())[Symbol.asyncIterator]();
  const first = events.next();
  expect(await services.lifecycle.askToClose(['window-7'], 1)).toEqual(['window-7']);
  expect((await first).value).toMatchObject({ type: 'before-close' });
});

test('an answer that nobody asked for is harmless', async () => {
  const { caller } = await startRouter();
  expect(await caller().lifecycle.readyToClose()).toBeUndefined();
});

test('the listening ends with its call, and then the window is not waited for', async () => {
  const { caller, services } = await startRouter();
  const call = new AbortController();
  const window = caller(startSession('window-7'), call.signal);
  const first = (await window.lifecycle.events())[Symbol.asyncIterator]().next();
  call.abort();
  await expect(first).rejects.toBe(call.signal.reason);
  expect(await services.lifecycle.askToClose(['window-7'], 60_000)).toEqual([]);
});

test('a window hears what stands in it, and dismisses what was read', async () => {
  const { caller, services } = await startRouter();
  const session = startSession('window-7');
  services.lifecycle.notify({ kind: 'window-crashed' }, 'window-7');
  const events = (await caller(session).lifecycle.events())[Symbol.asyncIterator]();
  expect((await events.next()).value).toEqual({ type: 'notices', notices: [{ kind: 'window-crashed' }] });
  await caller(session).lifecycle.dismissNotice({ kind: 'window-crashed' });
  expect((await events.next()).value).toEqual({ type: 'notices', notices: [] });
});
