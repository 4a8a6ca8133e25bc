import type { HttpRequest, RequestBody } from '#router/contracts/request.ts';
import { emptyRequest } from '../request/empty-request.ts';
import { largeTextOf } from '../request/large-text.ts';

/**
 * Whether two requests say the same to a file: ids of rows and blank rows aside, and what is kept of kinds of body and
 * auth that are not in use.
 */
export function isSameRequest(one: HttpRequest, other: HttpRequest): boolean {
  return (
    one === other ||
    (one.method === other.method &&
      one.url === other.url &&
      sameRows(one.query, other.query) &&
      sameRows(one.path, other.path) &&
      sameRows(one.headers, other.headers) &&
      sameRows(one.variables, other.variables) &&
      one.body.kind === other.body.kind &&
      sameContent(contentOf(one.body), contentOf(other.body)) &&
      largeTextOf(one.body)?.file.id === largeTextOf(other.body)?.file.id &&
      sameAuth(one, other) &&
      sameFields(one.options, other.options))
  );
}

/** Whether nobody has put anything into a request: of no kind of body, either. */
export function isBlankRequest(request: HttpRequest): boolean {
  const { json, text, xml, sparql, urlencoded, multipart, file, large } = request.body;
  return (
    isSameRequest(request, emptyRequest()) &&
    [json, text, xml, sparql].every((content) => content === '') &&
    [...urlencoded, ...multipart].every(isBlank) &&
    file === null &&
    large === null
  );
}

function contentOf(body: RequestBody) {
  return body.kind === 'none' ? null : body[body.kind];
}

type Content = ReturnType<typeof contentOf>;

function sameContent(one: Content, other: Content): boolean {
  if (Array.isArray(one) && Array.isArray(other)) return sameRows(one, other);
  return sameValue(one, other);
}

function sameAuth({ auth: one }: HttpRequest, { auth: other }: HttpRequest): boolean {
  if (one.kind !== other.kind) return false;
  switch (one.kind) {
    case 'inherit':
    case 'none':
      return true;
    case 'other':
      return one.otherType === other.otherType;
    default:
      return sameFields(one[one.kind], other[one.kind]);
  }
}

function sameRows(one: readonly object[], other: readonly object[]): boolean {
  const [left, right] = [one, other].map((rows) => rows.filter((row) => !isBlank(row)));
  return (
    left !== undefined &&
    left.length === right?.length &&
    left.every((row, at) => sameFields({ ...row, id: null }, { ...right[at], id: null }))
  );
}

function isBlank(row: object): boolean {
  const { name, value, file } = { name: '', value: '', file: null, ...row };
  return name === '' && value === '' && file === null;
}

/** Compares values that hold no lists. */
function sameFields(one: object, other: object): boolean {
  const entries = Object.entries(one);
  const others = new Map<string, unknown>(Object.entries(other));
  return entries.length === others.size && entries.every(([key, value]) => sameValue(value, others.get(key)));
}

function sameValue(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  return (
    typeof one === 'object' &&
    one !== null &&
    typeof other === 'object' &&
    other !== null &&
    sameFields(one, other)
  );
}
