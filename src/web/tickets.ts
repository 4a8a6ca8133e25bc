import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { FileToSave } from '#main/services/platform.ts';
import { fileStream, guardHeaders } from '#main/services/page/page-handler.ts';

export const downloadPrefix = '/download/';

/** Milliseconds until a ticket that nobody used is worthless. */
const ticketMs = 60_000;

/** Tickets for one download each. */
export class DownloadTickets implements Disposable {
  readonly #tickets = new Map<string, { file: FileToSave; timer: ReturnType<typeof setTimeout> }>();

  /** @returns the path under which the file can be fetched, once. */
  issue(file: FileToSave): string {
    const ticket = randomBytes(24).toString('base64url');
    const timer = setTimeout(() => this.#tickets.delete(ticket), ticketMs);
    timer.unref();
    this.#tickets.set(ticket, { file, timer });
    return downloadPrefix + ticket;
  }

  /** Answers a download. Whatever the body is, the browser saves it and shows none of it. */
  async redeem(request: Request): Promise<Response> {
    const ticket = new URL(request.url).pathname.slice(downloadPrefix.length);
    const entry = request.method === 'GET' ? this.#tickets.get(ticket) : undefined;
    if (!entry) return gone();
    this.#tickets.delete(ticket);
    clearTimeout(entry.timer);
    const { fileName, path, size } = entry.file;
    // The body may have been removed since: its response was replaced, or its window closed.
    if (!existsSync(path)) return gone();
    return new Response(size === 0 ? null : fileStream(path, size), {
      headers: {
        ...guardHeaders,
        'Content-Type': 'application/octet-stream',
        'Content-Length': String(size),
        'Content-Disposition': contentDisposition(fileName),
        'Content-Security-Policy': "default-src 'none'; sandbox",
        'Cache-Control': 'no-store',
      },
    });
  }

  [Symbol.dispose](): void {
    for (const { timer } of this.#tickets.values()) clearTimeout(timer);
    this.#tickets.clear();
  }
}

function gone(): Response {
  return new Response('This download is no longer available. Save the response again.', {
    status: 404,
    headers: guardHeaders,
  });
}

/** RFC 6266, with the name in both its forms: plain for what is old, RFC 8187 for what is not ASCII. */
function contentDisposition(fileName: string): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
