import type { TRPCClient } from '@trpc/client';
import { subscriptionStream } from '#ipc/client/index.ts';
import type { AppRouter } from '#router/index.ts';
import { toMainProcessError } from './main-process-error.ts';

export interface ReadBodyOptions {
  readonly id: string;
  /** First byte wanted; default 0. */
  readonly start?: number;
  /** The byte after the last one wanted; default: the body's end, waiting for it while the body arrives. */
  readonly end?: number;
}

/**
 * The bytes of a body in main, read no faster than the stream is. A lost connection is resumed at the byte where it
 * broke; any other failure is the stream's error, a `MainProcessError`.
 */
export function readBody(
  client: TRPCClient<AppRouter>,
  options: ReadBodyOptions,
): ReadableStream<Uint8Array> {
  let position = options.start ?? 0;
  const open = () =>
    subscriptionStream<Uint8Array>((subscriber) =>
      client.bodies.stream.subscribe({ ...options, start: position }, subscriber),
    ).getReader();
  let reader: ReadableStreamDefaultReader<Uint8Array> | null = null;

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          reader ??= open();
          try {
            const { done, value } = await reader.read();
            if (done) {
              controller.close();
            } else {
              position += value.byteLength;
              controller.enqueue(value);
            }
            return;
          } catch (cause) {
            const error = toMainProcessError(cause);
            // A client that was closed connects no more, and fails at once: asking again would never end.
            if (!error.isConnectionLost || error.isClientClosed) throw error;
            // The next one waits for the connection to be back.
            reader = null;
          }
        }
      },
      cancel: (reason) => reader?.cancel(reason),
    },
    // Buffered once, in the subscription's own stream.
    { highWaterMark: 0 },
  );
}

export interface Collected {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether the stream had more than was taken of it. */
  readonly truncated: boolean;
}

/** Reads a stream to its end or to `maxBytes`, whichever comes first, and cancels what is left. */
export async function collect(
  stream: ReadableStream<Uint8Array>,
  { maxBytes, signal }: { readonly maxBytes: number; readonly signal?: AbortSignal },
): Promise<Collected> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  let truncated = false;
  const reader = stream.getReader();
  const onAbort = () => void reader.cancel(signal?.reason);
  signal?.addEventListener('abort', onAbort);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      signal?.throwIfAborted();
      if (done) break;
      const room = maxBytes - size;
      pieces.push(value.subarray(0, room));
      size += Math.min(room, value.byteLength);
      if (value.byteLength <= room) continue;
      truncated = true;
      await reader.cancel();
      break;
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    reader.releaseLock();
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.byteLength;
  }
  return { bytes, truncated };
}
