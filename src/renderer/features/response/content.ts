import type { HeaderList } from '#router/contracts/send.ts';

/** What a body holds, as far as its Content-Type tells. */
export type Content = 'json' | 'xml' | 'text' | 'binary' | 'unknown';

/** The first value of a header field, '' where there is none. Names are compared without case (RFC 9110 §5.1). */
export function headerValue(headers: HeaderList, name: string): string {
  return headers.find(([field]) => field.toLowerCase() === name)?.[1] ?? '';
}

/** The media type of a Content-Type field (RFC 9110 §8.3.1), in lower case and without its parameters. */
export function mediaType(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

const textApplications = new Set([
  'application/ecmascript',
  'application/graphql',
  'application/graphql-response+json',
  'application/http',
  'application/javascript',
  'application/jsonl',
  'application/jwt',
  'application/ndjson',
  'application/pem-certificate-chain',
  'application/rtf',
  'application/sql',
  'application/toml',
  'application/typescript',
  'application/x-httpd-php',
  'application/x-javascript',
  'application/x-ndjson',
  'application/x-sh',
  'application/x-www-form-urlencoded',
  'application/x-yaml',
  'application/yaml',
]);

export function contentOf(contentType: string): Content {
  const type = mediaType(contentType);
  if (type === 'application/json' || type.endsWith('+json') || type === 'text/json') return 'json';
  if (type === 'application/xml' || type.endsWith('+xml') || type === 'text/xml') return 'xml';
  if (type.startsWith('text/') || type.startsWith('multipart/') || type.startsWith('message/')) return 'text';
  if (textApplications.has(type) || type.endsWith('+yaml')) return 'text';
  if (/^(?:image|audio|video|font|model)\//.test(type)) return 'binary';
  // A server that does not know says octet-stream: the bytes themselves tell more.
  return type.startsWith('application/') && type !== 'application/octet-stream' ? 'binary' : 'unknown';
}

/**
 * Whether bytes that should be text are not: a NUL among the first ones, where the encoding is not one that has
 * NULs in plain text.
 */
export function looksBinary(bytes: Uint8Array, encoding: string): boolean {
  return !encoding.startsWith('utf-16') && bytes.subarray(0, 8192).includes(0);
}

/** How the bytes become text: by byte order mark (which goes first in the Encoding Standard), by charset, else UTF-8. */
export function encodingOf(
  contentType: string,
  firstBytes: Uint8Array,
): { encoding: string; unknown: string | null } {
  const [a, b, c] = firstBytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', unknown: null };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', unknown: null };
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', unknown: null };
  const charset = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;"]+))/i.exec(contentType);
  const label = charset?.[1] ?? charset?.[2];
  if (label === undefined) return { encoding: 'utf-8', unknown: null };
  try {
    return { encoding: new TextDecoder(label).encoding, unknown: null };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    return { encoding: 'utf-8', unknown: label };
  }
}
