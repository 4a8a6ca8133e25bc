import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BodyEvent,
  type EventFilter,
  eventFilterSchema,
  maxShownDataBytes,
} from '#router/contracts/body-events.ts';
import { byteReaderOf } from '../byte-reader.ts';
import { findEvents } from './read-events.ts';
import { SseIndex } from './sse-index.ts';

const never = new AbortController().signal;

function indexed(bytes: Uint8Array, cuts: readonly number[] = []): SseIndex {
  const index = new SseIndex();
  let from = 0;
  for (const cut of [...cuts.toSorted((a, b) => a - b), bytes.byteLength]) {
    index.push(bytes.subarray(from, cut));
    from = Math.max(from, cut);
  }
  return index;
}

function streamOf(bytes: Uint8Array, events = indexed(bytes)) {
  return { events, open: () => ({ ...byteReaderOf(bytes), [Symbol.dispose]() {} }) };
}

async function eventsOf(text: string | Buffer, cuts?: readonly number[]): Promise<BodyEvent[]> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const { events, total } = await findEvents(streamOf(bytes, indexed(bytes, cuts)), {}, 0, 1e6, never);
  expect(events).toHaveLength(total);
  return events;
}

async function indexesFound(text: string, filter: EventFilter): Promise<number[]> {
  const { events } = await findEvents(streamOf(Buffer.from(text)), filter, 0, 100, never);
  return events.map(({ index }) => index);
}

/** What a client would see, by a parser that knows nothing of bytes. */
function seenByClient(text: string) {
  const events: Pick<BodyEvent, 'type' | 'data' | 'id'>[] = [];
  const parser = createParser({
    onEvent({ event = 'message', data, id }) {
      events.push({ type: event, data, ...(id === undefined ? {} : { id }) });
    },
  });
  parser.feed(text.replace(/^\u{feff}/u, ''));
  return events;
}

const lines = fc.constantFrom(
  'data: a',
  'data:b',
  'data',
  'data:  ä😀',
  'data: x:y',
  'event: greeting',
  'event',
  'id: 7',
  'id: 8\0',
  'id',
  'retry: 100',
  'retry: soon',
  ': comment',
  ':',
  'database: no field',
  'da',
  'idea: none',
  ' data: no',
  '',
  '',
);
const streams = fc
  .tuple(
    fc.array(fc.tuple(lines, fc.constantFrom('\n', '\r\n', '\r')), { maxLength: 30 }),
    fc.constantFrom('', '\u{feff}'),
  )
  // A return at the very end may be half of a line end, for which the client waits.
  .map(([parts, mark]) => `${mark}${parts.map((part) => part.join('')).join('')}`.replace(/\r+$/u, ''));

