import type { PageHandler } from './page-handler.ts';

/**
 * In development the window comes from Vite's dev server, for hot reload. Its client puts in inline scripts and
 * styles of its own, so that no policy is set: never used in a build that people get.
 * @param origin of the dev server, such as `http://127.0.0.1:5173`.
 */
export function createDevPageHandler(origin: string): PageHandler {
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const headers = new Headers(request.headers);
    headers.delete('host');
    const response = await fetch(new URL(pathname + search, origin), { method: request.method, headers });
    const answered = new Headers(response.headers);
    // fetch has decoded the body.
    answered.delete('content-encoding');
    answered.delete('content-length');
    return new Response(response.body, { status: response.status, headers: answered });
  };
}
