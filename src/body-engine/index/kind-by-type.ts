import type { ContentKind } from '#router/contracts/body-view.ts';

const kinds: ReadonlyMap<string, ContentKind> = new Map([
  ['application/json', 'json'],
  ['text/json', 'json'],
  ['application/ndjson', 'ndjson'],
  ['application/x-ndjson', 'ndjson'],
  ['application/jsonl', 'ndjson'],
  ['application/x-jsonl', 'ndjson'],
  ['application/jsonlines', 'ndjson'],
  ['application/x-jsonlines', 'ndjson'],
  ['application/json-lines', 'ndjson'],
  ['application/stream+json', 'ndjson'],
  ['text/event-stream', 'sse'],
  ['text/html', 'html'],
  ['application/xhtml+xml', 'html'],
  ['text/xml', 'xml'],
  ['application/xml', 'xml'],
  ['application/pdf', 'pdf'],
  ['application/ecmascript', 'text'],
  ['application/graphql', 'text'],
  ['application/http', 'text'],
  ['application/javascript', 'text'],
  ['application/jwt', 'text'],
  ['application/sql', 'text'],
  ['application/toml', 'text'],
  ['application/typescript', 'text'],
  ['application/x-javascript', 'text'],
  ['application/x-sh', 'text'],
  ['application/x-www-form-urlencoded', 'text'],
  ['application/x-yaml', 'text'],
  ['application/yaml', 'text'],
]);

/**
 * What a Content-Type field says of a body. Undefined where it says nothing, or so little that the bytes tell more:
 * `text/plain` and `application/octet-stream` are what servers say that do not know.
 */
export function kindByType(contentType: string): ContentKind | undefined {
  const type = (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
  const kind = kinds.get(type);
  if (kind !== undefined) return kind;
  if (type.startsWith('image/')) return 'image';
  if (/^(?:audio|video|font|model)\//.test(type)) return 'binary';
  if (type.endsWith('+json')) return 'json';
  if (type.endsWith('+xml')) return 'xml';
  if (type === 'text/plain') return undefined;
  return type.startsWith('text/') || type.startsWith('multipart/') ? 'text' : undefined;
}
