import { encodingOf, looksBinary } from './content.ts';

/** What a body turned out to be once its first bytes were there. */
export interface BodyShape {
  readonly binary: boolean;
  readonly encoding: string;
  /** A charset that the Content-Type names and nobody knows; UTF-8 is used instead. */
  readonly unknownCharset: string | null;
}

export interface ReadTextOptions {
  readonly contentType: string;
  /** At most this many bytes come in `stream`; the last character may then be cut in two. */
  readonly limit: number;
  /** Shows bytes as text even where they look binary. */
  readonly evenBinary: boolean;
  /** Told once, before any text. */
  readonly onShape: (shape: BodyShape) => void;
  /** Told of each piece of text, in order. */
  readonly onText: (text: string) => void;
  /** Ends the reading, and with it the stream; nothing is told after that. */
  readonly signal: AbortSignal;
}

/**
 * Decodes a body piece by piece as it arrives; nothing is kept here. Reading ends at once where the body is binary.
 * @returns the bytes that were read.
 * @throws what reading `stream` rejects with, or the signal's reason.
 */
export async function readText(
  stream: ReadableStream<Uint8Array>,
  options: ReadTextOptions,
): Promise<number> {
  const { signal } = options;
  const reader = stream.getReader();
  const onAbort = () => void reader.cancel(signal.reason);
  signal.addEventListener('abort', onAbort);
  let decoder: TextDecoder | null = null;
  let head: Uint8Array = new Uint8Array();
  let size = 0;
  // A line break of two characters must not fall apart between two pieces: the view would see two line breaks.
  let carriageReturn = '';
  const show = (text: string) => {
    const whole = carriageReturn + text;
    carriageReturn = whole.endsWith('\r') ? '\r' : '';
    const ready = carriageReturn === '' ? whole : whole.slice(0, -1);
    if (ready !== '') options.onText(ready);
  };

  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) break;
      size += value.byteLength;
      if (decoder) {
        show(decoder.decode(value, { stream: true }));
        continue;
      }
      // A byte order mark is three bytes; a server that sends byte by byte should not hide it.
      head = head.byteLength === 0 ? value : joined(head, value);
      if (head.byteLength < 3) continue;
      decoder = decoderFor(head, options);
      if (!decoder) {
        await reader.cancel();
        return size;
      }
      show(decoder.decode(head, { stream: true }));
    }
    if (!decoder) {
      decoder = decoderFor(head, options);
      if (!decoder) return size;
      show(decoder.decode(head, { stream: true }));
    }
    const rest = carriageReturn + (size >= options.limit ? '' : decoder.decode());
    if (rest !== '') options.onText(rest);
    return size;
  } finally {
    signal.removeEventListener('abort', onAbort);
    reader.releaseLock();
  }
}

/** Tells the body's shape by its first bytes. @returns what decodes it; null where it is not to be decoded. */
function decoderFor(head: Uint8Array, options: ReadTextOptions): TextDecoder | null {
  const { encoding, unknown } = encodingOf(options.contentType, head);
  const binary = !options.evenBinary && looksBinary(head, encoding);
  options.onShape({ binary, encoding, unknownCharset: unknown });
  return binary ? null : new TextDecoder(encoding);
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.byteLength + b.byteLength);
  whole.set(a);
  whole.set(b, a.byteLength);
  return whole;
}
