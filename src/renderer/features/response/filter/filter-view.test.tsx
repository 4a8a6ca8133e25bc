import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { arriveIn } from '#test/harness/arrive-in.ts';
import { startMain } from '#test/harness/main.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { inWindow } from '../../../test-support/in-window.tsx';
import { BodyView } from '../viewer/body-view.tsx';
import { layOutViewer } from '../viewer/test-support.ts';

let layout: Disposable;
beforeEach(() => {
  layout = layOutViewer();
});
afterEach(() => layout[Symbol.dispose]());

test('Search and Go to wait for a text: that of a filter that was applied', async () => {
  await using main = await startMain();
  await using server = await startTestServer();
  const window = main.openWindow();
  const bodyId = await arriveIn(window.client, { text: 'one\ntwo\nthree' }, server);
  const { unmount } = render(<BodyView bodyId={bodyId} />, { wrapper: inWindow(window) });
  const user = userEvent.setup();
  const button = (name: string) => screen.findByRole<HTMLButtonElement>('button', { name });
  const areDisabled = async () => [(await button('Search')).disabled, (await button('Go to')).disabled];

  await screen.findByRole('grid', { name: 'Response body' });
  expect(await areDisabled()).toEqual([false, false]);
  await user.click(await button('Filter'));
  expect(await areDisabled()).toEqual([true, true]);

  await user.keyboard('t{Enter}');
  await screen.findByRole('grid', { name: 'Response body, filtered' });
  expect(await areDisabled()).toEqual([false, false]);
  await user.click(await button('Search'));
  expect(await screen.findByRole('search')).toBeTruthy();

  await user.click(await button('Hex'));
  expect((await button('Go to')).disabled).toBe(false);
  unmount();
});
