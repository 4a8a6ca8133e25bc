import { type Operation, type TRPCClient, TRPCClientError, type TRPCLink } from '@trpc/client';
import type { inferRouterInputs } from '@trpc/server';
import { observable } from '@trpc/server/observable';
import { type IpcClient, ipcContext, readIpcContext } from '#ipc/client/index.ts';
import type { AppRouter } from '#router/index.ts';

type Inputs = inferRouterInputs<AppRouter>;

/**
 * What a person does and expects to be done at once. All else waits for a main that is away for as long as it takes: edits
 * above all, and what the window needs to know.
 */
const deeds: { readonly [Name in keyof Inputs]?: readonly (keyof Inputs[Name])[] } = {
  app: ['openWindow'],
  bodies: ['save'],
  collections: [
    ...(['open', 'create', 'close', 'createFolder', 'createRequest'] as const),
    ...(['rename', 'duplicate', 'remove', 'move', 'undo'] as const),
  ],
  drafts: ['openItem', 'save', 'saveAs', 'resolve', 'takeBack'],
  environments: ['choose', 'create', 'rename', 'duplicate', 'remove', 'revealSecret'],
  history: ['request', 'remove', 'clear'],
  requests: ['send'],
  settings: ['put'],
  updates: ['check', 'download', 'restart'],
};
const deedPaths = new Set(
  Object.entries(deeds).flatMap(([name, procedures]) => procedures.map((one) => `${name}.${one}`)),
);

/**
 * How long a deed may wait for a main that is away, in milliseconds. Done any later it would be a surprise: who wanted it has
 * gone on to something else, or has done it by other means.
 */
const patienceMs = 5000;

/** Marks a call of another kind, in its context, as one that is refused like a deed. */
const inTime = 'inTime';

/**
 * Resolves once main answers, and rejects as a deed does where it is away: for what has something to wait for before it can
 * be asked for.
 */
export async function reachMain(client: TRPCClient<AppRouter>): Promise<void> {
  await client.app.getAppVersion.query(undefined, { context: { [inTime]: true } });
}

/** Why a deed was not done: main was away, and never had it. */
export class NotHandedOverError extends Error {
  override readonly name = 'NotHandedOverError';

  constructor() {
    super('Parley does not answer, so nothing was done. Try again once it is back.');
  }
}

/**
 * Refuses a deed that no connection has taken in time. Where one was refused, those that come while main is still away are
 * refused at once: they may have stood in line behind the first.
 */
export function refuseLateLink(ipc: IpcClient): TRPCLink<AppRouter> {
  let isGivenUp = false;
  // For as long as the client is there.
  ipc.connectionState.subscribe({
    next: ({ state }) => {
      if (state === 'pending') isGivenUp = false;
    },
  });
  return () =>
    ({ op, next }) => {
      if (!deedPaths.has(op.path) && op.context[inTime] !== true) return next(op);
      return observable((observer) => {
        let isWaiting = true;
        let timer: ReturnType<typeof setTimeout> | undefined;
        const endWait = () => {
          isWaiting = false;
          clearTimeout(timer);
        };
        const call = next(toldWhenSent(op, endWait)).subscribe({
          next: (envelope) => observer.next(envelope),
          error: (cause) => {
            endWait();
            observer.error(cause);
          },
          complete: () => observer.complete(),
        });
        const refuse = () => {
          isGivenUp = true;
          call.unsubscribe();
          observer.error(TRPCClientError.from(new NotHandedOverError()));
        };
        if (isWaiting && isGivenUp) refuse();
        else if (isWaiting) timer = setTimeout(refuse, patienceMs);
        return () => {
          endWait();
          call.unsubscribe();
        };
      });
    };
}

function toldWhenSent(op: Operation, onSent: () => void): Operation {
  const given = readIpcContext(op.context);
  const told = ipcContext({
    ...given,
    onSent() {
      onSent();
      given.onSent?.();
    },
  });
  return { ...op, context: { ...op.context, ...told } };
}
