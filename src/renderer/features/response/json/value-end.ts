import type { ReadOptions } from '../viewer/copy-range.ts';

const quote = 0x22;
const backslash = 0x5c;
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);
/** What ends a number or a word: white space, a comma, a bracket. */
const ends = new Set([0x20, 0x09, 0x0a, 0x0d, 0x2c, 0x5d, 0x7d]);

/**
 * Bytes of the JSON value that a stream begins with. All of them where it ends before the value does.
 * @throws what the stream throws, and the signal's reason; the stream is cancelled either way.
 */
export async function valueBytes(
  stream: ReadableStream<Uint8Array>,
  { signal, onProgress }: ReadOptions,
): Promise<number> {
  const reader = stream.getReader();
  // What is waited for may be long in coming.
  const onAbort = () => void reader.cancel(signal.reason).catch(() => undefined);
  signal.addEventListener('abort', onAbort);
  let bytes = 0;
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) return bytes;
      for (const byte of value) {
        if (depth === 0 && !isInString && bytes > 0 && ends.has(byte)) return bytes;
        bytes++;
        if (isEscaped) isEscaped = false;
        else if (isInString) {
          isEscaped = byte === backslash;
          isInString = byte !== quote;
        } else if (byte === quote) isInString = true;
        else if (opening.has(byte)) depth++;
        else if (closing.has(byte)) depth--;
        else continue;
        if (depth === 0 && !isInString) return bytes;
      }
      onProgress(bytes);
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    await reader.cancel();
  }
}
