/** How bytes become what is put on the clipboard. */
export type CopyFormat = { readonly as: 'text'; readonly encoding: string } | { readonly as: 'hex' };

/** Beyond this many bytes a copy is asked about first: the clipboard holds all of it in memory, and so does who pastes. */
export const askBeyondBytes = 50 * 1024 * 1024;

/** What Chromium can hold in one string is little more than this. */
const maxCharacters = 500 * 1024 * 1024;

/** Whether so many bytes can be put on the clipboard at all. */
export function canCopy(bytes: number, format: CopyFormat): boolean {
  return bytes * (format.as === 'hex' ? 3 : 1) <= maxCharacters;
}

export interface ReadOptions {
  /** Bytes that have been read. */
  readonly onProgress: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Reads bytes as text for the clipboard.
 * @throws the signal's reason, or what reading failed with.
 */
export async function readForClipboard(
  stream: ReadableStream<Uint8Array>,
  format: CopyFormat,
  { onProgress, signal }: ReadOptions,
): Promise<string> {
  const toText = format.as === 'hex' ? hexPieces() : decodedPieces(format.encoding);
  const reader = stream.getReader();
  const onAbort = () => void reader.cancel(signal.reason).catch(() => undefined);
  signal.addEventListener('abort', onAbort);
  const pieces: string[] = [];
  let bytes = 0;
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) break;
      bytes += value.byteLength;
      pieces.push(toText(value));
      onProgress(bytes);
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    reader.releaseLock();
  }
  pieces.push(toText(null));
  return pieces.join('');
}

type ToText = (bytes: Uint8Array | null) => string;

function decodedPieces(encoding: string): ToText {
  // A byte order mark at the body's start is no part of the text.
  const decoder = new TextDecoder(encoding);
  return (bytes) => (bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode());
}

/** `4f 6b 0a`, sixteen bytes a line. */
function hexPieces(): ToText {
  let column = 0;
  return (bytes) => {
    let text = '';
    for (const byte of bytes ?? []) {
      if (column > 0) text += column % 16 === 0 ? '\n' : ' ';
      text += byte.toString(16).padStart(2, '0');
      column++;
    }
    return text;
  };
}
