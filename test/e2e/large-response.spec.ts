import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { highestDuring, residentBytes } from '#test/harness/memory.ts';
import { lineAt, lineBytes, numberedLines } from '#test/harness/servers/lines.ts';
import { expect, test } from './test.ts';

const mebibyte = 1024 * 1024;
/** `npm run test:full` takes a gibibyte. */
const mib = Number(process.env['PARLEY_E2E_BODY_MIB'] ?? 300);
const lines = (mib * mebibyte) / lineBytes;
const textOf = (number: number) => lineAt(number - 1).trimEnd();

// What it takes to the megabyte is measured by `npm run bench -- large-response`. These are the bounds that say whether
// the body is held in memory at all, with room for a busy machine.
test('a body of any size is opened, walked through, searched and saved, and held by neither main nor the page', async ({
  parley,
  server,
  host,
}) => {
  test.skip(process.platform === 'win32', 'reads the memory of a process from /proc or ps');
  test.setTimeout(300_000);
  await parley.sendTo(server.url('/lines', { mib: 6 }));
  await expect(parley.response.getByText(/98,305 lines/)).toBeVisible();
  await expect(parley.send).toBeVisible();

  const session = await parley.page.context().newCDPSession(parley.page);
  let heap = 0;
  const before = await residentBytes(host.pid);
  const highest = await highestDuring(
    async () => {
      heap = Math.max(heap, (await session.send('Runtime.getHeapUsage')).usedSize);
      return residentBytes(host.pid);
    },
    async () => {
      await parley.sendTo(server.url('/lines', { mib }));
      await expect(parley.cancel).toBeVisible();
      await expect(parley.send).toBeVisible({ timeout: 120_000 });
    },
  );
  await expect(parley.response.getByText(`${(lines + 1).toLocaleString('en-US')} lines`)).toBeVisible();
  expect(highest - before).toBeLessThan(150 * mebibyte);
  expect(heap).toBeLessThan(100 * mebibyte);

  const line = (number: number) => parley.responseBody.getByRole('gridcell', { name: textOf(number) });
  await parley.responseBody.focus();
  await parley.page.keyboard.press('ControlOrMeta+g');
  const goal = parley.response.getByRole('textbox', { name: 'Go to line or offset' });
  await goal.fill(String(lines / 2));
  await goal.press('Enter');
  await expect(line(lines / 2)).toBeInViewport();
  await parley.page.keyboard.press('ControlOrMeta+End');
  await expect(line(lines)).toBeInViewport();

  await parley.page.keyboard.press('ControlOrMeta+f');
  await parley.response
    .getByRole('textbox', { name: 'Search in the body' })
    .fill(textOf(lines - 7).slice(0, 15));
  await expect(parley.response.getByRole('status', { name: 'Hits' })).toHaveText('1 of 1', {
    timeout: 60_000,
  });
  await expect(line(lines - 7)).toBeInViewport();

  const saved = await host.saveFile(parley, () => parley.saveResponse.click());
  const sent = createHash('sha256');
  for (const block of numberedLines(mib * mebibyte)) sent.update(block);
  const read = createHash('sha256');
  await pipeline(createReadStream(saved), read);
  expect(read.digest('hex')).toBe(sent.digest('hex'));
});
