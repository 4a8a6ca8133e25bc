import type { HttpRequest, RequestBody, RequestOptions } from '#router/contracts/request.ts';

/** Takes a change of the request up. Changes are functions of the request as it then is, so that none undoes another. */
export type EditRequest = (change: (request: HttpRequest) => HttpRequest) => void;

/** What each part of the request's form is given. */
export interface RequestFormProps {
  readonly request: HttpRequest;
  readonly edit: EditRequest;
}

export function withBody(request: HttpRequest, body: Partial<RequestBody>): HttpRequest {
  return { ...request, body: { ...request.body, ...body } };
}

export function withOptions(request: HttpRequest, options: Partial<RequestOptions>): HttpRequest {
  return { ...request, options: { ...request.options, ...options } };
}
