import { appendFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SearchEvent, SearchQuery } from '#router/contracts/body-view.ts';
import { newId } from '#main/services/ids.ts';
import { startEngine } from '#test/harness/services/body-engine.ts';
import { noSignal, temporaryFolder } from '#test/harness/services/support.ts';
import type { BodyEngine } from './engine.ts';

function engineOf(): BodyEngine {
  const errors: unknown[] = [];
  onTestFinished(() => expect(errors).toEqual([]));
  return startEngine((error) => errors.push(error));
}

async function openBody(engine: BodyEngine, content: string | Buffer) {
  const path = join(await temporaryFolder(), 'body');
  await writeFile(path, content);
  const id = newId();
  const body = engine.open({ id, path, contentType: 'text/plain' });
  body.grew(Buffer.byteLength(content), 'complete');
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