describe('the events are those that a client sees', () => {
  it('whatever the line ends, and however the bytes come', async () => {
    await fc.assert(
      fc.asyncProperty(streams, fc.array(fc.nat(300)), async (text, cuts) => {
        const bytes = Buffer.from(text).byteLength;
        const events = await eventsOf(
          text,
          cuts.filter((cut) => cut < bytes),
        );
        expect(events).toMatchObject(seenByClient(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('with a cut at each byte', async () => {
    const text =
      '\u{feff}: hi\r\nid: 1\r\nevent: ä\r\ndata: one\r\ndata: two\r\n\r\ndata: 3\r\rdata: 4\n\n\ndata: 5\n\n';
    const bytes = Buffer.from(text);
    const whole = await eventsOf(text);
    expect(whole.map(({ data }) => data)).toEqual(['one\ntwo', '3', '4', '5']);
    for (let cut = 0; cut <= bytes.byteLength; cut++) expect(await eventsOf(text, [cut])).toEqual(whole);
    const byBytes = Array.from(bytes, (_byte, at) => at);
    expect(await eventsOf(text, byBytes)).toEqual(whole);
  });
});

it('what only begins like a byte order mark is a part of the first line', async () => {
  const bytes = Buffer.concat([Buffer.of(0xef, 0xbb), Buffer.from('data: no\n\ndata: yes\n\n')]);
  for (let cut = 0; cut <= 4; cut++) {
    expect(await eventsOf(bytes, [cut])).toMatchObject([{ data: 'yes', offset: 12 }]);
  }
});

describe('an event', () => {
  it('has its place in the body: its first line to the end of its last', async () => {
    const [event] = await eventsOf('\u{feff}\n: note\nid: 5\nevent: tick\nretry: 50\ndata: x\r\n\r\n');
    expect(event).toEqual({
      index: 0,
      offset: 4,
      bytes: ': note\nid: 5\nevent: tick\nretry: 50\ndata: x'.length,
      type: 'tick',
      id: '5',
      lastEventId: '5',
      data: 'x',
      dataBytes: 1,
      isCut: false,
      retry: 50,
    });
  });

  it('is told once an empty line has ended it', async () => {
    const index = new SseIndex();
    index.push(Buffer.from('data: x\n'));
    expect(index.count).toBe(0);
    index.push(Buffer.from('\n'));
    expect(index.count).toBe(1);
  });

  it('knows the last id that was set, by whatever lines, and none with U+0000', async () => {
    const events = await eventsOf(
      'data: a\n\nid: 1\n\ndata: b\n\nid: 2\0\ndata: c\n\nid\ndata: d\n\ndata: e\n\n',
    );
    expect(events.map(({ id }) => id)).toEqual([undefined, undefined, undefined, '', undefined]);
    expect(events.map(({ lastEventId }) => lastEventId)).toEqual(['', '1', '1', '', '']);
  });

  it('of any size shows the first 4 KiB of its data, and all of its other fields', async () => {
    const long = 'ä'.repeat(100_000);
    const [event, next] = await eventsOf(`data: x${long}\ndata: more\nid: 9\nevent: big\n\ndata: small\n\n`);
    expect(event).toMatchObject({ id: '9', type: 'big', dataBytes: 200_001 + 5, isCut: true });
    expect(event?.data).toBe(`x${'ä'.repeat((maxShownDataBytes - 2) / 2)}`);
    expect(next).toMatchObject({ index: 1, data: 'small', lastEventId: '9' });
    const [lined] = await eventsOf(`${'data: 0123456\n'.repeat(1000)}\n`);
    expect(lined).toMatchObject({ data: '0123456\n'.repeat(512), dataBytes: 7999 });
  });

  it('has the time at which it had arrived', async () => {
    const stream = { ...streamOf(Buffer.from('data: x\n\n')), arrivedAt: (offset: number) => 1000 + offset };
    expect((await findEvents(stream, {}, 0, 1, never)).events[0]?.at).toBe(1006);
  });
});

describe('the index', () => {
  const text = Array.from(
    { length: 20_000 },
    (_, n) => `${n % 7 === 0 ? `id: ${n}\n` : ''}data: ${n}\n\n`,
  ).join('');
  const bytes = Buffer.from(text);

  it('leads to any event', async () => {
    const stream = streamOf(bytes);
    for (const first of [0, 1, 6, 1023, 9_999, 19_990]) {
      const { events, total } = await findEvents(stream, {}, first, 3, never);
      expect(total).toBe(20_000);
      expect(events.map(({ data }) => data)).toEqual([0, 1, 2].map((n) => `${first + n}`));
      expect(events[0]?.lastEventId).toBe(`${first - (first % 7)}`);
    }
    expect((await findEvents(stream, {}, 19_999, 5, never)).events).toHaveLength(1);
    expect((await findEvents(stream, {}, 50_000, 5, never)).events).toEqual([]);
  });

  it('takes less than 4 bytes a KiB, however small the events', () => {
    const index = new SseIndex();
    const chunk = Buffer.from('data\n\n'.repeat(10_000));
    for (let n = 0; n < 100; n++) index.push(chunk);
    expect(index.count).toBe(1_000_000);
    expect(index.memoryBytes / (index.indexedBytes / 1024)).toBeLessThan(4);
  });
});

describe('a filter', () => {
  const text = 'event: a\ndata: one\n\ndata: data two\n\nevent: a\ndata: Three\ndata: four\n\n';
  const query = { text: 'two', matchCase: true, wholeWord: false, regex: false } as const;

  it('asks for a type, for text within the data, or both', async () => {
    expect(await indexesFound(text, {})).toEqual([0, 1, 2]);
    expect(await indexesFound(text, { type: 'a' })).toEqual([0, 2]);
    expect(await indexesFound(text, { type: 'message' })).toEqual([1]);
    expect(await indexesFound(text, { query })).toEqual([1]);
    expect(await indexesFound(text, { query: { ...query, text: 'data' } })).toEqual([1]);
    expect(await indexesFound(text, { query: { ...query, text: 'three\nFOUR', matchCase: false } })).toEqual([
      2,
    ]);
    expect(await indexesFound(text, { type: 'a', query: { ...query, text: 'o' } })).toEqual([0, 2]);
    // No regular expression.
    expect(await indexesFound(text, { query: { ...query, text: 't.o' } })).toEqual([]);
  });

  it('is no regular expression, which could keep the thread for as long as it likes', () => {
    expect(eventFilterSchema.safeParse({ query }).success).toBe(true);
    expect(eventFilterSchema.safeParse({ query: { ...query, regex: true } }).success).toBe(false);
  });

  it('finds what a look at each event finds', async () => {
    const wanted = [
      { ...query, text: 'a' },
      { ...query, text: 'A', matchCase: false },
      { ...query, text: 'y', wholeWord: true },
      { ...query, text: 'a\nb' },
    ];
    await fc.assert(
      fc.asyncProperty(streams, fc.constantFrom(...wanted), async (stream, each) => {
        const flags = each.matchCase ? 'mu' : 'imu';
        const expression = new RegExp(each.wholeWord ? `(?<!\\w)${each.text}(?!\\w)` : each.text, flags);
        const expected = (await eventsOf(stream)).filter(({ data }) => expression.test(data));
        expect(await indexesFound(stream, { query: each })).toEqual(expected.map(({ index }) => index));
        const greetings = (await eventsOf(stream)).filter(({ type }) => type === 'greeting');
        expect(await indexesFound(stream, { type: 'greeting' })).toEqual(greetings.map(({ index }) => index));
      }),
      { numRuns: 500 },
    );
  });

  it('gives as many as are wanted, and where to go on', async () => {
    const stream = streamOf(Buffer.from(text));
    const found = await findEvents(stream, { type: 'a' }, 0, 1, never);
    expect(found).toMatchObject({ events: [{ index: 0 }], next: 1, total: 3 });
    const more = await findEvents(stream, { type: 'a' }, found.next, 1, never);
    expect(more).toMatchObject({ events: [{ index: 2 }], next: 3 });
  });

  it('looks at all of an event of any size', async () => {
    const big = `data: ${'x'.repeat(3 * 1024 * 1024)}two\n\ndata: no\n\n`;
    expect(await indexesFound(big, { query })).toEqual([0]);
  });

  it('stops when it is aborted', async () => {
    const aborted = AbortSignal.abort(new Error('enough'));
    await expect(findEvents(streamOf(Buffer.from(text)), {}, 0, 1, aborted)).rejects.toThrow('enough');
  });
});
