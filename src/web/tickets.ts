import { existsSync } from 'node:fs';
import { opaqueSecurityPolicy } from '#main/services/page/content-security-policy.ts';
import { guardHeaders } from '#main/services/page/guard-headers.ts';
import { OneTimeTickets } from '#main/services/page/one-time-tickets.ts';
import { fileStream } from '#main/services/page/page-handler.ts';
import type { FileToSave } from '#main/services/platform.ts';

export const downloadPrefix = '/download/';

/** Tickets for one download each. */
export class DownloadTickets implements Disposable {
  readonly #tickets = new OneTimeTickets<FileToSave>();

  /** @returns the path under which the file can be fetched, once. */
  issue(file: FileToSave): string {
    return downloadPrefix + this.#tickets.issue(file);
  }

  /** Answers a download. Whatever the body is, the browser saves it and shows none of it. */
  async redeem(request: Request): Promise<Response> {
    const ticket = new URL(request.url).pathname.slice(downloadPrefix.length);
    const file = request.method === 'GET' ? this.#tickets.redeem(ticket) : undefined;
    // The body may have been removed since: its response was replaced, or its window closed.
    if (!file || !existsSync(file.path)) return gone();
    const { fileName, path, size } = file;
    return new Response(size === 0 ? null : fileStream(path, size), {
      headers: {
        ...guardHeaders,
        'Content-Type': 'application/octet-stream',
        'Content-Length': String(size),
        'Content-Disposition': contentDisposition(fileName),
        'Content-Security-Policy': opaqueSecurityPolicy,
        'Cache-Control': 'no-store',
      },
    });
  }

  [Symbol.dispose](): void {
    this.#tickets[Symbol.dispose]();
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
