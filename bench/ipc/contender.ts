import type { LookAlikeWindow } from './electron/main.ts';
import type { BytesRequest, SmallEvent } from './payload.ts';

/** One way to ask the main process for things, on both sides of the border. */
export interface Contender {
  /** In the main process: answers whatever the window asks for. */
  readonly startMain: (window: LookAlikeWindow) => void | Promise<void>;
  /** In the window. */
  readonly openWindow: () => WindowSide | Promise<WindowSide>;
}

/** Takes a piece. Where it returns a promise, the reader wants no more until that has resolved. */
export type TakePiece = (piece: Uint8Array | string) => Promise<void> | undefined;

/** What a window can ask for. A method that a contender does not have is one that it can't carry. */
export interface WindowSide {
  /** A call with no input and no output. */
  readonly empty?: () => Promise<unknown>;
  /** A call that returns its input. */
  readonly echo?: (value: number) => Promise<unknown>;
  /** So many items. */
  readonly list?: (length: number) => Promise<unknown>;
  /** So many events, made as fast as main can. Resolves after the last. */
  readonly events?: (count: number, onEvent: (event: SmallEvent) => void) => Promise<void>;
  /** A subscription that sends one value and goes on for ever. Resolves with the value, and with what stops it. */
  readonly subscribe?: () => Promise<() => void>;
  /** A body. Resolves when the last piece has been taken or it was aborted, with a remark where there is one. */
  readonly bytes?: (
    request: BytesRequest,
    take: TakePiece,
    signal: AbortSignal,
  ) => Promise<string | undefined>;
}

/**
 * For a contender that pushes: what comes while its reader is busy has to wait somewhere, and this is where.
 * A reader that never gets ready leaves it to grow, as it would an app's own array.
 */
export class PieceQueue {
  readonly #waiting: (Uint8Array | string)[] = [];
  #busy = false;

  constructor(private readonly take: TakePiece) {}

  push(piece: Uint8Array | string): void {
    this.#waiting.push(piece);
    if (!this.#busy) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    for (let piece = this.#waiting.shift(); piece !== undefined; piece = this.#waiting.shift()) {
      const ready = this.take(piece);
      if (ready) await ready;
    }
    this.#busy = false;
  }
}
