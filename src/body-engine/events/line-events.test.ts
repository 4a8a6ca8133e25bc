import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type BodyEvent, type EventFilter, maxShownDataBytes } from '#router/contracts/body-events.ts';
import type { BodyFacts } from '#router/contracts/body-view.ts';
import { newId } from '#main/services/ids.ts';
import { noSignal, temporaryFolder } from '#test/harness/services/support.ts';
import { byteReaderOf } from '../byte-reader.ts';
import { layoutOf } from '../index/text-layout.ts';
import { RowIndex } from '../index/row-index.ts';
import { IndexedBody } from '../worker/indexed-body.ts';
import { Source } from '../worker/source.ts';
import { LineEvents } from './line-events.ts';
import { findEvents } from './read-events.ts';

interface Given {
  /** Where the bytes are cut on their way. */
  readonly cuts?: readonly number[];
  readonly isWhole?: boolean;
  readonly encoding?: string;
}

function streamOf(text: string | Buffer, { cuts = [], isWhole = true, encoding = 'utf-8' }: Given = {}) {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const rows = new RowIndex(layoutOf(encoding), 0);
  const events = new LineEvents(rows, encoding, () => isWhole);
  let from = 0;
  for (const cut of [...cuts.toSorted((a, b) => a - b), bytes.byteLength]) {
    const part = bytes.subarray(from, cut);
    rows.push(part);
    events.push(part);
    from = Math.max(from, cut);
  }
  return { events, open: () => ({ ...byteReaderOf(bytes), [Symbol.dispose]() {} }) };
}

async function eventsOf(text: string | Buffer, given?: Given): Promise<BodyEvent[]> {
  const { events, total } = await findEvents(streamOf(text, given), {}, 0, 1e6, noSignal());
  expect(events).toHaveLength(total);
  return events;
}

async function indexesFound(text: string | Buffer, filter: EventFilter, given?: Given): Promise<number[]> {
  const { events } = await findEvents(streamOf(text, given), filter, 0, 100, noSignal());
  return events.map(({ index }) => index);
}

const texts = (events: readonly BodyEvent[]) => events.map(({ data }) => data);

/** The lines that a feed has ended, and the last one where there is anything of it. */
function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/u);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

