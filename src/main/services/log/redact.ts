/** What stands in the log where a secret was. */
export const redacted = '[redacted]';

const secretFields = ['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'x-api-key'];

/** A query parameter of such a name holds a secret more often than not. */
const secretParameter =
  /^(?:key|sig|code|.*(?:token|secret|passw|passphrase|pwd|api[-_.]?key|auth|signature|credential|session|jwt).*)$/is;

/**
 * `://user:password@`: the user too, since tokens stand there as often as names. Up to the last @ of the authority. The
 * scheme is left out: looking for its start takes the square of a long word's length.
 */
const userinfo = /(:\/\/)[^\s/?#"'<>]*@/g;

/** An authority that a cut may have separated from its @. */
const cutAuthority = /(:\/\/)[^\s/?#"'<>]*$/;

/** Characters of a text that the log takes. What a server sends has no say in how long they are searched. */
const maxCharacters = 8 * 1024;

const parameter = /([?&;#])([^\s=&;#?"'<>]+)=([^\s&;#"'<>]*)/g;

/** `Authorization: …` to the end of the line, `"authorization": "…"`, and `["authorization", "…"]`. */
const field = new RegExp(
  `\\b(${secretFields.join('|')})(["']\\s*[:,]\\s*|\\s*[:=]\\s*)("(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'|[^\\r\\n]*)`,
  'gi',
);

const bearer = /\b(Bearer)\s+[\w.~+/=-]+/gi;

/** Takes texts that are known to be secret out of another one. */
export type Hide = (text: string) => string;

const hideNothing: Hide = (text) => text;

/**
 * Takes the secrets out of a text: those in URLs, in header lines, bearer tokens, and what is known to be one. Cut off after
 * 8 KiB.
 */
export function redactText(text: string, hide: Hide = hideNothing): string {
  // Before the cut: half a secret would not be found.
  return capped(hide(text))
    .replace(userinfo, `$1${redacted}@`)
    .replace(parameter, (whole: string, mark: string, name: string) =>
      secretParameter.test(decoded(name)) ? `${mark}${name}=${redacted}` : whole,
    )
    .replace(field, `$1$2${redacted}`)
    .replace(bearer, `$1 ${redacted}`);
}

/** A copy of a value, fit for the log: no secrets, no bytes, no cycles, and not deep. */
export function redactValue(value: unknown, hide: Hide = hideNothing, depth = 6): unknown {
  if (typeof value === 'string') return redactText(value, hide);
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth === 0) return '[more]';
  if (Array.isArray(value)) {
    const [name, ...rest]: readonly unknown[] = value;
    // A header as a pair of name and value.
    if (isSecretField(name) && rest.length === 1) return [name, redacted];
    return value.map((item: unknown) => redactValue(item, hide, depth - 1));
  }
  const named = 'name' in value && isSecretField(value.name);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => [
      key,
      isSecretField(key) || (named && key === 'value') ? redacted : redactValue(item, hide, depth - 1),
    ]),
  );
}

function capped(text: string): string {
  if (text.length <= maxCharacters) return text;
  return `${text.slice(0, maxCharacters).replace(cutAuthority, '$1')}… (${text.length} characters)`;
}

function isSecretField(name: unknown): name is string {
  return typeof name === 'string' && secretFields.includes(name.toLowerCase());
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    // Not percent-encoded as it should be: then the name is what it looks like.
    return name;
  }
}
