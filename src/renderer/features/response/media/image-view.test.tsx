import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, onTestFinished, test } from 'vitest';
import { newId } from '#main/services/ids.ts';
import { startMain, type TestMain } from '#test/harness/main.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { noSignal, startSession } from '#test/harness/services/support.ts';
import { inWindow } from '../../../test-support/in-window.tsx';
import { emptyRequest } from '../../request/empty-request.ts';
import { ImageView } from './image-view.tsx';

// Whether a real browser draws it: test/security/media.test.ts. Here nothing is drawn, and the test says what came of it.

/** Shows a body of main's. */
function show(main: TestMain, bodyId: string, state: 'complete' | 'incomplete' = 'complete') {
  const { unmount } = render(<ImageView bodyId={bodyId} facts={{ state, size: 2048 }} />, {
    wrapper: inWindow(main.openWindow()),
  });
  onTestFinished(unmount);
}

/** The body of a response of that type. */
async function bodyOf({ services: { requests } }: TestMain, contentType: string): Promise<string> {
  await using server = await startTestServer();
  const [session, id] = [startSession(), newId()];
  const url = server.url('/respond', { header: `Content-Type: ${contentType}`, body: 'drawn by nobody' });
  requests.send(session, id, { request: { ...emptyRequest(), url } });
  for await (const { event } of requests.events(session, id, undefined, noSignal()))
    if (event.type === 'done' && event.bodyId !== null) return event.bodyId;
  throw new Error('the response has no body');
}

test('an image is loaded from main by its path, and says how large it is', async () => {
  await using main = await startMain();
  show(main, await bodyOf(main, 'image/png'));
  const image = await screen.findByRole<HTMLImageElement>('img', { name: 'The response' });
  const path = new URL(image.src).pathname;
  expect(path).toMatch(/^\/media\/[\w-]{32}$/);
  const answer = main.services.media.answer(new Request(`http://127.0.0.1${path}`));
  expect(await answer.text()).toBe('drawn by nobody');

  Object.defineProperties(image, { naturalWidth: { value: 640 }, naturalHeight: { value: 480 } });
  fireEvent.load(image);
  expect(screen.getByText('640 × 480 pixels')).toBeTruthy();
});

test('it fits into the pane, or is shown pixel for pixel', async () => {
  await using main = await startMain();
  show(main, await bodyOf(main, 'image/png'));
  const user = userEvent.setup();
  const pane = (await screen.findByRole('img')).parentElement;
  expect(pane?.dataset['fit']).toBe('true');
  await user.click(screen.getByRole('button', { name: '100 %' }));
  expect(pane?.dataset['fit']).toBeUndefined();
  await user.click(screen.getByRole('button', { name: 'Fit' }));
  expect(pane?.dataset['fit']).toBe('true');
});

test.each([
  ['complete', /damaged, or of a kind that is not known here/],
  ['incomplete', /only 2 KiB of it arrived/],
] as const)('an image that is broken says so, and can be tried again: %s', async (state, words) => {
  await using main = await startMain();
  show(main, await bodyOf(main, 'image/png'), state);
  fireEvent.error(await screen.findByRole('img'));
  expect(await screen.findByText(words)).toBeTruthy();
  await userEvent.setup().click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('img')).toBeTruthy();
});

test('an image whose path ended with a lost connection is loaded by a new one, and not called damaged', async () => {
  await using main = await startMain();
  show(main, await bodyOf(main, 'image/png'));
  const lost = await screen.findByRole<HTMLImageElement>('img');
  const { src } = lost;
  main.cut();
  await waitFor(() => expect(main.services.media.answer(new Request(src)).status).toBe(404));
  fireEvent.error(lost);
  expect(screen.queryByText(/can’t be drawn/)).toBeNull();
  const again = await screen.findByRole<HTMLImageElement>('img');
  expect(again.src).not.toBe(src);
  expect(main.services.media.answer(new Request(again.src)).status).toBe(200);
});

test('trying again waits for what main says now: what it said before may have ended', async () => {
  await using main = await startMain();
  show(main, await bodyOf(main, 'image/png'));
  const broken = await screen.findByRole<HTMLImageElement>('img');
  const { src } = broken;
  fireEvent.error(broken);
  const again = await screen.findByRole('button', { name: 'Try again' });
  main.cut();
  await waitFor(() => expect(main.services.media.answer(new Request(src)).status).toBe(404));
  fireEvent.click(again);
  expect(screen.queryByRole('img')).toBeNull();
  expect((await screen.findByRole<HTMLImageElement>('img')).src).not.toBe(src);
});

test.each([
  ['is no image', (main: TestMain) => bodyOf(main, 'text/plain'), /This is no PDF, and no image/],
  ['is gone', () => Promise.resolve(newId()), /no longer kept/],
] as const)('what %s says why', async (_what, makeBody, words) => {
  await using main = await startMain();
  show(main, await makeBody(main));
  expect((await screen.findByText(/could not be loaded/)).textContent).toMatch(words);
});
