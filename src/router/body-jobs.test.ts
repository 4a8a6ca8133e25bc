import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newId } from '#main/services/ids.ts';
import { startBodyServer } from '#test/harness/servers/body-server.ts';
import { bodyOf, factsOf, openFiles, textOf, forgetSend } from '#test/harness/services/bodies.ts';
import { startRouter } from '#test/harness/services/callers.ts';
import { all, startSession } from '#test/harness/services/support.ts';
import type { CompareEvent } from './contracts/body-compare.ts';

async function start() {
  const started = await startRouter();
  return { ...started, window: started.caller(), bodiesFolder: join(started.dataFolder, 'bodies') };
}

const gone = { code: 'NOT_FOUND', message: 'This response is no longer kept. Send the request again.' };
const large = `[${'[1,2],'.repeat(4_000_000)}0]`;

describe('format', () => {
  test('makes a body of the JSON laid out, which is the same one when asked for again', async () => {
    await using server = await startBodyServer();
    const { window } = await start();
    const text = '{"a":[1.50,12345678901234567890],"a":{}}';
    const id = await bodyOf(window, server.body(text));
    const [made, again] = await Promise.all([window.bodies.format({ id }), window.bodies.format({ id })]);
    expect(again).toEqual(made);
    expect(await factsOf(window, made.id)).toMatchObject({
      state: 'complete',
      kind: 'json',
      lines: 7,
      derivation: { doneBytes: text.length, totalBytes: text.length },
    });
    expect(await textOf(window, made.id)).toBe(
      '{\n  "a": [\n    1.50,\n    12345678901234567890\n  ],\n  "a": {}\n}',
    );
    expect(await window.bodies.format({ id })).toEqual(made);
    expect(await window.bodies.info({ id: made.id })).toMatchObject({
      fileName: expect.stringMatching(/\.formatted\.json$/),
    });
  });

  test('follows a body that still arrives', async () => {
    await using server = await startBodyServer();
    const { window } = await start();
    const live = server.live();
    const id = await bodyOf(window, live.url, 'headers');
    const formatting = window.bodies.format({ id });
    await live.write('[1');
    const made = await formatting;
    await factsOf(window, made.id, ({ size }) => size === 5);
    await live.write(',2');
    const { state, derivation } = await factsOf(window, made.id, ({ size }) => size === 10);
    expect({ state, derivation }).toEqual({ state: 'arriving', derivation: { doneBytes: 4, totalBytes: 4 } });
    await live.write(']');
    live.end();
    expect(await textOf(window, made.id)).toBe('[\n  1,\n  2\n]');
  });

  test('lays lines of JSON out one by one', async () => {
    await using server = await startBodyServer();
    const { window } = await start();
    const id = await bodyOf(window, server.body('{"a":1}\n[]\n', 'application/x-ndjson'));
    const made = await window.bodies.format({ id });
    expect(await textOf(window, made.id)).toBe('{\n  "a": 1\n}\n[]');
  });

  test('says where a body is no JSON, and keeps what came before', async () => {
    await using server = await startBodyServer();
    const { window } = await start();
    const id = await bodyOf(window, server.body('[1,\nx]'));
    const made = await window.bodies.format({ id });
    expect(await factsOf(window, made.id)).toMatchObject({
      state: 'incomplete',
      derivation: {
        doneBytes: 4,
        totalBytes: 6,
        problem: { message: expect.stringContaining('found “x”'), offset: 4, line: 1, column: 0 },
      },
    });
    expect(await textOf(window, made.id)).toBe('[\n  1,\n  ');
    // The same again would come to the same.
    expect(await window.bodies.format({ id })).toEqual(made);
  });

  test('of a body that is not there is refused', async () => {
    const { window } = await start();
    await expect(window.bodies.format({ id: newId() })).rejects.toMatchObject(gone);
  });

  test('whose source vanishes says so, and keeps what came before', async () => {
    await using server = await startBodyServer();
    const { window, bodiesFolder } = await start();
    const live = server.live();
    const id = await bodyOf(window, live.url, 'headers');
    await live.write('[1');
    const made = await window.bodies.format({ id });
    await factsOf(window, made.id, ({ size }) => size === 5);
    await rm(join(bodiesFolder, id));
    await live.write(',2');
    expect(await factsOf(window, made.id)).toMatchObject({
      state: 'incomplete',
      derivation: { problem: { message: gone.message } },
    });
    expect(await textOf(window, made.id)).toBe('[\n  1');
    expect(await window.bodies.info({ id })).toMatchObject({ state: 'arriving' });
    await expect.poll(() => openFiles(bodiesFolder)).toEqual([join(bodiesFolder, id) + ' (deleted)']);
  });
});

