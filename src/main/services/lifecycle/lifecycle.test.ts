import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import type { LifecycleEvent } from '#router/contracts/app.ts';
import type { Session } from '#router/context.ts';
import { startSession } from '#test/harness/services/support.ts';
import { Lifecycle } from './lifecycle.ts';

/** Starts to listen; the events arrive in `seen`. */
function listen(lifecycle: Lifecycle, session: Session, signal = session.signal) {
  const events = lifecycle.events(session, signal);
  return { next: () => events.next(), stop: () => events.return(undefined), first: events.next() };
}

const soon = 60_000;

test('a menu command reaches the documents of its window, and no other', async () => {
  const lifecycle = new Lifecycle();
  const here = listen(lifecycle, startSession('here'));
  const alsoHere = listen(lifecycle, startSession('here'));
  const there = listen(lifecycle, startSession('there'));
  lifecycle.sendMenu('here', 'send');
  lifecycle.sendMenu('there', 'cancel');
  expect((await here.first).value).toEqual({ type: 'menu', command: 'send' });
  expect((await alsoHere.first).value).toEqual({ type: 'menu', command: 'send' });
  expect((await there.first).value).toEqual({ type: 'menu', command: 'cancel' });
});

test('commands that come faster than they are taken wait their turn', async () => {
  const lifecycle = new Lifecycle();
  const listener = listen(lifecycle, startSession());
  for (const command of ['new-request', 'send', 'cancel'] as const) lifecycle.sendMenu('window-1', command);
  const commands: (LifecycleEvent | undefined)[] = [(await listener.first).value];
  commands.push((await listener.next()).value, (await listener.next()).value);
  expect(commands.map((event) => event?.type === 'menu' && event.command)).toEqual([
    'new-request',
    'send',
    'cancel',
  ]);
});

test('of the commands for a window that takes none the newest are kept, and no question is lost', async () => {
  const lifecycle = new Lifecycle();
  const session = startSession();
  const listener = listen(lifecycle, session);
  lifecycle.sendMenu('window-1', 'new-request');
  await listener.first;
  const asked = lifecycle.askToClose(['window-1'], soon);
  for (let n = 0; n < 1000; n += 1) lifecycle.sendMenu('window-1', 'send');
  for (let n = 0; n < 99; n += 1) lifecycle.sendMenu('window-1', 'cancel');
  lifecycle.sendMenu('window-1', 'focus-url');
  const types: string[] = [];
  let last: LifecycleEvent | undefined;
  while (last?.type !== 'menu' || last.command !== 'focus-url') {
    last = (await listener.next()).value ?? undefined;
    types.push(last?.type === 'menu' ? last.command : String(last?.type));
  }
  expect(types).toEqual(['before-close', ...Array(99).fill('cancel'), 'focus-url']);
  lifecycle.readyToClose(session);
  expect(await asked).toEqual([]);
});

test('closing asks every document of the windows and waits for all their answers', async () => {
  const lifecycle = new Lifecycle();
  const sessions = [startSession('a'), startSession('b'), startSession('elsewhere')] as const;
  const listeners = sessions.map((session) => listen(lifecycle, session));
  const before = Date.now();
  const asked = lifecycle.askToClose(['a', 'b'], soon);
  const event = (await listeners[0]?.first)?.value;
  expect(event).toEqual({ type: 'before-close', deadline: expect.any(Number) });
  expect(event?.type === 'before-close' && event.deadline).toBeGreaterThanOrEqual(before + soon);

  let outcome: readonly string[] | undefined;
  void asked.then((result) => {
    outcome = result;
  });
  lifecycle.readyToClose(sessions[0]);
  lifecycle.readyToClose(sessions[0]);
  lifecycle.readyToClose(sessions[2]);
  await new Promise(setImmediate);
  expect(outcome).toBeUndefined();
  lifecycle.readyToClose(sessions[1]);
  expect(await asked).toEqual([]);
});

test('a document that ends has nothing more to put away', async () => {
  const lifecycle = new Lifecycle();
  const session = startSession('a');
  const listener = listen(lifecycle, session);
  const asked = lifecycle.askToClose(['a'], soon);
  await listener.first;
  session.end();
  expect(await asked).toEqual([]);
  await expect(listener.next()).rejects.toBe(session.signal.reason);
});

test('a document that stops listening without an answer is waited for', async () => {
  const lifecycle = new Lifecycle();
  const session = startSession('a');
  const listener = listen(lifecycle, session);
  const asked = lifecycle.askToClose(['a'], soon);
  await listener.first;
  await listener.stop();
  const listensAgain = listen(lifecycle, session);
  lifecycle.readyToClose(session);
  expect(await asked).toEqual([]);
  lifecycle.sendMenu('a', 'send');
  await listensAgain.first;
});

test('a document that does not answer is late', async () => {
  const lifecycle = new Lifecycle();
  const session = startSession('a');
  listen(lifecycle, session);
  expect(await lifecycle.askToClose(['a'], 1)).toEqual(['a']);
  // An answer that comes after all is harmless.
  lifecycle.readyToClose(session);
});

