import { useRef, useState } from 'react';
import type { TreeChange } from '#router/contracts/collection.ts';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPCClient } from '../../trpc/provider.tsx';
import type { Destination } from './tree-moves.ts';

/** A change that can be taken back, in words: “Users” deleted. */
interface Done {
  readonly undoId: string;
  readonly words: string;
}

/** What stands above the tree. */
export interface TreeNews {
  readonly words: string;
  readonly tone: 'calm' | 'warning';
  readonly action: 'Undo' | 'Redo' | null;
}

/** Changes of the tree, each of which can be taken back, the last one first. A failure is told in `news`. */
export function useTreeChanges() {
  const client = useTRPCClient();
  const [news, setNews] = useState<TreeNews | null>(null);
  const done = useRef<Done[]>([]);
  const undone = useRef<Done[]>([]);
  const turn = useRef<Promise<unknown>>(Promise.resolve());

  const fail = (what: string, cause: unknown) =>
    setNews({ words: `${what}: ${toMainProcessError(cause).message}`, tone: 'warning', action: null });

  /** One after the other: what is to be undone may be under way still. */
  const inTurn = (work: () => Promise<string | null>): Promise<string | null> => {
    const result = turn.current.then(work);
    turn.current = result;
    return result;
  };

  const change = (call: () => Promise<TreeChange>, words: string, failed: string, isTold = true) =>
    inTurn(async () => {
      try {
        const { id, undoId } = await call();
        done.current.push({ undoId, words });
        undone.current = [];
        setNews(isTold ? { words: `${words}.`, tone: 'calm', action: 'Undo' } : null);
        return id;
      } catch (cause) {
        fail(failed, cause);
        return null;
      }
    });

  /** Takes back the last of one stack, and notes in the other how to take that back. */
  const takeBack = (
    stacks: () => { from: Done[]; to: Done[] },
    told: { said: string; action: 'Undo' | 'Redo'; nothing: string },
  ) =>
    inTurn(async () => {
      const { from, to } = stacks();
      const last = from.pop();
      if (!last) {
        setNews({ words: told.nothing, tone: 'calm', action: null });
        return null;
      }
      try {
        const { id, undoId } = await client.collections.undo.mutate({ id: last.undoId });
        to.push({ undoId, words: last.words });
        setNews({ words: `${told.said}: ${last.words}.`, tone: 'calm', action: told.action });
        return id;
      } catch (cause) {
        fail(`Not ${told.said.toLowerCase()}`, cause);
        return null;
      }
    });

  const { collections } = client;
  return {
    news,
    dismissNews: () => setNews(null),
    tell: (words: string) => setNews({ words, tone: 'calm', action: null }),
    /** Tells of something that went wrong outside of here. */
    fail,
    createFolder: (parentId: string, name: string) =>
      change(
        () => collections.createFolder.mutate({ parentId, name }),
        `folder “${name}” made`,
        'No folder was made',
        // Its name is edited at once, which is told.
        false,
      ),
    rename: (id: string, from: string, name: string) =>
      change(
        () => collections.rename.mutate({ id, name }),
        `“${from}” renamed to “${name}”`,
        `“${from}” was not renamed`,
      ),
    duplicate: (id: string, name: string) =>
      change(
        () => collections.duplicate.mutate({ id }),
        `“${name}” duplicated`,
        `“${name}” was not duplicated`,
      ),
    remove: (id: string, name: string) =>
      change(() => collections.remove.mutate({ id }), `“${name}” deleted`, `“${name}” was not deleted`),
    move: (id: string, name: string, to: Destination) =>
      change(() => collections.move.mutate({ id, ...to }), `“${name}” moved`, `“${name}” was not moved`),
    /** @returns the id of what is back or elsewhere now; null where there is none. */
    undo: () =>
      takeBack(() => ({ from: done.current, to: undone.current }), {
        said: 'Undone',
        action: 'Redo',
        nothing: 'There is nothing to undo here.',
      }),
    redo: () =>
      takeBack(() => ({ from: undone.current, to: done.current }), {
        said: 'Done again',
        action: 'Undo',
        nothing: 'There is nothing to do again here.',
      }),
  };
}

export type TreeChanges = ReturnType<typeof useTreeChanges>;

/** A name that nothing beside it has: `New folder`, `New folder 2`, … */
export function freeName(name: string, taken: Iterable<string>): string {
  const names = new Set(Array.from(taken, (other) => other.toLowerCase()));
  let free = name;
  for (let count = 2; names.has(free.toLowerCase()); count++) free = `${name} ${count}`;
  return free;
}
