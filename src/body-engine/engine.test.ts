import { appendFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type BodyFacts, isSettled } from '#router/contracts/body-view.ts';
import { newId } from '#main/services/ids.ts';
import { bodyWorker } from '#test/harness/services/body-engine.ts';
import { all, noSignal, temporaryFolder } from '#test/harness/services/support.ts';
import { BodyEngine } from './engine.ts';
import type { EngineBody } from './engine-body.ts';

/** An engine, what it reports, and the threads that it starts. */
function startEngine(workerUrl = bodyWorker()) {
  const errors: unknown[] = [];
  const threads: Worker[] = [];
  const onWorker = (thread: Worker) => threads.push(thread);
  process.on('worker', onWorker);
  const engine = new BodyEngine({ workerUrl, onError: (error) => errors.push(error) });
  onTestFinished(async () => {
    process.off('worker', onWorker);
    await engine[Symbol.asyncDispose]();
  });
  return { engine, errors, threads };
}

/** A body with this content, all of it there. */
async function openBody(engine: BodyEngine, content: string, contentType = 'text/plain') {
  const path = join(await temporaryFolder(), 'body');
  await writeFile(path, content);
  const body = engine.open({ id: newId(), path, contentType });
  body.grew(Buffer.byteLength(content), 'complete');
  return { body, path };
}

async function settled(body: EngineBody): Promise<BodyFacts> {
  for await (const facts of body.facts(noSignal())) if (isSettled(facts)) return facts;
  throw new Error('the facts ended before they were settled');
}

const textOf = async (body: EngineBody, row: number) => (await body.rows(row, 1, noSignal())).rows[0]?.text;

