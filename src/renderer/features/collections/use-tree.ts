import type { TRPCClient } from '@trpc/client';
import { useSyncExternalStore } from 'react';
import type { AppRouter } from '#router/index.ts';
import { useTRPCClient } from '../../trpc/provider.tsx';
import { type Tree, TreeStore } from './tree-store.ts';

/** One store for each connection to main, for all that show something of the tree. */
const stores = new WeakMap<TRPCClient<AppRouter>, TreeStore>();

/** The store of this window's tree. Main is asked for it while a component shows it. */
export function useTreeStore(): TreeStore {
  const client = useTRPCClient();
  let store = stores.get(client);
  if (!store) stores.set(client, (store = treeStoreOf(client)));
  return store;
}

/** The tree of all open collections, kept up to date. */
export function useTree(): Tree {
  const store = useTreeStore();
  return useSyncExternalStore(store.subscribe, store.snapshot);
}

function treeStoreOf(client: TRPCClient<AppRouter>): TreeStore {
  return new TreeStore(({ started, event, failed }) => {
    const subscription = client.collections.watch.subscribe(undefined, {
      onStarted: started,
      onData: event,
      onError: failed,
    });
    return () => subscription.unsubscribe();
  });
}
