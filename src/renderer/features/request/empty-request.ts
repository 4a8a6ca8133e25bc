import type { HttpRequest } from '#router/contracts/request.ts';

/** What a new request starts from. The window may not load the contracts' own code, so it has this copy; a test compares. */
export function emptyRequest(): HttpRequest {
  return {
    method: 'GET',
    url: '',
    query: [],
    headers: [],
    body: { kind: 'none', json: '', text: '', xml: '', urlencoded: [], multipart: [], file: null },
    options: { followRedirects: true, maxRedirects: 10, timeoutMs: 0, verifyCertificates: true },
  };
}
