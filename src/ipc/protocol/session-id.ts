/** Characters of a session id: 128 random bits in base64url. */
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

/** The session that a frame names, or null where it names none. Reads no further than the first 22 characters. */
export function sessionIdOf(frame: unknown): string | null {
  if (typeof frame === 'string') {
    const id = frame.slice(0, sessionIdLength);
    return pattern.test(id) ? id : null;
  }
  if (frame instanceof Uint8Array && frame.byteLength >= sessionIdLength) {
    const id = String.fromCharCode(...frame.subarray(0, sessionIdLength));
    return pattern.test(id) ? id : null;
  }
  return null;
}
