import { defaultMaxFrameSize, FrameReader, isByeFrame } from '#ipc/protocol/frame.ts';
import { field } from '#ipc/protocol/messages.ts';
import type { Frame, Pipe, PipeReceiver } from '#ipc/protocol/pipe.ts';
import { sessionIdOf } from '#ipc/protocol/session-id.ts';

/** One message as it crossed. `size` is its whole frame's. */
export interface WireMessage {
  readonly direction: 'in' | 'out';
  readonly kind: 'text' | 'bytes';
  readonly size: number;
  readonly message: unknown;
}

/** Looks at what crosses a pipe, and can put frames of its own into it. */
export class TappedPipe implements Pipe {
  readonly messages: WireMessage[] = [];
  /** For each call, values sent for which no credit has come yet; and the most that there were. */
  readonly #outstanding = new Map<unknown, number>();
  maxOutstanding = 0;
  readonly #readers = { in: new FrameReader(defaultMaxFrameSize), out: new FrameReader(defaultMaxFrameSize) };
  /** Known with the first frame. */
  sessionId: string | null = null;

  constructor(
    private readonly pipe: Pipe,
    private readonly keep: boolean,
  ) {}

  send(frame: Frame): void {
    this.#see('out', frame);
    this.pipe.send(frame);
  }

  start(receiver: PipeReceiver): void {
    this.pipe.start({
      frame: (frame) => {
        this.sessionId ??= sessionIdOf(frame);
        this.#see('in', frame);
        receiver.frame(frame);
      },
      end: (cause) => receiver.end(cause),
    });
  }

  close(): void {
    this.pipe.close();
  }

  /** Sends a frame as if the server had. */
  inject(frame: string): void {
    this.pipe.send(frame);
  }

  #see(direction: WireMessage['direction'], frame: unknown): void {
    if (!this.keep || (typeof frame !== 'string' && !Array.isArray(frame))) return;
    const kind = typeof frame === 'string' ? 'text' : 'bytes';
    for (const message of readable(this.#readers[direction], frame)) {
      this.#count(direction, message);
      // The bytes themselves would be carried over the control channel for nothing.
      this.messages.push({
        direction,
        kind,
        size: sizeOf(frame),
        message: kind === 'text' ? message : { id: field(message, 'id') },
      });
    }
  }

  #count(direction: WireMessage['direction'], message: unknown): void {
    const id = field(message, 'id');
    const credit = field(message, 'credit');
    const isValue = direction === 'out' && field(field(message, 'result'), 'type') === 'data';
    const change = isValue
      ? 1
      : typeof credit === 'number' && field(message, 'method') === 'credit'
        ? -credit
        : 0;
    if (change === 0) return;
    const outstanding = (this.#outstanding.get(id) ?? 0) + change;
    this.#outstanding.set(id, outstanding);
    this.maxOutstanding = Math.max(this.maxOutstanding, outstanding);
  }
}

function sizeOf(frame: string | readonly unknown[]): number {
  if (typeof frame === 'string') return frame.length;
  return frame.reduce<number>(
    (size, part) => size + (typeof part === 'string' || part instanceof Uint8Array ? part.length : 0),
    0,
  );
}

function readable(reader: FrameReader, frame: unknown): unknown[] {
  if (isByeFrame(frame)) return ['bye'];
  try {
    return reader.read(frame).map((message) => ('error' in message ? message.json : message.value));
  } catch {
    return ['junk'];
  }
}
