import { appendFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SearchEvent, SearchQuery } from '#router/contracts/body-view.ts';
import { newId } from '#main/services/ids.ts';
import { startEngine } from '#test/harness/services/body-engine.ts';
import { noSignal, temporaryFolder } from '#test/harness/services/support.ts';
import type { BodyEngine } from './engine.ts';
import { tellingBytes } from './engine-search.ts';
import { sniffedBytes } from './index/sniff.ts';

function engineOf(): BodyEngine {
  const errors: unknown[] = [];
  onTestFinished(() => expect(errors).toEqual([]));
  return startEngine((error) => errors.push(error));
}

/** A body with this content, all of it there; with `arriving` so many bytes of it, and more to come. */
async function openBody(engine: BodyEngine, content: string | Buffer, arriving?: number) {
  const path = join(await temporaryFolder(), 'body');
  await writeFile(path, content);
  const id = newId();
  const body = engine.open({ id, path, contentType: 'text/plain' });
  if (arriving === undefined) body.grew(Buffer.byteLength(content), 'complete');
  else body.grew(arriving, 'arriving');
  return { id, body, path };
}

function query(text: string, options: Partial<SearchQuery> = {}): SearchQuery {
  return { text, matchCase: true, wholeWord: false, regex: false, ...options };
}

async function outcomeOf(events: AsyncIterable<SearchEvent>) {
  const hits: [number, number][] = [];
  let last: SearchEvent | undefined;
  for await (const event of events) {
    if (event.type === 'hits') hits.push(...event.hits);
    last = event;
  }
  return { hits, last };
}

describe('a search', () => {
  test('runs in several threads, and its hits come in order', async () => {
    const engine = engineOf();
    const content = Buffer.alloc(200 * 1024 * 1024, 'x');
    const places = [0, 64 * 1024 * 1024 - 3, 128 * 1024 * 1024, content.byteLength - 6];
    for (const at of places) content.write('needle', at);
    const { id } = await openBody(engine, content);
    const { hits, last } = await outcomeOf(engine.search(id, query('needle'), noSignal()));
    expect(hits).toEqual(places.map((at) => [at, 6]));
    expect(last).toMatchObject({ done: true, hitCount: 4, searchedBytes: content.byteLength });
  });

  test('knows the encoding of the body', async () => {
    const engine = engineOf();
    const { id } = await openBody(engine, Buffer.from('\ufeffÄrger\n', 'utf16le'));
    const wanted = query('är', { matchCase: false });
    expect((await outcomeOf(engine.search(id, wanted, noSignal()))).hits).toEqual([[2, 4]]);
  });

  test('goes on while the body arrives', async () => {
    const engine = engineOf();
    const { id, body, path } = await openBody(engine, 'one two ');
    body.grew(8, 'arriving');
    const events = engine.search(id, query('one'), noSignal());
    expect((await events.next()).value).toEqual({ type: 'hits', hits: [[0, 3]] });
    await appendFile(path, 'one');
    body.grew(11, 'complete');
    expect(await outcomeOf(events)).toMatchObject({ hits: [[8, 3]], last: { done: true, hitCount: 2 } });
  });

  test('takes the encoding as it stands, where the body tells it late', async () => {
    const engine = engineOf();
    const { id, body, path } = await openBody(engine, 'only ASCII so far\n', 18);
    // A hole, which keeps the viewer busy: what it says of the other body lags behind.
    const busy = await openBody(engine, '');
    await truncate(busy.path, 8 * 1024 ** 3);
    busy.body.grew(8 * 1024 ** 3, 'complete');
    const events = engine.search(id, query('far|größer', { regex: true }), noSignal());
    expect((await events.next()).value).toEqual({ type: 'hits', hits: [[14, 3]] });
    await appendFile(path, Buffer.from('then größer und größer', 'latin1'));
    body.grew(40, 'complete');
    expect((await outcomeOf(events)).hits).toEqual([
      [23, 6],
      [34, 6],
    ]);
  });

  test('waits for no byte more than the body tells its encoding by', async () => {
    const engine = engineOf();
    // The last one of them is half a unit, which is not looked at before the other half has come.
    const { id } = await openBody(engine, Buffer.from('\ufeffone\n', 'utf16le'), 9);
    const events = engine.search(id, query('one'), noSignal());
    expect((await events.next()).value).toEqual({ type: 'hits', hits: [[2, 6]] });
    expect(tellingBytes).toBe(sniffedBytes);
  });

  test('that is aborted stops its threads, though a regular expression would take years', async () => {
    const engine = engineOf();
    const { id, body, path } = await openBody(engine, 'b  \n');
    body.grew(4, 'arriving');
    const controller = new AbortController();
    const events = engine.search(id, query('^b|^(a+)+$', { regex: true }), controller.signal);
    expect((await events.next()).value).toEqual({ type: 'hits', hits: [[0, 1]] });
    await appendFile(path, `${'a'.repeat(60)}c`);
    const outcome = outcomeOf(events);
    body.grew(65, 'complete');
    // The viewer's thread answers: by then the other one has been asked too.
    await body.rows(0, 1, noSignal());
    controller.abort(new Error('enough'));
    await expect(outcome).rejects.toThrow('enough');
    expect((await outcomeOf(engine.search(id, query('c'), noSignal()))).hits).toEqual([[64, 1]]);
  });

  test('ends when the body is closed', async () => {
    const engine = engineOf();
    const { id, body } = await openBody(engine, 'one');
    body.grew(3, 'arriving');
    const events = engine.search(id, query('one'), noSignal());
    await events.next();
    body.close();
    expect((await outcomeOf(events)).hits).toEqual([]);
  });
});

describe('what goes wrong is told', () => {
  test('a regular expression that is none, also where there is nothing to search', async () => {
    const engine = engineOf();
    for (const content of ['text', '']) {
      const { id } = await openBody(engine, content);
      const search = outcomeOf(engine.search(id, query('(', { regex: true }), noSignal()));
      await expect(search).rejects.toMatchObject({ name: 'Failure', code: 'BAD_REQUEST' });
    }
  });

  test('a file that vanishes, or was cut', async () => {
    const engine = engineOf();
    const { id, path } = await openBody(engine, 'one two');
    const facts = engine.search(id, query('one'), noSignal());
    await outcomeOf(facts);
    await truncate(path, 3);
    await expect(outcomeOf(engine.search(id, query('two'), noSignal()))).rejects.toMatchObject({
      code: 'ENODATA',
    });
    await rm(path);
    await expect(outcomeOf(engine.search(id, query('two'), noSignal()))).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });

  test('a body that is not open', () => {
    expect(() => engineOf().search(newId(), query('a'), noSignal())).toThrow('The body is not known here');
  });
});