describe('bodies', () => {
  test('no thread runs before a body is opened, and one does for all of them', async () => {
    const { engine, threads } = startEngine();
    expect(threads).toEqual([]);
    const [one, two] = [await openBody(engine, 'one\n'), await openBody(engine, '[2]')];
    expect(await settled(one.body)).toMatchObject({ kind: 'text', rows: 2 });
    expect(await settled(two.body)).toMatchObject({ kind: 'json', rows: 1 });
    expect(threads).toHaveLength(1);
  });

  test('a body that grows is indexed as it does, nobody watching', async () => {
    const { engine } = startEngine();
    const { body, path } = await openBody(engine, '');
    let size = 0;
    for (let piece = 0; piece < 50; piece += 1) {
      const text = `piece ${piece}\n`.repeat(500);
      await appendFile(path, text);
      size += text.length;
      body.grew(size, 'arriving');
    }
    body.grew(size, 'complete');
    expect(await settled(body)).toMatchObject({ size, rows: 25_001 });
    expect(await textOf(body, 24_999)).toBe('piece 49');
  });

  test('rows are answered while a large body is being indexed', async () => {
    const { engine } = startEngine();
    const { body, path } = await openBody(engine, 'first line\n');
    // A hole, for the most part: it takes no room, and is indexed all the same.
    await truncate(path, 8 * 1024 ** 3);
    body.grew(8 * 1024 ** 3, 'complete');
    expect(await textOf(body, 0)).toBe('first line');
    const { value } = await body.facts(noSignal()).next();
    expect(value?.indexedBytes).toBeLessThan(8 * 1024 ** 3);
  });

  test('what is found out about the encoding later changes the rows that were there', async () => {
    const { engine } = startEngine();
    const path = join(await temporaryFolder(), 'body');
    const content = Buffer.from('\ufeffone\ntwo', 'utf16le');
    await writeFile(path, content);
    const body = engine.open({ id: newId(), path, contentType: '' });
    // The first byte of the mark alone is none.
    body.grew(1, 'arriving');
    const facts = body.facts(noSignal());
    expect((await facts.next()).value).toMatchObject({ size: 1, encoding: { label: 'windows-1252' } });
    body.grew(content.byteLength, 'complete');
    for await (const last of facts)
      expect(last).toMatchObject({ encoding: { label: 'utf-16le', by: 'bom' }, rows: 2 });
    expect(await textOf(body, 0)).toBe('one');
  });

  test('an odd last byte of UTF-16 is indexed when it is known to be the last', async () => {
    const { engine } = startEngine();
    const { body, path } = await openBody(engine, '');
    const content = Buffer.concat([Buffer.from('\ufeffab\n', 'utf16le'), Buffer.from('c')]);
    await writeFile(path, content);
    body.grew(content.byteLength, 'arriving');
    body.grew(content.byteLength, 'incomplete');
    expect(await settled(body)).toMatchObject({ indexedBytes: 9, rows: 2, state: 'incomplete' });
    expect(await textOf(body, 1)).toBe('\ufffd');
  });

  test('a file that can not be read is an error with the system’s code, and read again once it is there', async () => {
    const { engine, errors } = startEngine();
    const { body, path } = await openBody(engine, 'text');
    await settled(body);
    await rm(path);
    await expect(body.rows(0, 1, noSignal())).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(body.place({ line: 0 }, noSignal())).rejects.toMatchObject({ code: 'ENOENT' });
    body.grew(9, 'complete');
    await expect(all(body.facts(noSignal()))).rejects.toMatchObject({ code: 'ENOENT' });
    await writeFile(path, 'text\nmore');
    expect(await settled(body)).toMatchObject({ rows: 2 });
    expect(errors).toEqual([]);
  });

  test('a thread that dies is reported, and the next one knows all that the first one did', async () => {
    const { engine, errors, threads } = startEngine();
    const { body, path } = await openBody(engine, 'one\ntwo\n');
    expect(await settled(body)).toMatchObject({ rows: 3 });
    body.grew(8, 'arriving');
    const watching = all(body.facts(noSignal()));
    expect(await textOf(body, 1)).toBe('two');
    const asked = textOf(body, 1);
    await threads[0]?.terminate();
    expect(await asked).toBe('two');
    expect(await textOf(body, 1)).toBe('two');
    await appendFile(path, 'three');
    body.grew(13, 'complete');
    expect((await watching).at(-1)).toMatchObject({ rows: 3, size: 13, state: 'complete' });
    expect(await textOf(body, 2)).toBe('three');
    expect(errors).toEqual([
      expect.objectContaining({ message: 'A body worker (viewer) has ended with code 1' }),
    ]);
    expect(threads).toHaveLength(2);
  });

  test('a thread that dies again and again is left alone, and that is said', async () => {
    const folder = await temporaryFolder();
    const broken = join(folder, 'broken.mjs');
    await writeFile(broken, 'process.exit(7)');
    const { engine, errors, threads } = startEngine(pathToFileURL(broken));
    const { body } = await openBody(engine, 'text');
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await expect(body.rows(0, 1, noSignal())).rejects.toMatchObject({
        name: 'Failure',
        code: 'SERVICE_UNAVAILABLE',
        message: expect.stringContaining('has stopped'),
      });
    }
    expect(threads).toHaveLength(3);
    expect(errors).toHaveLength(3);
  });

  test('closing a body ends who watches it, and the thread forgets it', async () => {
    const { engine, errors } = startEngine();
    const { body } = await openBody(engine, 'text');
    body.grew(4, 'arriving');
    const watching = all(body.facts(noSignal()));
    await body.rows(0, 1, noSignal());
    body.close();
    body.close();
    await watching;
    await expect(body.rows(0, 1, noSignal())).rejects.toMatchObject({ code: 'ENOENT' });
    expect(errors).toEqual([]);
  });

  test('what is asked ends with its signal', async () => {
    const { engine } = startEngine();
    const { body } = await openBody(engine, 'text');
    body.grew(4, 'arriving');
    const call = new AbortController();
    const watching = all(body.facts(call.signal));
    call.abort();
    await expect(watching).rejects.toBe(call.signal.reason);
    await expect(body.rows(0, 1, call.signal)).rejects.toBe(call.signal.reason);
  });
});
