import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameReader } from './frame.ts';
import { Outbox } from './outbox.ts';
import type { Frame } from './pipe.ts';
import { createSessionId } from './session-id.ts';
import { UnencodableError } from './values.ts';

/** An outbox whose frames are kept, and a reader for them. */
function border(maxFrameSize = 10_000_000) {
  const frames: Frame[] = [];
  const pipe = { send: (frame: Frame) => void frames.push(frame), start() {}, close() {} };
  const outbox = new Outbox(createSessionId(), pipe, { maxFrameSize, schedule: (flush) => flush() });
  const reader = new FrameReader(maxFrameSize);
  return { frames, outbox, read: () => frames.splice(0).flatMap((frame) => reader.read(frame)) };
}

function answer(data: unknown): object {
  return { id: 1, result: { type: 'data', data } };
}

const list = Array.from({ length: 5000 }, (_, index) => ({ index, name: `item ${index}`, tags: ['a', 'b'] }));

describe('a long list', () => {
  it('crosses in parts of about 64 KiB, and arrives as one', () => {
    const { frames, outbox, read } = border();
    outbox.write(answer(list));
    const sizes = frames.map((frame) => frame.length);
    expect(sizes.length).toBeGreaterThan(3);
    expect(Math.max(...sizes)).toBeLessThan(100_000);
    expect(read()).toStrictEqual([{ value: answer(list) }]);
  });

  it('may be an input, a property of either, or one of several', () => {
    const { outbox, read } = border();
    const messages = [
      { id: 1, method: 'query', params: { path: 'x', input: list } },
      {
        id: 2,
        method: 'query',
        params: { path: 'x', input: { before: 1, list, also: list.slice(7), short: [1] } },
      },
      answer({ total: list.length, list, cursor: undefined }),
      answer(JSON.parse(`{"__proto__":${JSON.stringify(list)},"length":${JSON.stringify(list)}}`)),
    ];
    for (const message of messages) outbox.write(message);
    expect(read()).toStrictEqual(messages.map((value) => ({ value })));
  });

  it('holds whatever a message can', () => {
    const item = fc.constantFrom<unknown>(
      1,
      'é\u{1F600}',
      null,
      undefined,
      -0,
      Number.NaN,
      5n,
      new Date(7),
      new Uint8Array([1, 2, 3]),
      new Map([[1, new Set([undefined])]]),
      { bytes: new Uint8Array([9]), at: new Date(1), list: [undefined] },
      list.slice(0, 20),
    );
    fc.assert(
      fc.property(fc.array(item, { minLength: 512, maxLength: 1500 }), (items) => {
        const { outbox, read } = border();
        outbox.write(answer({ items }));
        expect(read()).toStrictEqual([{ value: answer({ items }) }]);
      }),
      { numRuns: 20 },
    );
    const { outbox, read } = border();
    const sparse: unknown[] = [];
    sparse[600] = 1;
    outbox.write(answer(sparse));
    expect(read()).toStrictEqual([{ value: answer(Array.from(sparse)) }]);
  });

  it('is named where an item has no form on the wire, and leaves nothing behind for the next message', () => {
    const { outbox, read } = border();
    const items: unknown[] = [...list];
    items[4321] = { run: () => 1 };
    expect(() => outbox.write(answer({ items }))).toThrow(
      new UnencodableError("a function can't be sent", ['result', 'data', 'items', 4321, 'run']),
    );
    outbox.write(answer(list));
    expect(read()).toStrictEqual([{ value: answer(list) }]);
  });

  it('is no larger than any other message may be, at either end', () => {
    const size = JSON.stringify(list).length;
    const { outbox } = border(size);
    expect(() => outbox.write(answer(list))).toThrow('more than a frame may hold');

    const { frames, outbox: generous } = border();
    generous.write(answer(list));
    const strict = new FrameReader(size - 10_000);
    const read = frames.flatMap((frame) => strict.read(frame));
    expect(read).toHaveLength(1);
    expect(read[0]).toMatchObject({ json: { id: 1 }, error: { message: 'a list without its parts' } });
  });
});
