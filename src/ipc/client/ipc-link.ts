import { TRPCClientError, type TRPCLink } from '@trpc/client';
import type {
  AnyTRPCRouter,
  inferTRPCClientTypes,
  TRPCCombinedDataTransformer,
  TRPCDataTransformer,
} from '@trpc/server';
import { observable } from '@trpc/server/observable';
import { callUser } from './errors.ts';
import type { IpcClient } from './ipc-client.ts';
import { PendingCall } from './pending-call.ts';

type Transformer = TRPCDataTransformer | TRPCCombinedDataTransformer;

export type IpcLinkOptions<TRouter extends AnyTRPCRouter> = {
  readonly client: IpcClient;
} & (inferTRPCClientTypes<TRouter>['transformer'] extends true
  ? { /** The router's own transformer. */ readonly transformer: Transformer }
  : { readonly transformer?: never });

const identity: TRPCDataTransformer = {
  serialize: (value: unknown) => value,
  deserialize: (value: unknown) => value,
};

/** The terminating link: sends each call over the client's connection. Aborting a call stops it on the server too. */
export function ipcLink<TRouter extends AnyTRPCRouter>(options: IpcLinkOptions<TRouter>): TRPCLink<TRouter> {
  const { client } = options;
  const chosen: Transformer = options.transformer ?? identity;
  const transformer = 'input' in chosen ? chosen : { input: chosen, output: chosen };

  return () =>
    ({ op }) =>
      observable((observer) => {
        const call = new PendingCall(op, transformer, observer);
        const { signal } = op;
        const onAbort = () => {
          client.stop(call);
          if (op.type === 'subscription') observer.complete();
          else observer.error(TRPCClientError.from(abortReason(signal)));
        };
        if (signal?.aborted) {
          onAbort();
          return;
        }
        signal?.addEventListener('abort', onAbort, { once: true });
        const states =
          op.type === 'subscription'
            ? client.connectionState.subscribe({
                next: (result) => callUser(() => observer.next({ result })),
              })
            : null;
        client.start(call);
        return () => {
          signal?.removeEventListener('abort', onAbort);
          states?.unsubscribe();
          client.stop(call);
        };
      });
}

function abortReason(signal: AbortSignal | null | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new DOMException('The call was aborted', 'AbortError');
}
