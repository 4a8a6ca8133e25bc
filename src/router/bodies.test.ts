import { expect, test } from 'vitest';
import { newId } from '#main/services/ids.ts';
import type { Platform } from '#main/services/platform.ts';
import { startTestServer, type TestServer } from '#test/harness/servers/index.ts';
import { bodyOf } from '#test/harness/services/bodies.ts';
import { startRouter, testPlatform } from '#test/harness/services/callers.ts';
import { saving } from '#test/harness/services/saving.ts';
import { all, allBytes, startSession } from '#test/harness/services/support.ts';
import type { SaveResult } from './contracts/body.ts';

async function startWindow(platform: Partial<Platform> = {}) {
  const started = await startRouter({ platform: { ...testPlatform, ...platform } });
  return { ...started, window: started.caller() };
}

const lines = (server: TestServer, kib: number) => server.url('/lines', { kib });

const gone = { code: 'NOT_FOUND', message: 'This response is no longer kept. Send the request again.' };

test('a body is described', async () => {
  await using server = await startTestServer();
  const { window } = await startWindow();
  const id = await bodyOf(window, lines(server, 4));
  expect(await window.bodies.info({ id })).toEqual({
    id,
    size: 4096,
    state: 'complete',
    contentType: 'text/plain',
    fileName: expect.stringContaining('lines'),
  });
});

test('any range of a body is streamed as bytes, in pieces of 256 KiB at most', async () => {
  await using server = await startTestServer();
  const { window } = await startWindow();
  const id = await bodyOf(window, lines(server, 600));
  const whole = await all(await window.bodies.stream({ id }));
  expect(whole.map((piece) => piece.byteLength)).toEqual([256 * 1024, 256 * 1024, 88 * 1024]);
  // Line 5000 begins at byte 64 × 5000.
  const line = await allBytes(await window.bodies.stream({ id, start: 64 * 5000, end: 64 * 5000 + 15 }));
  expect(String(line)).toBe('line 0000005000');
});

test('a stream follows a body that still arrives', async () => {
  await using server = await startTestServer();
  const { window } = await startWindow();
  const id = await bodyOf(window, server.url('/held'), 'headers');
  expect(await window.bodies.info({ id })).toMatchObject({ state: 'arriving' });
  const pieces = (await window.bodies.stream({ id }))[Symbol.asyncIterator]();
  const { value } = await pieces.next();
  expect(String(Buffer.from(value ?? []))).toBe('first piece\n');
  server.open('held');
  const rest = await allBytes({ [Symbol.asyncIterator]: () => pieces });
  expect(String(rest)).toBe('second piece\n');
  expect(await window.bodies.info({ id })).toMatchObject({ state: 'complete' });
});

test('a stream that waits for more ends when its call is given up', async () => {
  await using server = await startTestServer();
  const { caller, window } = await startWindow();
  const id = await bodyOf(window, server.url('/held'), 'headers');
  const call = new AbortController();
  const waiting = all(await caller(startSession(), call.signal).bodies.stream({ id, start: 12 }));
  call.abort();
  await expect(waiting).rejects.toBe(call.signal.reason);
});

test('a range that can not be is refused with the reason', async () => {
  const { window } = await startWindow();
  const id = newId();
  await expect(window.bodies.stream({ id, start: 5, end: 4 })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    cause: { issues: [{ message: 'end lies before start' }] },
  });
  await expect(window.bodies.stream({ id, start: -1 })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    cause: { issues: [{ path: ['start'] }] },
  });
  for (const call of [window.bodies.info, window.bodies.stream, window.bodies.save]) {
    await expect(call({ id: '../logs/parley.1.log' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      cause: { issues: [{ path: ['id'], message: 'not an id that Parley made' }] },
    });
  }
});

test('a body that is not there is said so', async () => {
  const { window } = await startWindow();
  for (const call of [window.bodies.info, window.bodies.stream, window.bodies.save]) {
    await expect(call({ id: newId() })).rejects.toMatchObject(gone);
  }
});

const outcomes: SaveResult[] = [
  { kind: 'saved', fileName: 'answer.txt' },
  { kind: 'cancelled' },
  { kind: 'download', path: '/download/ticket', fileName: 'answer.txt' },
];
test.each(outcomes)('saving ends as the host says: $kind', async (result) => {
  await using server = await startTestServer();
  const asked: string[] = [];
  const { window } = await startWindow({
    saveBody: saving(({ fileName, size }) => {
      asked.push(`${fileName} ${size}`);
      return result;
    }),
  });
  const id = await bodyOf(window, lines(server, 4));
  const { fileName } = await window.bodies.info({ id });
  expect(await all(await window.bodies.save({ id }))).toEqual([{ type: 'result', result }]);
  expect(asked).toEqual([`${fileName} 4096`]);
});

test('a body that still arrives is not saved', async () => {
  await using server = await startTestServer();
  const { window } = await startWindow();
  const id = await bodyOf(window, server.url('/held'), 'headers');
  await expect(window.bodies.save({ id })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('still arriving'),
  });
});

test('a preview of a body is a path that shows it once', async () => {
  await using server = await startTestServer();
  const { window, services } = await startWindow();
  const id = await bodyOf(
    window,
    server.url('/respond', { body: '<p>hello', header: 'Content-Type: text/html' }),
  );
  const { path } = await window.bodies.preview({ id });
  const show = () => services.previews.answer(new Request(`http://127.0.0.1${path}`));
  expect(await show().text()).toBe('<p>hello');
  expect(show().status).toBe(404);
  await expect(window.bodies.preview({ id: newId() })).rejects.toMatchObject(gone);
});

test('giving up a save reaches the host', async () => {
  await using server = await startTestServer();
  const call = new AbortController();
  const { caller, window } = await startWindow({
    saveBody: saving((_file, signal) => {
      call.abort();
      signal.throwIfAborted();
      return { kind: 'cancelled' };
    }),
  });
  const id = await bodyOf(window, lines(server, 4));
  const events = await caller(startSession(), call.signal).bodies.save({ id });
  await expect(all(events)).rejects.toMatchObject({ name: 'AbortError' });
});
