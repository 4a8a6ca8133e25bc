import type { Unsubscribable } from '@trpc/server/observable';
import { ipcContext, type ManualFlow } from './flow.ts';

/** What a subscription is started with: spread `context` into its options and hand over the callbacks. */
export interface StreamSubscriber<TValue> {
  readonly context: Record<string, unknown>;
  onData(value: TValue): void;
  onError(error: unknown): void;
  onComplete(): void;
}

export interface SubscriptionStreamOptions {
  /** Values that may wait in the stream, and be on their way to it, before the source is held. Default 12. */
  readonly highWaterMark?: number;
}

/**
 * A subscription as a `ReadableStream`, with back pressure all the way to the generator in main: a reader that stops
 * reading stops the source. Cancelling the stream stops the subscription. A lost connection is the stream's error:
 * what could follow after it is for the caller to say.
 *
 * @param subscribe starts the subscription, for example
 *   `(subscriber) => client.bodies.stream.subscribe({ id }, subscriber)`.
 */
export function subscriptionStream<TValue>(
  subscribe: (subscriber: StreamSubscriber<TValue>) => Unsubscribable,
  { highWaterMark = 12 }: SubscriptionStreamOptions = {},
): ReadableStream<TValue> {
  let subscription: Unsubscribable | null = null;
  let grant: (count: number) => void = () => undefined;
  /** Values that have been granted and have not arrived. */
  let expected = highWaterMark;
  const flow: ManualFlow = {
    credit: highWaterMark,
    start(send) {
      grant = send;
    },
  };

  return new ReadableStream<TValue>(
    {
      start(controller) {
        subscription = subscribe({
          context: ipcContext({ flow, resume: false }),
          onData(value) {
            expected -= 1;
            controller.enqueue(value);
          },
          onError: (error) => controller.error(error),
          onComplete: () => controller.close(),
        });
      },
      pull(controller) {
        const room = (controller.desiredSize ?? 0) - expected;
        // Half a window at a time: a message for each value would cost more than the values it lets through sooner.
        if (room < highWaterMark / 2) return;
        expected += room;
        grant(room);
      },
      cancel() {
        subscription?.unsubscribe();
      },
    },
    { highWaterMark },
  );
}
