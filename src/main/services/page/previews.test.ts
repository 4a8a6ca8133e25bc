import { expect, it } from 'vitest';
import { openBodyStore } from '#test/harness/services/body-store.ts';
import { Previews } from './previews.ts';

async function startPreviews(maxBytes = 1024) {
  const onError = (error: unknown) => {
    throw error;
  };
  const { bodies } = await openBodyStore({ onError });
  const body = await bodies.create({ contentType: 'text/html; charset=latin1', fileName: 'page.html' });
  await body.write(Buffer.from('<p>caf\u00e9</p><script>1</script>', 'latin1'));
  return { bodies, body, previews: new Previews({ bodies, maxBytes }) };
}

const request = (path: string, method = 'GET') => new Request(`http://127.0.0.1${path}`, { method });

it('gives a body as a page once, with a policy under which it can do nothing', async () => {
  const { body, previews } = await startPreviews();
  await body.finish('complete');
  using _ = previews;
  const path = previews.issue(body.id);
  const response = previews.answer(request(path));
  expect(await response.text()).toBe('<p>café</p><script>1</script>');
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-dns-prefetch-control': 'off',
  });
  const policy = response.headers.get('content-security-policy')?.split('; ');
  expect(policy).toEqual(expect.arrayContaining(["default-src 'none'", "frame-ancestors 'self'", 'sandbox']));
  expect(previews.answer(request(path)).status).toBe(404);
});

it('gives no more of a body than a window shows', async () => {
  const { body, previews } = await startPreviews(5);
  await body.finish('incomplete');
  using _ = previews;
  expect(await previews.answer(request(previews.issue(body.id))).text()).toBe('<p>ca');
});

it('does not show what still arrives, nor what is not there', async () => {
  const { bodies, body, previews } = await startPreviews();
  using _ = previews;
  expect(() => previews.issue(body.id)).toThrow('still arriving');
  await body.finish('complete');
  const path = previews.issue(body.id);
  bodies.remove(body.id);
  expect(() => previews.issue(body.id)).toThrow('no longer kept');
  const response = previews.answer(request(path));
  expect(response.status).toBe(404);
  expect(await response.text()).toContain('Choose Preview again');
});

it('has nothing for a guess, and spends no ticket on a method that shows nothing', async () => {
  const { body, previews } = await startPreviews();
  await body.finish('complete');
  using _ = previews;
  const path = previews.issue(body.id);
  expect(previews.answer(request('/preview/guess')).status).toBe(404);
  expect(previews.answer(request(path, 'HEAD')).status).toBe(404);
  expect(previews.answer(request(path)).status).toBe(200);
});
