import { highestDuring, residentBytes } from '#test/harness/memory.ts';
import { expect, test } from './test.ts';

const mebibyte = 1024 * 1024;

// What it takes to the megabyte is measured by `npm run bench -- large-response`. This is the bound that says whether
// the body is held in memory at all, with room for a busy machine.
test('a response of 300 MiB is held neither by main nor by the page', async ({ parley, server, host }) => {
  test.skip(process.platform === 'win32', 'reads the memory of a process from /proc or ps');
  test.setTimeout(120_000);
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
      await parley.sendTo(server.url('/lines', { mib: 300 }));
      await expect(parley.cancel).toBeVisible();
      await expect(parley.send).toBeVisible({ timeout: 90_000 });
    },
  );
  await expect(parley.response.getByText(/4,915,201 lines/)).toBeVisible();
  expect(highest - before).toBeLessThan(150 * mebibyte);
  expect(heap).toBeLessThan(100 * mebibyte);
});
