import { type HttpRequest, largeTextOf } from '#router/contracts/request.ts';

/**
 * A request as a file says it, with what a draft holds for kinds of body and of auth that the file does not use: that is
 * in no file, and trying another kind must lose nothing.
 */
export function withUnusedKindsOf(request: HttpRequest, draft: HttpRequest): HttpRequest {
  const { body, auth } = draft;
  const { kind } = request.body;
  const large = largeTextOf(request.body) ?? (body.large?.kind === kind ? null : body.large);
  return {
    ...request,
    body: { ...body, ...inUse(request.body), kind, large },
    auth: { ...auth, ...authInUse(request.auth), kind: request.auth.kind },
  };
}

function inUse(body: HttpRequest['body']): Partial<HttpRequest['body']> {
  switch (body.kind) {
    case 'none':
      return {};
    case 'json':
      return { json: body.json };
    case 'text':
      return { text: body.text };
    case 'xml':
      return { xml: body.xml };
    case 'sparql':
      return { sparql: body.sparql };
    case 'urlencoded':
      return { urlencoded: body.urlencoded };
    case 'multipart':
      return { multipart: body.multipart };
    case 'file':
      return { file: body.file };
  }
}

function authInUse({
  kind,
  basic,
  bearer,
  apikey,
  otherType,
}: HttpRequest['auth']): Partial<HttpRequest['auth']> {
  switch (kind) {
    case 'basic':
      return { basic };
    case 'bearer':
      return { bearer };
    case 'apikey':
      return { apikey };
    case 'other':
      return { otherType };
    case 'none':
    case 'inherit':
      return {};
  }
}
