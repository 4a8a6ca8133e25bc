import { useEffect, useEffectEvent, useReducer, useRef } from 'react';
import type { JsonNodes } from '#router/contracts/body-view.ts';
import { toMainProcessError } from '../../../trpc/main-process-error.ts';
import { useTRPCClient } from '../../../trpc/provider.tsx';
import { JsonTree, type TreeNode } from './json-tree.ts';

/** Children that are asked for at once. */
const nodesAtOnce = 200;

interface TreeState {
  readonly tree: JsonTree;
  /** What kept children from being read. */
  readonly failure: { readonly parent: TreeNode | null; readonly message: string } | null;
}

type TreeAction =
  | { readonly type: 'asked'; readonly parent: TreeNode | null }
  | { readonly type: 'answered'; readonly parent: TreeNode | null; readonly answer: JsonNodes }
  | { readonly type: 'failed'; readonly parent: TreeNode | null; readonly message: string }
  | { readonly type: 'set'; readonly node: TreeNode; readonly isOpen: boolean };

const nothing: TreeState = { tree: JsonTree.empty, failure: null };

function reduce({ tree, failure }: TreeState, action: TreeAction): TreeState {
  switch (action.type) {
    case 'asked':
      return { tree: tree.withLoading(action.parent, true), failure: null };
    case 'answered':
      return { tree: tree.withAnswer(action.parent, action.answer), failure };
    case 'failed':
      return { tree: tree.withLoading(action.parent, false), failure: action };
    case 'set':
      return { tree: tree.withOpen(action.node, action.isOpen), failure };
  }
}

/**
 * The tree of a body's JSON, of which children are read when a node is opened. The document itself opens at once. One for
 * each body: give what uses it the body's id as key.
 */
export function useJsonTree(bodyId: string) {
  const client = useTRPCClient();
  const [{ tree, failure }, dispatch] = useReducer(reduce, nothing);
  const stop = useRef<AbortController>(null);

  const load = async (parent: TreeNode | null, after: JsonNodes['next'] | undefined): Promise<void> => {
    const signal = stop.current?.signal;
    if (!signal) return;
    dispatch({ type: 'asked', parent });
    try {
      const answer = await client.bodies.nodes.query(
        {
          id: bodyId,
          count: nodesAtOnce,
          ...(parent && { parent: parent.json.offset }),
          ...(after && { after }),
        },
        { signal },
      );
      dispatch({ type: 'answered', parent, answer });
      const [only] = answer.nodes;
      if (parent || answer.nodes.length !== 1 || !only?.hasChildren || answer.next) return;
      const node = { json: only, parent, level: 1, id: String(only.offset) };
      dispatch({ type: 'set', node, isOpen: true });
      await load(node, undefined);
    } catch (cause) {
      if (!signal.aborted) dispatch({ type: 'failed', parent, message: toMainProcessError(cause).message });
    }
  };
  const begin = useEffectEvent(() => void load(null, undefined));
  useEffect(() => {
    const controller = new AbortController();
    stop.current = controller;
    begin();
    return () => controller.abort();
  }, []);

  return {
    tree,
    failure: failure?.message ?? null,
    again: () => {
      if (failure) void load(failure.parent, tree.nextOf(failure.parent));
    },
    setOpen: (node: TreeNode, isOpen: boolean) => {
      if (!node.json.hasChildren) return;
      dispatch({ type: 'set', node, isOpen });
      if (isOpen && !tree.isAsked(node)) void load(node, undefined);
    },
    /** Reads the next children of a value. */
    more: (parent: TreeNode | null) => {
      if (!tree.isLoading(parent)) void load(parent, tree.nextOf(parent));
    },
  };
}
