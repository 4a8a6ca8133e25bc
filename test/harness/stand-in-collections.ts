import { setImmediate } from 'node:timers/promises';
import { onTestFinished, vi } from 'vitest';
import { IpcClient } from '#ipc/client/index.ts';
import type { Pipe } from '#ipc/protocol/pipe.ts';
import { serve } from '#ipc/server/index.ts';
import { createMemoryPipe } from '#ipc/transports/index.ts';
import { idOf, shop } from '#renderer/features/collections/test-support.ts';
import { createMainClient } from '#renderer/trpc/provider.tsx';
import type { Services } from '#router/context.ts';
import type { PlaceDefaults } from '#router/contracts/defaults.ts';
import type { TreeEvent } from '#router/contracts/collection.ts';
import type { Environment, VariableScope } from '#router/contracts/variable.ts';
import { createAppRouter } from '#router/index.ts';

/** Changes that are asked for, noted. Each is answered with the id named and an id to undo it by; that something is gone is told. */
function notedChanges(tree: Told<TreeEvent>) {
  let undos = 0;
  const change = (id: string | null) => Promise.resolve({ id, undoId: idOf(`undo${++undos}`) });
  return {
    createFolder: vi.fn<Services['collections']['createFolder']>((_parentId, name) => change(idOf(name))),
    createRequest: vi.fn<Services['collections']['createRequest']>((_parentId, name) =>
      change(idOf(name ?? '')),
    ),
    rename: vi.fn<Services['collections']['rename']>((_id, name) => change(idOf(name))),
    duplicate: vi.fn<Services['collections']['duplicate']>(() => change(null)),
    remove: vi.fn<Services['collections']['remove']>((id) => {
      tree.add({ type: 'removed', ids: [id] });
      return change(null);
    }),
    move: vi.fn<Services['collections']['move']>((id) => change(id)),
    undo: vi.fn<Services['collections']['undo']>(() => change(null)),
    offered: vi.fn<Services['collections']['offered']>(() => Promise.resolve([])),
    open: vi.fn<Services['collections']['open']>(() => Promise.resolve(shop)),
    create: vi.fn<Services['collections']['create']>(() => Promise.resolve(shop)),
    close: vi.fn<Services['collections']['close']>(() => Promise.resolve()),
    putDefaults: vi.fn<Services['collections']['putDefaults']>(() =>
      Promise.resolve({ headers: [], auth: null, variables: [] }),
    ),
    text: vi.fn<Services['collections']['text']>(() =>
      Promise.resolve({ fileName: 'a.yml', text: '', problem: null }),
    ),
  };
}

/** Values that are told to all who listen: first those there are, then each that is added. */
class Told<TValue> {
  readonly values: TValue[] = [];
  readonly #wake = new Set<() => void>();
  listeners = 0;

  add(...values: readonly TValue[]): void {
    this.values.push(...values);
    for (const wake of this.#wake) wake();
  }

  async *stream(signal: AbortSignal, afterFirst: readonly TValue[] = []): AsyncGenerator<TValue> {
    this.listeners++;
    try {
      let next = 0;
      while (next < this.values.length) yield* this.values.slice(next++, next);
      yield* afterFirst;
      while (!signal.aborted) {
        while (next < this.values.length) yield* this.values.slice(next++, next);
        await new Promise<void>((resolve) => {
          this.#wake.add(resolve);
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
    } finally {
      this.listeners--;
    }
  }
}

/**
 * A window's end of the real router, with stand-ins for the services behind it: what is asked of them is noted, and what
 * they tell of the tree is for the test to say. The real ones are met in test/e2e.
 */
export function startTree(...first: readonly TreeEvent[]) {
  const tree = new Told<TreeEvent>();
  tree.add(...first);
  const environment = new Told<Environment>();
  const defaults = new Told<PlaceDefaults>();
  const scope = new Told<VariableScope>();
  const changes = notedChanges(tree);
  const environments = {
    choose: vi.fn<Services['environments']['choose']>(() => Promise.resolve()),
    create: vi.fn<Services['environments']['create']>((_id, name) => Promise.resolve(idOf(name))),
    rename: vi.fn<Services['environments']['rename']>((_id, name) => Promise.resolve(idOf(name))),
    duplicate: vi.fn<Services['environments']['duplicate']>((id) => Promise.resolve(id)),
    remove: vi.fn<Services['environments']['remove']>(() => Promise.resolve({ undoId: idOf('undo') })),
    put: vi.fn<Services['environments']['put']>(() => Promise.resolve([])),
    putSecret: vi.fn<Services['environments']['putSecret']>(() =>
      Promise.resolve({ isKept: true, mark: 'kept' }),
    ),
    revealSecret: vi.fn<Services['environments']['revealSecret']>(() => Promise.resolve('hunter2')),
    secretStorage: () => 'key-file',
    watch: (_id: string, signal: AbortSignal) => environment.stream(signal),
    scope: (_of: unknown, signal: AbortSignal) => scope.stream(signal),
  };
  const router = createAppRouter({ isDev: false });
  const services: Services = Object.assign(Object.create(null), {
    app: { info: () => ({ version: '1', host: 'browser', platform: 'linux', textWindowBytes: 1 }) },
    collections: {
      ...changes,
      watch: (signal: AbortSignal) => tree.stream(signal, [{ type: 'complete' }]),
      defaults: (_id: string, signal: AbortSignal) => defaults.stream(signal),
    },
    environments,
    log: { failure: () => 'log id' },
  });
  const ends: Pipe[] = [];
  let back = Promise.resolve();
  const ipc = new IpcClient({
    connect: async () => {
      await back;
      const [windowEnd, mainEnd] = createMemoryPipe();
      ends.push(mainEnd);
      serve(mainEnd, undefined, {
        router,
        createContext: ({ id, signal }) => ({ services, session: { id, signal, windowId: id } }),
      });
      return windowEnd;
    },
  });
  onTestFinished(() => ipc.close());
  /** Cuts the connection, as a host that goes away would. */
  const cut = () => {
    for (const end of ends.splice(0)) end.close();
  };
  return {
    client: createMainClient(ipc),
    changes,
    environments,
    tree,
    environment,
    defaults,
    scope,
    cut,
    /** Cuts the connection, and lets none be made until what it resolves with is called. The window knows by then. */
    goAway: async () => {
      let comeBack = (): void => undefined;
      back = new Promise((resolve) => (comeBack = resolve));
      cut();
      // Ends arrive in microtasks.
      await setImmediate();
      return comeBack;
    },
  };
}
