import { readFile, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newId } from '#main/services/ids.ts';
import { emptyRequest, type HttpRequest } from '#router/contracts/request.ts';
import { listen } from '#test/harness/servers/test-server.ts';
import { type Caller, startRouter, watch } from '#test/harness/services/callers.ts';
import { textsOf, withText } from './texts.ts';

// What a person pastes into a request comes from anywhere. None of it ends the field that it stands in and begins another, or
// another request; none of it changes what Parley's own objects are.

const breakingOut = [
  'x\r\nX-Injected: 1\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n',
  'x\nX-Injected: 1',
  'x\rX-Injected: 1',
  'x"\r\nX-Injected: 1',
  'x%0d%0aX-Injected: 1',
  // Becomes CR LF where only the low bytes are sent.
  'x\u010d\u010aX-Injected: 1',
  'x\u2028X-Injected: 1',
];

/** A server that keeps every byte and answers each connection once. */
async function startRecorder() {
  const received: string[] = [];
  const server = createServer((socket) => {
    const index = received.push('') - 1;
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      received[index] += bytes.toString('latin1');
      if (!socket.writableEnded) socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
    });
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}/path`,
    received,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

/** Requests that together send every text that is no content. */
async function requestsTo(url: string, window: Caller): Promise<HttpRequest[]> {
  const file = { id: newId(), source: 'upload' as const, name: 'notes.txt', type: 'text/plain', size: 5 };
  await window.uploads.append({ id: file.id, offset: 0, bytes: Buffer.from('notes') });
  const row = { id: 'row', name: 'X-Name', value: 'value', enabled: true };
  const base = { ...emptyRequest(), method: 'POST', url, query: [row], headers: [row] };
  const body = { ...emptyRequest().body, file, urlencoded: [row] };
  return [
    { ...base, body: { ...body, kind: 'file' } },
    { ...base, body: { ...body, kind: 'urlencoded' } },
    { ...base, body: { ...body, kind: 'multipart', multipart: [{ ...row, kind: 'file', file }] } },
    {
      ...base,
      headers: [{ ...row, name: 'Content-Type', value: 'multipart/form-data; boundary=mine' }],
      body: { ...body, kind: 'multipart', multipart: [{ ...row, kind: 'file', file }] },
    },
  ];
}

test('no text of a request becomes a header or a request of its own', { timeout: 60_000 }, async () => {
  await using recorder = await startRecorder();
  const { caller } = await startRouter();
  const window = caller();
  let refused = 0;
  for (const request of await requestsTo(recorder.url, window))
    for (const place of textsOf(request))
      for (const text of breakingOut) {
        const tried = place === 'url' ? `${recorder.url}/${text}` : text;
        const input: unknown = { id: newId(), request: withText(request, place.split('.'), tried) };
        refused += await send(window, input);
      }

  expect(refused).toBeGreaterThan(50);
  expect(recorder.received.length).toBeGreaterThan(50);
  for (const text of recorder.received) {
    expect(text).not.toMatch(/[\r\n]X-Injected/);
    expect(text.match(/^[^\r\n]* HTTP\/1\.1$/gm)).toHaveLength(1);
  }
});

/** @returns 1 where it was refused with a reason; it may not fail without one. */
async function send(window: Caller, input: unknown): Promise<number> {
  const sent = window.requests.send;
  try {
    const { id } = await Reflect.apply(sent, undefined, [input]);
    for await (const { event } of watch(window, { id })) if (event.type === 'done') break;
    return 0;
  } catch (cause) {
    expect(cause).toMatchObject({ code: 'BAD_REQUEST' });
    return 1;
  }
}

test('a draft with the names of an object’s own machinery changes no object', async () => {
  const { caller, dataFolder, services } = await startRouter();
  const window = caller();
  const draft = await window.drafts.get({});
  const poison = '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},';
  const text = JSON.stringify({ ...draft, revision: 1, request: { ...draft.request, url: 'http://kept/' } });
  const poisoned = text.replaceAll('{', `{${poison}`);
  await Reflect.apply(window.drafts.put, undefined, [JSON.parse(poisoned)]);
  await services.close();

  // The same in a file that a person, or a program, has changed.
  const file = join(dataFolder, 'drafts', `${draft.id}.json`);
  const stored = await readFile(file, 'utf8');
  expect(stored).not.toContain('polluted');
  await writeFile(file, stored.replaceAll('{', `{${poison}`));
  const again = await startRouter({ dataFolder });
  const opened = await again.caller().drafts.get({ id: draft.id });
  expect(opened.request.url).toBe('http://kept/');
  expect(JSON.stringify(opened)).not.toContain('polluted');
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
  expect(Reflect.get(opened, 'polluted')).toBeUndefined();
  expect(Reflect.get(opened.request, 'polluted')).toBeUndefined();
});
