import { lineAt, lineBytes } from '#test/harness/servers/lines.ts';
import type { ParleyPage } from './parley-page.ts';
import { expect, test } from './test.ts';

test.use({ sharedApp: true });

// What depends on layout: scroll bars, the mouse, and what a browser draws. The rest is in viewer/*.test.ts.

const mib = 24;
const lines = (mib * 1024 * 1024) / lineBytes;
/** The text of a line, counted from 1, as people do. */
const textOf = (line: number) => lineAt(line - 1).trimEnd();

async function openLines(parley: ParleyPage, url: string): Promise<void> {
  await parley.sendTo(url);
  await expect(parley.response.getByText(`${(lines + 1).toLocaleString('en-US')} lines`)).toBeVisible();
  await expect(parley.responseBody).toContainText(textOf(1));
}

test('both ends of the scroll bar are the ends of the text, its middle is the middle', async ({
  parley,
  server,
}) => {
  await openLines(parley, server.url('/lines', { mib }));
  const scrollTo = (part: number) =>
    parley.responseBody.evaluate((view, at) => {
      view.scrollTop = at * (view.scrollHeight - view.clientHeight);
    }, part);
  await scrollTo(1);
  await expect(parley.responseBody).toContainText(textOf(lines));
  await scrollTo(0.5);
  await expect(parley.responseBody).toContainText(textOf(lines / 2));
  await scrollTo(0);
  await expect(parley.responseBody).toContainText(textOf(1));
});

test('while the scroll bar is dragged rows on its way are seen, and in the end those where it stopped', async ({
  parley,
  server,
}) => {
  await openLines(parley, server.url('/lines', { mib }));
  const seen = await parley.responseBody.evaluate(async (view) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const rows = new Set<string>();
    // With each step it is far from where it was: no rows come before it has left their place.
    for (let step = 1; rows.size < 10 && step < 600; step++) {
      view.scrollTop = ((step * 0.137) % 1) * (view.scrollHeight - view.clientHeight);
      await frame();
      await frame();
      rows.add(view.querySelector('.text-cell')?.textContent ?? '');
      rows.delete('');
    }
    view.scrollTop = 0.5 * (view.scrollHeight - view.clientHeight);
    return rows.size;
  });
  expect(seen).toBe(10);
  await expect(parley.responseBody).toContainText(textOf(lines / 2));
});

test('a line, or a byte, is gone to by its number', async ({ parley, server }) => {
  await openLines(parley, server.url('/lines', { mib }));
  await parley.responseBody.focus();
  await parley.page.keyboard.press('ControlOrMeta+g');
  const field = parley.response.getByRole('textbox', { name: 'Go to line or offset' });
  await field.fill('200,000');
  await field.press('Enter');
  await expect(parley.responseBody.getByRole('gridcell', { name: textOf(200_000) })).toBeInViewport();
  await expect(parley.responseBody).toBeFocused();

  await parley.page.keyboard.press('ControlOrMeta+g');
  await field.fill(`@${lineBytes * 100_000 + 7}`);
  await field.press('Enter');
  await expect(parley.responseBody.getByRole('gridcell', { name: textOf(100_001) })).toBeInViewport();
});

test('the wheel moves by its own pixels, wherever one is', async ({ parley, server }) => {
  await openLines(parley, server.url('/lines', { mib }));
  await parley.responseBody.focus();
  await parley.page.keyboard.press('ControlOrMeta+End');
  const last = parley.responseBody.getByRole('gridcell', { name: textOf(lines) });
  await expect(last).toBeInViewport();
  const before = (await last.boundingBox())?.y ?? 0;
  await last.hover();
  await parley.page.mouse.wheel(0, -60);
  await expect.poll(async () => (await last.boundingBox())?.y).toBeCloseTo(before + 60, 0);
});

test('what the mouse selects is copied, also where it reaches beyond the view', async ({
  parley,
  server,
}) => {
  await openLines(parley, server.url('/lines', { mib }));
  const copies = await parley.page.evaluateHandle(() => {
    const texts: string[] = [];
    const { clipboard } = navigator;
    clipboard.writeText = (text) => Promise.resolve(void texts.push(text));
    return texts;
  });
  const third = parley.responseBody.getByRole('gridcell', { name: textOf(3) });
  await third.dblclick({ position: { x: 40, y: 10 } });
  await parley.page.keyboard.press('ControlOrMeta+c');
  await expect.poll(() => copies.jsonValue()).toEqual(['0000000002']);

  await third.click({ position: { x: 2, y: 10 } });
  await parley.responseBody.focus();
  await parley.page.keyboard.press('ControlOrMeta+Shift+End');
  await parley.page.keyboard.press('ControlOrMeta+c');
  await expect.poll(async () => (await copies.jsonValue()).at(-1)?.length).toBe((lines - 2) * lineBytes);
});

test('a wrapped line is walked through line by line of the screen', async ({ parley, server }) => {
  const long = Array.from({ length: 400 }, (_, word) => `word${word}`).join(' ');
  await parley.sendTo(server.url('/respond', { body: `${long}\nend`, header: 'Content-Type: text/plain' }));
  await expect(parley.responseBody).toContainText('word0');
  await parley.response.getByRole('button', { name: 'Wrap lines' }).click();
  const first = parley.responseBody.getByRole('gridcell', { name: /^word0/ });
  await expect.poll(async () => (await first.boundingBox())?.height).toBeGreaterThan(100);
  await parley.responseBody.focus();
  await parley.page.keyboard.press('ArrowDown');
  const caret = parley.responseBody.locator('.text-caret');
  const top = (await first.boundingBox())?.y ?? 0;
  await expect.poll(async () => Math.round((((await caret.boundingBox())?.y ?? 0) - top) / 20)).toBe(1);
});

test('the end is followed while a response arrives, until somebody scrolls up', async ({
  parley,
  server,
}) => {
  await parley.sendTo(server.url('/stream', { pieces: 0, everyMs: 5 }));
  await parley.response.getByRole('button', { name: 'Follow' }).click();
  await expect(parley.responseBody).toContainText(/piece [2-9]\d\d/);
  await expect(parley.responseBody).not.toContainText('piece 1piece 2');
  await parley.responseBody.hover();
  await parley.page.mouse.wheel(0, -200);
  await expect(parley.response.getByRole('button', { name: 'Follow' })).toHaveAttribute(
    'aria-pressed',
    'false',
  );
  await parley.cancel.click();
});

test('every byte can be looked at, and gone to', async ({ parley, server }) => {
  await openLines(parley, server.url('/lines', { mib }));
  await parley.response.getByRole('button', { name: 'Hex' }).click();
  await expect(parley.responseBytes).toContainText('6c 69 6e 65 20 30 30 30 30 30 30 30 30 30 30 20');
  await parley.response.getByRole('button', { name: 'Go to' }).click();
  const field = parley.response.getByRole('textbox', { name: 'Go to offset' });
  await field.fill('0x1000000');
  await field.press('Enter');
  await expect(parley.responseBytes.getByRole('row').filter({ hasText: '01000000' })).toContainText(
    'line 0000262144',
  );
});
