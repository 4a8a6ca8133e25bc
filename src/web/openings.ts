import { opaqueSecurityPolicy } from '#main/services/page/content-security-policy.ts';
import { guardHeaders } from '#main/services/page/guard-headers.ts';
import { OneTimeTickets } from '#main/services/page/one-time-tickets.ts';

export const openingPrefix = '/open/';

/**
 * Lead a browser to the page with its token. What a program is started with can be read by every user of the machine, so
 * that it gets a ticket that works once, and not the token that works always.
 */
export class Openings implements Disposable {
  readonly #tickets = new OneTimeTickets<string>();

  /**
   * @param token of the host.
   * @returns the path that leads to the page, once and within a minute.
   */
  issue(token: string): string {
    return openingPrefix + this.#tickets.issue(token);
  }

  answer(request: Request): Response {
    const ticket = new URL(request.url).pathname.slice(openingPrefix.length);
    const token = request.method === 'GET' ? this.#tickets.redeem(ticket) : undefined;
    const headers = {
      ...guardHeaders,
      'Content-Security-Policy': opaqueSecurityPolicy,
      'Cache-Control': 'no-store',
    };
    return token === undefined
      ? new Response('This link works once. Open the address that Parley printed.', { status: 404, headers })
      : new Response(null, { status: 302, headers: { ...headers, Location: `/#${token}` } });
  }

  [Symbol.dispose](): void {
    this.#tickets[Symbol.dispose]();
  }
}
