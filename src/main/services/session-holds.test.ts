import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { SessionHolds } from './session-holds.ts';
import { startSession } from '#test/harness/services/support.ts';

function startHolds() {
  const released: string[] = [];
  return { holds: new SessionHolds((id) => released.push(id)), released };
}

test('a session lets go of all it holds when it ends', () => {
  const { holds, released } = startHolds();
  const session = startSession();
  holds.hold(session, 'a');
  holds.hold(session, 'b');
  session.end();
  expect(released).toEqual(['a', 'b']);
  expect(holds.isHeld('a')).toBe(false);
});

test('an id is held for as long as one session holds it', () => {
  const { holds } = startHolds();
  const [first, second] = [startSession(), startSession()];
  holds.hold(first, 'a');
  holds.hold(second, 'a');
  holds.release(first, 'a');
  expect(holds.isHeldBy(first, 'a')).toBe(false);
  expect(holds.isHeld('a')).toBe(true);
  second.end();
  expect(holds.isHeld('a')).toBe(false);
});

test('a session has one listener, however much it holds, and none when it holds nothing', () => {
  const { holds } = startHolds();
  const session = startSession();
  for (const id of ['a', 'b', 'a']) holds.hold(session, id);
  expect(getEventListeners(session.signal, 'abort')).toHaveLength(1);
  for (const id of ['a', 'b']) holds.release(session, id);
  expect(getEventListeners(session.signal, 'abort')).toHaveLength(0);
});

test('a session that has ended holds nothing', () => {
  const { holds } = startHolds();
  const session = startSession();
  session.end();
  holds.hold(session, 'a');
  expect(holds.isHeld('a')).toBe(false);
});

test('closing lets go of everything without a word', () => {
  const { holds, released } = startHolds();
  const session = startSession();
  holds.hold(session, 'a');
  holds.close();
  session.end();
  expect(released).toEqual([]);
  expect(getEventListeners(session.signal, 'abort')).toHaveLength(0);
});
