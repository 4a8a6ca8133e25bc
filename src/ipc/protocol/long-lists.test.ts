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

  it('never gets the items of another, however their writing is mixed up', () => {
    const { frames, outbox, read } = border();
    const inner: unknown[] = [...list.slice(0, 600)];
    inner[70] = () => 1;
    const items: unknown[] = [...list];
    let calls = 0;
    const call = (message: object) => ({
      get index() {
        // Read once by the check and once by JSON.
        calls += 1;
        if (calls === 1) outbox.write(message);
        return 0;
      },
    });
    items[100] = call({ id: 2, result: { type: 'data', data: 'in between' } });
    outbox.write(answer(items));
    const [between, ...late] = read();
    expect(between).toMatchObject({ value: { id: 2, result: { data: 'in between' } } });
    expect(late.at(-1)).toMatchObject({ json: { id: 1 }, error: { message: 'a list without its parts' } });
    expect(late.every((message) => 'error' in message)).toBe(true);

    calls = 0;
    items[100] = {
      get index() {
        calls += 1;
        if (calls === 1)
          expect(() => outbox.write({ id: 2, result: { type: 'data', data: inner } })).toThrow('function');
        return 0;
      },
    };
    outbox.write(answer(items));
    const messages = read();
    expect(messages.length).toBeGreaterThan(1);
    for (const message of messages) expect(message).toHaveProperty('error');
    expect(frames).toEqual([]);
  });

  it('keeps nobody waiting, however many parts are taken', () => {
    const reader = new FrameReader(10_000_000);
    const id = createSessionId();
    const count = 100_000;
    for (let i = 0; i < count; i += 1000) {
      const parts = Array.from({ length: 1000 }, (_, j) => ({ id: 1, part: i + j, items: [i + j] }));
      expect(reader.read(id + JSON.stringify(parts))).toEqual([]);
    }
    const extras = Array.from({ length: count }, () => ['list', ['data'], 1]);
    const [message] = reader.read(`${id}[{"id":1,"data":null,"extras":${JSON.stringify(extras)}}]`);
    expect(message).toEqual({ value: { id: 1, data: [count - 1] } });
    for (const payload of [0, -1, 0.5, null]) {
      const frame = `${id}[{"id":1,"part":0,"items":[]},{"id":1,"data":null,"extras":[["list",["data"],${payload}]]}]`;
      expect(reader.read(frame)).toMatchObject([{ error: { name: 'TypeError' } }]);
    }
  });

  it('is no larger than any other message may be, at either end', () => {
    const size = JSON.stringify(list).length;
    for (let maxSize = size - 2000; maxSize < size + 4000; maxSize += 500) {
      const { outbox, read } = border(maxSize);
      let isSent = true;
      try {
        outbox.write({ id: 0, result: { type: 'data', data: 'x'.repeat(3000) } });
        outbox.write(answer(list));
      } catch (cause) {
        expect(String(cause)).toContain('more than a frame may hold');
        isSent = false;
      }
      // What the sender lets pass, the reader takes.
      expect(read().length).toBe(isSent ? 2 : 1);
    }

    const { frames, outbox: generous } = border();
    generous.write(answer(list));
    const strict = new FrameReader(size - 10_000);
    const messages = frames.flatMap((frame) => strict.read(frame));
    expect(messages.at(-1)).toMatchObject({
      json: { id: 1 },
      error: { message: 'a list without its parts' },
    });
  });
});
