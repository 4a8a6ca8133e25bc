import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wireValue } from '#test/conformance/hostile-frames.ts';
import { encodeMessage, frameOf, FrameReader } from './frame.ts';
import { createSessionId } from './session-id.ts';
import { UnencodableError } from './values.ts';

const session = createSessionId();
const maxSize = 1_000_000;

function read(frame: unknown) {
  return new FrameReader(maxSize).read(frame);
}

/** To the wire and back. */
function carry(value: unknown): unknown {
  const [message] = read(frameOf(session, [encodeMessage({ value }, maxSize)]));
  if (!message || 'error' in message) throw message?.error ?? new Error('no message');
  if (typeof message.value !== 'object' || message.value === null || !('value' in message.value))
    throw new Error('lost');
  return message.value.value;
}

describe('values on the wire', () => {
  it.each([
    0,
    -0,
    '',
    false,
    null,
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    12345678901234567890n,
    new Date(0),
    new Date(Number.NaN),
    new Uint8Array([0, 255]),
    new Uint8Array(0),
  ])('carries %s as it is', (value) => {
    expect(carry(value)).toStrictEqual(value);
  });

  it('carries what JSON would drop or change, wherever it stands', () => {
    const value = {
      list: [undefined, -0, [new Uint8Array([1, 2])]],
      map: new Map<unknown, unknown>([[{ key: 1n }, new Set([undefined, new Date(5)])]]),
      absent: undefined,
      plain: { text: 'é\u{1F600}\0' },
    };
    expect(carry(value)).toStrictEqual(value);
    expect(Object.hasOwn(Object(carry({ a: undefined })), 'a')).toBe(true);
  });

  it('keeps a key named __proto__ a key, in both directions', () => {
    const hostile: unknown = JSON.parse('{"__proto__":{"polluted":true},"bytes":1}');
    const arrived = carry({ hostile, bytes: new Uint8Array([7]) });
    expect(JSON.stringify(arrived)).toContain('polluted');
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('never reaches into a prototype for an extra of a hostile end', () => {
    const frame = `${session}[{"id":1,"value":{},"extras":[["date",["value","__proto__","x"],1]]}]`;
    const [message] = read(frame);
    expect(message && 'error' in message && message.error.message).toContain('outside its value');
    expect(Reflect.get({}, 'x')).toBeUndefined();
  });

  it('never lets an extra set the length of a list, or reach into what another has made', () => {
    for (const extras of [
      '["number",["value","length"],"4294967295"]',
      '["bytes",["value"],0],["number",["value","0"],"1"]',
      '["map",["value"],null],["date",["value","size"],1]',
    ]) {
      const [message] = read(`${session}[{"id":1,"value":[],"extras":[${extras}]}]`);
      expect(message && 'error' in message, extras).toBe(true);
    }
  });

  it('keeps no more in memory than what arrived', () => {
    const buffer = new Uint8Array(1_000_000);
    const frame = [
      `${session}[{"id":1,"value":null,"extras":[["bytes",["value"],0]]}]`,
      buffer.subarray(0, 1),
    ];
    const [message] = read(frame);
    expect(message).toMatchObject({ value: { value: new Uint8Array(1) } });
    const value: unknown = message && 'value' in message ? Reflect.get(Object(message.value), 'value') : null;
    expect(value instanceof Uint8Array && value.buffer.byteLength).toBe(1);
  });

  it('never asks a value what it would be in JSON', () => {
    const list = Object.assign([1, 2], { toJSON: () => 'json!' });
    expect(carry(list)).toEqual([1, 2]);
    const plain = Object.defineProperty({ a: 1 }, 'toJSON', { value: () => 'json!' });
    expect(carry(plain)).toEqual({ a: 1 });
  });

  it('refuses what has no form on the wire, and says where it stands', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(() => carry(() => 1)).toThrow(UnencodableError);
    expect(() => carry({ items: [{ run: () => 1 }] })).toThrow(
      "a function can't be sent (at value.items.0.run)",
    );
    expect(() => carry({ at: new URL('http://x') })).toThrow(
      "an instance of URL can't be sent (at value.at)",
    );
    expect(() => carry(circle)).toThrow('in a circle');
    expect(() => carry(10n ** 5000n)).toThrow("a bigint of 5001 digits can't be sent");
    expect(carry(-(10n ** 4094n))).toBe(-(10n ** 4094n));
    expect(() => carry('x'.repeat(1_000_001))).toThrow('more than a frame may hold');
  });

  it('carries anything that can be built of what it knows', () => {
    fc.assert(
      fc.property(wireValue, (value) => {
        expect(carry(value)).toStrictEqual(value);
      }),
      { numRuns: 500 },
    );
  });
});
