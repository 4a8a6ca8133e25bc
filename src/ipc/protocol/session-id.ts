/** Characters of a session id: 132 random bits in base64url. */
export const sessionIdLength = 22;

const pattern = /^[A-Za-z0-9_-]{22}$/;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A nonce that names one session: one client in one document, over one connection. */
export function createSessionId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(sessionIdLength));
  let id = '';
  for (const byte of bytes) id += alphabet.charAt(byte & 63);
  return id;
}

/** The session that a frame names, or null where it names none. Reads no further than its first 22 characters. */
export function sessionIdOf(frame: unknown): string | null {
  const text: unknown = Array.isArray(frame) ? frame[0] : frame;
  if (typeof text !== 'string') return null;
  const id = text.slice(0, sessionIdLength);
  return pattern.test(id) ? id : null;
}