describe('what is made of a body', () => {
  test('goes when it is discarded, and the making of it stops', async () => {
    await using server = await startBodyServer();
    const { window, bodiesFolder, services } = await start();
    // The making of it would wait for more until it is stopped.
    const live = server.live();
    const id = await bodyOf(window, live.url, 'headers');
    await live.write('[1');
    const made = await window.bodies.format({ id });
    await factsOf(window, made.id, ({ size }) => size === 5);
    await window.bodies.discard({ id: made.id });
    await expect(window.bodies.rows({ id: made.id, first: 0, count: 1 })).rejects.toMatchObject(gone);
    await services.bodyJobs.settled();
    expect(await readdir(bodiesFolder)).toEqual([id]);
    // The response itself, which is still written.
    await expect.poll(() => openFiles(bodiesFolder)).toEqual([join(bodiesFolder, id)]);
    await window.bodies.discard({ id: made.id });
    expect((await window.bodies.format({ id })).id).not.toBe(made.id);
  });

  test('goes with its source, and with what is made of it', async () => {
    await using server = await startBodyServer();
    const { window, caller, services, bodiesFolder } = await start();
    const [session, sendId] = [startSession(), newId()];
    const id = await bodyOf(caller(session), server.body(large), 'done', sendId);
    const made = await window.bodies.format({ id });
    await factsOf(window, made.id, ({ size }) => size > 0);
    const ofMade = await window.bodies.format({ id: made.id });
    await forgetSend(services, session, sendId);
    for (const each of [id, made.id, ofMade.id])
      await expect(window.bodies.info({ id: each })).rejects.toMatchObject(gone);
    await services.bodyJobs.settled();
    expect(await readdir(bodiesFolder)).toEqual([]);
    await expect.poll(() => openFiles(bodiesFolder)).toEqual([]);
  });

  test('can be discarded, a response can not, and an id that nobody knows does no harm', async () => {
    await using server = await startBodyServer();
    const { window } = await start();
    const id = await bodyOf(window, server.body('[]'));
    await expect(window.bodies.discard({ id })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('This is a response'),
    });
    expect(await window.bodies.info({ id })).toMatchObject({ state: 'complete' });
    await window.bodies.discard({ id: newId() });
  });
});

