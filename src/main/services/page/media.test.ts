import { expect, test } from 'vitest';
import { openBodyStore } from '#test/harness/services/body-store.ts';
import { noSignal, startSession } from '#test/harness/services/support.ts';
import { Media } from './media.ts';

const png = Buffer.from('\x89PNG\r\n\x1a\n0123456789', 'latin1');

async function startMedia(content: Uint8Array = png, contentType = 'image/png') {
  const onError = (error: unknown) => {
    throw error;
  };
  const { bodies } = await openBodyStore({ onError });
  const body = await bodies.create({ contentType, fileName: 'image' });
  await body.write(content);
  const media = new Media(bodies);
  const session = startSession();
  return {
    bodies,
    body,
    media,
    session,
    issue: (from = session) => media.issue(from, body.id, noSignal()),
    get: (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      media.answer(new Request(`http://127.0.0.1${path}`, { method, headers })),
  };
}

test('an image can be had by its path, as often as the window likes, and never as a page', async () => {
  const { body, media, issue, get } = await startMedia();
  using _ = media;
  await body.finish('complete');
  const { path, type } = await issue();
  expect(type).toBe('image/png');
  for (const time of [1, 2]) {
    const response = get(path);
    expect(response.status, `time ${time}`).toBe(200);
    expect(Buffer.from(await response.arrayBuffer()).equals(png)).toBe(true);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': '18',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
    });
    const policy = response.headers.get('content-security-policy')?.split('; ');
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "frame-ancestors 'none'", 'sandbox']),
    );
  }
  expect((await issue()).path).toBe(path);
});

test.each([
  ['bytes=8-9', 206, '01', 'bytes 8-9/18'],
  ['bytes=-3', 206, '789', 'bytes 15-17/18'],
  ['bytes=16-', 206, '89', 'bytes 16-17/18'],
  ['bytes=18-', 416, '', 'bytes */18'],
])('%s is answered with %i', async (range, status, text, contentRange) => {
  const { body, media, issue, get } = await startMedia();
  using _ = media;
  await body.finish('complete');
  const response = get((await issue()).path, { Range: range });
  expect(response.status).toBe(status);
  expect(response.headers.get('content-range')).toBe(contentRange);
  expect(await response.text()).toBe(text);
});

test('a path is good for the document that asked for it, until that is gone', async () => {
  const { body, media, session, issue, get } = await startMedia();
  using _ = media;
  await body.finish('complete');
  const other = startSession('window-2');
  const [mine, others] = [await issue(), await issue(other)];
  expect(others.path).not.toBe(mine.path);
  session.end();
  expect(get(mine.path).status).toBe(404);
  expect(get(others.path).status).toBe(200);
  // Nobody is there who could use another one.
  expect(get((await issue()).path).status).toBe(404);
});

test('a path is good as long as the body is there', async () => {
  const { bodies, body, media, issue, get } = await startMedia();
  using _ = media;
  await body.finish('complete');
  const { path } = await issue();
  bodies.remove(body.id);
  expect(get(path).status).toBe(404);
  await expect(issue()).rejects.toThrow('no longer kept');
});

test('what still arrives, and what is no image, is not shown', async () => {
  const { body, media, issue } = await startMedia(Buffer.from('<script>1</script>'), 'text/html');
  using _ = media;
  await expect(issue()).rejects.toThrow('still arriving');
  await body.finish('complete');
  await expect(issue()).rejects.toMatchObject({
    code: 'UNPROCESSABLE_CONTENT',
    message: expect.stringContaining('no image of a kind that Parley shows'),
  });
});

test('there is nothing for a guess, for another method, and for a frame or a tab', async () => {
  const { body, media, issue, get } = await startMedia(Buffer.from('<svg/>'), 'image/svg+xml');
  using _ = media;
  await body.finish('complete');
  const { path } = await issue();
  expect(get('/media/guess').status).toBe(404);
  expect(get(path, {}, 'HEAD').status).toBe(404);
  for (const wantedFor of ['document', 'iframe', 'embed', 'object', 'script', 'style', 'worker', 'empty'])
    expect(get(path, { 'Sec-Fetch-Dest': wantedFor }).status, wantedFor).toBe(404);
  expect(get(path, { 'Sec-Fetch-Dest': 'image' }).status).toBe(200);
});

test('a PDF is for who reads it', async () => {
  const { body, media, issue, get } = await startMedia(Buffer.from('%PDF-1.7\n'), 'application/pdf');
  using _ = media;
  await body.finish('complete');
  const { path, type } = await issue();
  expect(type).toBe('application/pdf');
  expect(get(path, { 'Sec-Fetch-Dest': 'empty' }).status).toBe(200);
  for (const wantedFor of ['document', 'iframe', 'embed', 'object'])
    expect(get(path, { 'Sec-Fetch-Dest': wantedFor }).status, wantedFor).toBe(404);
});
