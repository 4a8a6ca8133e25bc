import type { HttpRequest } from '#router/contracts/request.ts';

/** What a new request starts from. The window may not load the contracts' own code, so it has this copy; a test compares. */
export function emptyRequest(): HttpRequest {
  return {
    method: 'GET',
    url: '',
    query: [],
    path: [],
    headers: [],
    body: {
      kind: 'none',
      json: '',
      text: '',
      xml: '',
      sparql: '',
      urlencoded: [],
      multipart: [],
      file: null,
      large: null,
    },
    auth: {
      kind: 'none',
      basic: { username: '', password: '' },
      bearer: { token: '' },
      apikey: { name: '', value: '', placement: 'header' },
      otherType: '',
    },
    variables: [],
    options: { followRedirects: true, maxRedirects: 10, timeoutMs: 0, verifyCertificates: true },
  };
}
