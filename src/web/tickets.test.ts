import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DownloadTickets } from './tickets.ts';

async function withFile(content: string, test: (path: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-ticket-'));
  try {
    const path = join(folder, 'body');
    await writeFile(path, content);
    await test(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const fetchOnce = (tickets: DownloadTickets, path: string) =>
  tickets.redeem(new Request(`http://127.0.0.1${path}`));

it('gives the file once, as something to save and never to show', async () => {
  await withFile('<script>alert(1)</script>', async (path) => {
    using tickets = new DownloadTickets();
    const url = tickets.issue({ path, fileName: 'page.html', size: 25 });
    const first = await fetchOnce(tickets, url);
    expect(await first.text()).toBe('<script>alert(1)</script>');
    expect(first.headers.get('content-type')).toBe('application/octet-stream');
    expect(first.headers.get('x-content-type-options')).toBe('nosniff');
    expect(first.headers.get('content-security-policy')).toContain('sandbox');
    expect(first.headers.get('content-disposition')).toMatch(/^attachment; filename="page.html"/);
    expect((await fetchOnce(tickets, url)).status).toBe(404);
  });
});

it('gives as much of a growing file as there was', async () => {
  await withFile('0123456789', async (path) => {
    using tickets = new DownloadTickets();
    const response = await fetchOnce(tickets, tickets.issue({ path, fileName: 'x', size: 4 }));
    expect(await response.text()).toBe('0123');
    expect(response.headers.get('content-length')).toBe('4');
  });
});

it('keeps a name from breaking out of its header', async () => {
  await withFile('', async (path) => {
    using tickets = new DownloadTickets();
    const fileName = 'a"\r\nSet-Cookie: x=1; é.txt';
    const { headers } = await fetchOnce(tickets, tickets.issue({ path, fileName, size: 0 }));
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="a___Set-Cookie: x=1; _.txt"; filename*=UTF-8''a%22%0D%0ASet-Cookie%3A%20x%3D1%3B%20%C3%A9.txt`,
    );
  });
});

it('has nothing for a guess, nor for a body that has been removed', async () => {
  using tickets = new DownloadTickets();
  expect((await fetchOnce(tickets, '/download/guess')).status).toBe(404);
  expect((await fetchOnce(tickets, tickets.issue({ path: '/nowhere', fileName: 'x', size: 1 }))).status).toBe(
    404,
  );
});