test('of several windows those that do not answer are named, each once', async () => {
  const lifecycle = new Lifecycle();
  const [answers, ends, hangs, hangsToo] = ['a', 'b', 'c', 'c'].map((id) => startSession(id));
  if (!answers || !ends || !hangs || !hangsToo) throw new Error('four sessions were started');
  const listeners = [answers, ends, hangs, hangsToo].map((session) => listen(lifecycle, session));
  const asked = lifecycle.askToClose(['a', 'b', 'c'], 20);
  await Promise.all(listeners.map(({ first }) => first));
  lifecycle.readyToClose(answers);
  ends.end();
  expect(await asked).toEqual(['c']);
});

test('where nobody listens, nobody is waited for', async () => {
  const lifecycle = new Lifecycle();
  const ended = startSession('a');
  const waiting = listen(lifecycle, ended);
  ended.end();
  expect(await lifecycle.askToClose(['a', 'b'], soon)).toEqual([]);
  await expect(waiting.first).rejects.toBe(ended.signal.reason);
});

test('two questions at a time are both answered', async () => {
  const lifecycle = new Lifecycle();
  const [a, b] = [startSession('a'), startSession('b')];
  listen(lifecycle, a);
  listen(lifecycle, b);
  const window = lifecycle.askToClose(['a'], soon);
  const app = lifecycle.askToClose(['a', 'b'], soon);
  lifecycle.readyToClose(a);
  expect(await window).toEqual([]);
  lifecycle.readyToClose(b);
  expect(await app).toEqual([]);
});

test('the end of a call ends the listening, and leaves nothing behind', async () => {
  const lifecycle = new Lifecycle();
  const session = startSession('a');
  const call = new AbortController();
  const listener = listen(lifecycle, session, call.signal);
  const asked = lifecycle.askToClose(['a'], soon);
  await listener.first;
  const next = listener.next();
  call.abort();
  await expect(next).rejects.toBe(call.signal.reason);
  lifecycle.readyToClose(session);
  await asked;
  expect(await lifecycle.askToClose(['a'], soon)).toEqual([]);
  expect(getEventListeners(session.signal, 'abort')).toHaveLength(0);
  expect(getEventListeners(call.signal, 'abort')).toHaveLength(0);
});

const crashed = { kind: 'window-crashed' } as const;
const failed = (logId: string) => ({ kind: 'main-failed', logId }) as const;

test('a notice stands in its window until it is dismissed there, over reloads too', async () => {
  const lifecycle = new Lifecycle();
  lifecycle.notify(crashed, 'a');
  const elsewhere = listen(lifecycle, startSession('b'));
  const first = startSession('a');
  expect((await listen(lifecycle, first).first).value).toEqual({ type: 'notices', notices: [crashed] });
  first.end();

  const second = startSession('a');
  const reloaded = listen(lifecycle, second);
  expect((await reloaded.first).value).toEqual({ type: 'notices', notices: [crashed] });
  lifecycle.dismissNotice(second, 'window-crashed');
  expect((await reloaded.next()).value).toEqual({ type: 'notices', notices: [] });

  const third = listen(lifecycle, startSession('a'));
  for (const window of ['a', 'b']) lifecycle.sendMenu(window, 'send');
  expect((await third.first).value).toEqual({ type: 'menu', command: 'send' });
  // The other window has heard that nothing stands in it, and nothing of what stood in the first.
  expect((await elsewhere.first).value).toEqual({ type: 'notices', notices: [] });
});

test('what concerns all windows stands in each, later ones included, and is dismissed in all at once', async () => {
  const lifecycle = new Lifecycle();
  const [here, there] = [startSession('here'), startSession('there')];
  const [inHere, inThere] = [listen(lifecycle, here), listen(lifecycle, there)];
  lifecycle.notify(failed('1f'));
  expect((await inHere.first).value).toEqual({ type: 'notices', notices: [failed('1f')] });
  const later = listen(lifecycle, startSession('later'));
  expect((await later.first).value).toEqual({ type: 'notices', notices: [failed('1f')] });

  // What has not been taken yet is replaced: the newest list is the whole truth.
  await inThere.first;
  lifecycle.notify(failed('2f'));
  lifecycle.notify(failed('3f'));
  expect((await inHere.next()).value).toEqual({ type: 'notices', notices: [failed('3f')] });
  expect((await inThere.next()).value).toEqual({ type: 'notices', notices: [failed('3f')] });
  lifecycle.dismissNotice(here, 'main-failed');
  expect((await inThere.next()).value).toEqual({ type: 'notices', notices: [] });
});

test('a window that is gone for good leaves no notice behind', async () => {
  const lifecycle = new Lifecycle();
  lifecycle.notify(crashed, 'a');
  lifecycle.forgetWindow('a');
  const listener = listen(lifecycle, startSession('a'));
  lifecycle.sendMenu('a', 'send');
  expect((await listener.first).value).toEqual({ type: 'menu', command: 'send' });
});
