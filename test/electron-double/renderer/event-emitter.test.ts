import { EventEmitter as NodeEmitter } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventEmitter } from './event-emitter.ts';

interface Step {
  readonly method: 'on' | 'once' | 'prependListener' | 'off' | 'emit' | 'removeAllListeners' | 'emitOff';
  readonly event: string;
  readonly listener: number;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    method: fc.constantFrom(
      ...(['on', 'once', 'prependListener', 'off', 'emit', 'removeAllListeners', 'emitOff'] as const),
    ),
    event: fc.constantFrom('a', 'b'),
    listener: fc.nat(2),
  }),
  { minLength: 1, maxLength: 30 },
);

/** What is called, in order, and what the emitter says of itself after each step. */
function run(emitter: EventEmitter | NodeEmitter, story: readonly Step[]): unknown[] {
  const told: unknown[] = [];
  const listeners = [0, 1, 2].map(
    (number) =>
      (...args: unknown[]) =>
        void told.push(['called', number, ...args]),
  );
  for (const { method, event, listener } of story) {
    const fn = listeners[listener] ?? (() => undefined);
    if (method === 'emit') told.push(emitter.emit(event, 1, 'two'));
    else if (method === 'removeAllListeners') emitter.removeAllListeners(event);
    // A listener that takes another off while all are being called.
    else if (method === 'emitOff') emitter.once(event, () => void emitter.off(event, fn));
    else emitter[method](event, fn);
    told.push(emitter.listenerCount('a'), emitter.listenerCount('b'), emitter.eventNames());
  }
  return told;
}

describe("a preload's EventEmitter", () => {
  it('does what that of Node does', () => {
    fc.assert(
      fc.property(steps, (story) => {
        expect(run(new EventEmitter(), story)).toEqual(run(new NodeEmitter(), story));
      }),
    );
  });

  it('throws an error event that nobody hears, and calls with itself as this', () => {
    const emitter = new EventEmitter();
    const error = new Error('unheard');
    expect(() => emitter.emit('error', error)).toThrow(error);
    const seen: unknown[] = [];
    emitter.on('event', function (this: unknown) {
      seen.push(this);
    });
    emitter.emit('event');
    expect(seen).toEqual([emitter]);
  });
});
