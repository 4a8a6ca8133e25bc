import { PieceQueue, type WindowSide } from '../contender.ts';
import type { BytesRequest, SmallEvent } from '../payload.ts';

interface Unsubscribable {
  unsubscribe(): void;
}

interface Callbacks<TValue> {
  onData(value: TValue): void;
  onError(error: unknown): void;
  onComplete?(): void;
}

/** The bench's router as a window calls it: the clients of tRPC 10 and 11 both look like this. */
export interface BenchClient {
  readonly empty: { query(): Promise<unknown> };
  readonly echo: { query(value: number): Promise<unknown> };
  readonly list: { query(length: number): Promise<unknown> };
  readonly events: { subscribe(count: number, callbacks: Callbacks<SmallEvent>): Unsubscribable };
  readonly forever: { subscribe(input: undefined, callbacks: Callbacks<number>): Unsubscribable };
}

/** A client whose adapter carries bytes as they are. */
export interface BytesClient {
  readonly bytes: { subscribe(request: BytesRequest, callbacks: Callbacks<Uint8Array>): Unsubscribable };
}

/** The window's side of every contender that speaks tRPC, but for its bytes. */
export function trpcWindow(client: BenchClient): WindowSide {
  return {
    empty: () => client.empty.query(),
    echo: (value) => client.echo.query(value),
    list: (length) => client.list.query(length),
    events: (count, onEvent) =>
      new Promise((resolve, reject) => {
        client.events.subscribe(count, { onData: onEvent, onError: reject, onComplete: resolve });
      }),
    subscribe: () =>
      new Promise((resolve, reject) => {
        const subscription = client.forever.subscribe(undefined, {
          onData: () => resolve(() => subscription.unsubscribe()),
          onError: reject,
        });
      }),
  };
}

/** Bytes through a subscription's callbacks, which can't say that they want no more. */
export function pushedBytes(client: BytesClient): Required<Pick<WindowSide, 'bytes'>> {
  return {
    bytes: (request, take, signal) =>
      new Promise((resolve, reject) => {
        const queue = new PieceQueue(take);
        const subscription = client.bytes.subscribe(request, {
          onData: (piece) => queue.push(piece),
          onError: reject,
          onComplete: () => resolve(undefined),
        });
        signal.addEventListener('abort', () => {
          subscription.unsubscribe();
          resolve(undefined);
        });
      }),
  };
}