describe('each line is an event', () => {
  it('with a cut at each byte, while it comes and when it is whole', async () => {
    const text = '{"type":"ä","id":1}\r\n\r\n[2]\n\n\n"😀"\r\n{"id":"last"}';
    const bytes = Buffer.from(text);
    const whole = await eventsOf(text);
    expect(texts(whole)).toEqual(['{"type":"ä","id":1}', '', '[2]', '', '', '"😀"', '{"id":"last"}']);
    expect(whole[0]).toMatchObject({ offset: 0, bytes: 20, type: 'ä', id: '1' });
    expect(whole[5]).toMatchObject({ offset: bytes.indexOf('"😀"'), bytes: 6 });
    for (let cut = 0; cut <= bytes.byteLength; cut++) {
      expect(await eventsOf(text, { cuts: [cut] })).toEqual(whole);
      const come = bytes.subarray(0, cut);
      const ended = texts(await eventsOf(come, { isWhole: false }));
      expect(ended).toEqual(texts(whole).slice(0, come.filter((byte) => byte === 0x0a).byteLength));
    }
    const byBytes = Array.from(bytes, (_byte, at) => at);
    expect(await eventsOf(text, { cuts: byBytes })).toEqual(whole);
  });

  it('whatever the line ends, and however the bytes come', async () => {
    const part = fc.constantFrom('a', '{"id":7}', 'ä', '\r', '\n', '\n', '\r\n', '\r\n', '\n\n');
    const longPart = fc.nat(200_000).map((length) => 'x'.repeat(length));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof({ weight: 20, arbitrary: part }, longPart), { maxLength: 30, size: 'max' }),
        fc.array(fc.nat(300)),
        async (parts, cuts) => {
          const bytes = Buffer.from(parts.join(''));
          const events = await eventsOf(bytes, { cuts: cuts.filter((cut) => cut < bytes.byteLength) });
          const lines = linesOf(parts.join(''));
          expect(events.map(({ dataBytes }) => dataBytes)).toEqual(
            lines.map((line) => Buffer.byteLength(line)),
          );
          expect(texts(events).filter((data) => data.length < 1000)).toEqual(
            lines.filter((line) => line.length < 1000),
          );
          for (const { offset, dataBytes, index } of events)
            expect(bytes.toString('utf8', offset, offset + dataBytes)).toBe(lines[index]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('of any number: the index of lines leads to any of them', async () => {
    const long = `"${'x'.repeat(50_000)}"`;
    const lines = Array.from({ length: 20_000 }, (_, n) => (n % 1000 === 7 ? long : `{"id":${n}}`));
    const stream = streamOf(`${lines.join('\n')}\n`);
    for (const first of [0, 6, 7, 8, 1023, 9_007, 9_008, 19_997]) {
      const { events, total } = await findEvents(stream, {}, first, 3, noSignal());
      expect(total).toBe(20_000);
      expect(events.map(({ index }) => index)).toEqual([first, first + 1, first + 2]);
      for (const { index, data } of events) expect(lines[index]?.startsWith(data)).toBe(true);
    }
    expect((await findEvents(stream, {}, 19_999, 5, noSignal())).events).toHaveLength(1);
    expect((await findEvents(stream, {}, 50_000, 5, noSignal())).events).toEqual([]);
  });
});

describe('a line’s type and id', () => {
  const fieldsOf = async (line: string | Buffer, given?: Given) => {
    const [event] = await eventsOf(line, given);
    return [event?.type, event?.id];
  };

  it('are those of its first field of a customary name that holds a string or a number', async () => {
    expect(await fieldsOf('{"id":"a","kind":"K","type":"T"}')).toEqual(['T', 'a']);
    expect(await fieldsOf('{"type":null,"event":{},"kind":"\\u00e9","id":[],"_id":"b"}')).toEqual(['é', 'b']);
    expect(await fieldsOf('{"level":30,"event_id":"c"}')).toEqual(['30', 'c']);
    expect(await fieldsOf('{"data":{"type":"inner","id":1}}')).toEqual(['', undefined]);
  });

  it('have every digit of a number', async () => {
    expect(await fieldsOf('{"a":[{"id":1}],"level":1.0, "id" : 12345678901234567890 }')).toEqual([
      '1.0',
      '12345678901234567890',
    ]);
  });

  it('are shown up to 1 KiB', async () => {
    const long = 'ä'.repeat(1000);
    expect(await fieldsOf(`{"type":"x${long}","id":"\\ud800"}`)).toEqual([`x${'ä'.repeat(511)}`, '\u{fffd}']);
  });

  it('are none where the line is another value, no JSON, or too long to parse', async () => {
    const long = JSON.stringify({ type: 'a', id: 1, text: 'x'.repeat(70_000) });
    for (const line of ['7', 'null', '["type"]', '{"type":"a"', 'oops', long]) {
      expect(await fieldsOf(line)).toEqual(['', undefined]);
    }
  });

  it('and its text are read in the encoding of the body', async () => {
    const line = Buffer.from('{"type":"é\x93"}', 'latin1');
    expect(await eventsOf(line, { encoding: 'windows-1252' })).toMatchObject([
      { type: 'é“', data: '{"type":"é“"}', dataBytes: 13 },
    ]);
  });
});

it('a line of any size shows the first 4 KiB of its text', async () => {
  const [event, next] = await eventsOf(`"${'ä'.repeat(100_000)}"\n2`);
  expect(event).toMatchObject({ dataBytes: 200_002, isCut: true });
  expect(event?.data).toBe(`"${'ä'.repeat((maxShownDataBytes - 2) / 2)}`);
  expect(next).toMatchObject({ index: 1, data: '2', isCut: false });
  const [parsed] = await eventsOf(`{"type":"a","text":"${'x'.repeat(5000)}"}`);
  expect(parsed).toMatchObject({ type: 'a', isCut: true });
  expect(parsed?.data).toHaveLength(maxShownDataBytes);
});

describe('a filter', () => {
  const lines = [
    '{"type":"a","n":1}',
    '',
    '{"type":"b","of":"a"}',
    '{"type":"\\u0061"}',
    '{"level":30}',
    'a two',
  ];
  const text = lines.join('\n');
  const query = { text: 'TWO', matchCase: false, wholeWord: false, regex: false } as const;

  it('asks for a type, however it is written, for text within the line, or both', async () => {
    expect(await indexesFound(text, {})).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await indexesFound(text, { type: 'a' })).toEqual([0, 3]);
    expect(await indexesFound(text, { type: '30' })).toEqual([4]);
    expect(await indexesFound(text, { type: '' })).toEqual([5]);
    expect(await indexesFound(text, { query })).toEqual([5]);
    expect(await indexesFound(text, { type: 'a', query: { ...query, text: '1' } })).toEqual([0, 3]);
    expect(await indexesFound(text, { query: { ...query, text: '}\n{' } })).toEqual([]);
  });

  it('finds in a line of any size, and in any encoding', async () => {
    expect(await indexesFound(`"${'x'.repeat(3 * 1024 * 1024)}two"\n"tw"\n"o"`, { query })).toEqual([0]);
    const latin = Buffer.from('{"type":"\xe9"}\n{"type":"x"}\n', 'latin1');
    const given = { encoding: 'windows-1252' };
    expect(await indexesFound(latin, { type: 'é' }, given)).toEqual([0]);
    expect(await indexesFound(latin, { query: { ...query, text: 'É' } }, given)).toEqual([0]);
  });

  it('finds what a look at each event finds', async () => {
    const line = fc.constantFrom(
      '{"type":"a"}',
      '{"event":"\\u0061","x":"b"}',
      '{"kind":"b a"}',
      '"a"',
      'ab',
      '',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 30, size: 'max' }),
        fc.constantFrom('a', 'A', 'b'),
        async (some, wanted) => {
          const body = some.map((each) => `${each}\n`).join('');
          const events = await eventsOf(body);
          const ofType = events.filter(({ type }) => type === wanted);
          expect(await indexesFound(body, { type: wanted })).toEqual(ofType.map(({ index }) => index));
          const withText = events.filter(({ data }) => data.toLowerCase().includes(wanted.toLowerCase()));
          const found = await indexesFound(body, { query: { ...query, text: wanted } });
          expect(found).toEqual(withText.map(({ index }) => index));
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** A body that arrives bit by bit. */
async function arriving(contentType: string) {
  const path = join(await temporaryFolder(), 'body');
  await writeFile(path, '');
  const start = { id: newId(), path, contentType, revision: 0, size: 0, state: 'arriving' as const };
  const source = new Source(start);
  const body = new IndexedBody(source);
  return {
    facts: () => body.facts,
    events: async () => (await body.events({}, 0, 100, noSignal())).events,
    async grow(bytes: string | Buffer, grewAt: number, state: BodyFacts['state'] = 'arriving') {
      await appendFile(path, bytes);
      const { size, revision } = source.state;
      const grown = size + Buffer.byteLength(bytes);
      source.update({ ...start, state, size: grown, grewAt, revision: revision + 1 });
      body.indexSlice();
    },
  };
}

test('a body’s last line is an event once the body has ended', async () => {
  const body = await arriving('application/x-ndjson');
  await body.grow('{"id":1}\n\n{"id":', 1000);
  expect(body.facts()).toMatchObject({ kind: 'ndjson', events: 2 });
  await body.grow('2}', 2000);
  expect(texts(await body.events())).toEqual(['{"id":1}', '']);
  await body.grow('', 3000, 'incomplete');
  expect(body.facts()).toMatchObject({ events: 3 });
  expect(await body.events()).toMatchObject([{ at: 1000 }, { at: 1000 }, { id: '2', at: 2000 }]);
});

test('times are right also where only the second line shows what it is', async () => {
  const body = await arriving('');
  await body.grow('{"id":1}\n', 1000);
  expect(body.facts()).toMatchObject({ kind: 'json' });
  await body.grow('{"id":2}\n', 2000);
  expect(body.facts()).toMatchObject({ kind: 'ndjson', events: 2 });
  expect((await body.events()).map(({ at }) => at)).toEqual([1000, 2000]);
});

test('a byte order mark is no part of the first event, and UTF-16 has none', async () => {
  const marked = await arriving('application/x-ndjson');
  await marked.grow('\u{feff}{"type":"a"}\n', 1000);
  expect(await marked.events()).toMatchObject([{ offset: 3, type: 'a', data: '{"type":"a"}' }]);
  const wide = await arriving('application/x-ndjson');
  await wide.grow(Buffer.from('\u{feff}{}\n', 'utf16le'), 1000);
  expect(wide.facts().events).toBeUndefined();
  expect(await wide.events()).toEqual([]);
});