describe('nodes', () => {
  test('are the children of a value, from anywhere', async () => {
    await using server = await startBodyServer();
    const { window } = await start();
    const id = await bodyOf(window, server.body('{"a":[1,{"b":null}],"c":"x"}'));
    const root = { key: null, kind: 'object', offset: 0, text: '', hasChildren: true };
    expect(await window.bodies.nodes({ id, count: 9 })).toEqual({ nodes: [root], next: null });
    const first = await window.bodies.nodes({ id, parent: 0, count: 1 });
    expect(first.nodes).toEqual([{ key: 'a', kind: 'array', offset: 5, text: '', hasChildren: true }]);
    expect(await window.bodies.nodes({ id, parent: 0, after: first.next ?? undefined, count: 9 })).toEqual({
      nodes: [{ key: 'c', kind: 'string', offset: 24, text: '"x"', hasChildren: false }],
      next: null,
    });
  });

  test('are each line of lines of JSON, also while they arrive', async () => {
    await using server = await startBodyServer();
    const { window } = await start();
    const live = server.live('application/x-ndjson');
    const id = await bodyOf(window, live.url, 'headers');
    await live.write('[1]\n{');
    await factsOf(window, id, ({ indexedBytes }) => indexedBytes === 5);
    const { nodes, next, problem } = await window.bodies.nodes({ id, count: 9 });
    expect({ keys: nodes.map(({ key }) => key), next, problem }).toEqual({
      keys: [0],
      next: { offset: 4, index: 1 },
      problem: undefined,
    });
    await live.write('}\n');
    live.end();
    await factsOf(window, id);
    expect(await window.bodies.nodes({ id, after: next ?? undefined, count: 9 })).toMatchObject({
      nodes: [{ key: 1, kind: 'object', hasChildren: false }],
      next: null,
    });
  });

  test('of UTF-16 have to be laid out first', async () => {
    await using server = await startBodyServer();
    const { window } = await start();
    const id = await bodyOf(window, server.body(Buffer.from('\uFEFF[1]', 'utf16le')));
    expect(await window.bodies.nodes({ id, count: 1 })).toMatchObject({
      nodes: [],
      problem: { message: expect.stringContaining('Lay it out first') },
    });
    const made = await window.bodies.format({ id });
    await factsOf(window, made.id);
    expect(await window.bodies.nodes({ id: made.id, parent: 0, count: 1 })).toMatchObject({
      nodes: [{ key: 0, text: '1' }],
    });
  });

  test('of a body that is not there, or of no value, are refused', async () => {
    await using server = await startBodyServer();
    const { window } = await start();
    await expect(window.bodies.nodes({ id: newId(), count: 1 })).rejects.toMatchObject(gone);
    const id = await bodyOf(window, server.body('[1]'));
    expect(await window.bodies.nodes({ id, parent: 2, count: 1 })).toMatchObject({
      nodes: [],
      problem: { message: 'No JSON value begins at this place.', offset: 2 },
    });
    await expect(window.bodies.nodes({ id, count: 501 })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

describe('compare', () => {
  test('tells the hashes, the first difference and the lines', async () => {
    await using server = await startBodyServer();
    const { window } = await start();
    const left = await bodyOf(window, server.body('one\ntwo\nthree\n', 'text/plain'));
    const right = await bodyOf(window, server.body('one\n2\nthree\n', 'text/plain'));
    const events = await all(await window.bodies.compare({ left, right }));
    expect(events.at(-1)).toMatchObject({
      type: 'result',
      comparison: {
        left: { size: 14 },
        right: { size: 12 },
        firstDifference: { offset: 4, line: 1 },
        lines: { hunks: [{ left: { first: 1, count: 1 }, right: { first: 1, count: 1 } }] },
      },
    });
  });

  test('waits for nobody: a body that still arrives is a conflict', async () => {
    await using server = await startBodyServer();
    const { window } = await start();
    const left = await bodyOf(window, server.body('[]'));
    const right = await bodyOf(window, server.live().url, 'headers');
    await expect(window.bodies.compare({ left, right })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('still arriving'),
    });
    await expect(window.bodies.compare({ left, right: newId() })).rejects.toMatchObject(gone);
  });

  test('stops with its call, and no file stays open', async () => {
    await using server = await startBodyServer();
    const { window, caller, bodiesFolder } = await start();
    const left = await bodyOf(window, server.body(`${large}1`));
    const right = await bodyOf(window, server.body(`${large}2`));
    const call = new AbortController();
    const seen: CompareEvent[] = [];
    const comparing = (async () => {
      for await (const event of await caller(startSession(), call.signal).bodies.compare({ left, right })) {
        seen.push(event);
        call.abort(new Error('the window has closed'));
      }
    })();
    await expect(comparing).rejects.toThrow('the window has closed');
    expect(seen.map(({ type }) => type)).toEqual(['progress']);
    await expect.poll(() => openFiles(bodiesFolder)).toEqual([]);
  });

  test('of a file that has vanished says so', async () => {
    await using server = await startBodyServer();
    const { window, bodiesFolder } = await start();
    const id = await bodyOf(window, server.body('[]'));
    await rm(join(bodiesFolder, id));
    await expect(all(await window.bodies.compare({ left: id, right: id }))).rejects.toMatchObject(gone);
  });
});
