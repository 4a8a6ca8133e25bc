import { useLayoutEffect, useRef, useState } from 'react';
import type { Item, TreeChange } from '#router/contracts/collection.ts';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPCClient } from '../../trpc/provider.tsx';
import { type Destination, isWhereItIs } from './tree-moves.ts';
import { collectionOf, nodeOf } from './tree-rows.ts';
import type { Tree } from './tree-store.ts';
import { TreeTurns } from './tree-turns.ts';
import { nothingUnderWay, type UnderWay } from './tree-under-way.ts';
import { useTreeStore } from './use-tree.ts';

/** A change that can be taken back, in words: “Users” deleted. */
interface Done {
  readonly undoId: string;
  /** Of what it was done to; null where that is gone. */
  readonly id: string | null;
  readonly words: string;
}

/** What stands above the tree. */
export interface TreeNews {
  readonly words: string;
  readonly tone: 'calm' | 'warning';
  readonly action: 'Undo' | 'Redo' | null;
}

/** The ids that something had, and has now; null where it is gone. */
export interface Changed {
  readonly before: string;
  readonly after: string | null;
}

type IdNow = (id: string) => string;

/** Not all files can say where they stand: that something has its place in the order is waited for so long, in milliseconds. */
const placeMs = 1000;

/** What a change came to, and whether the tree has been told of it. */
interface Made {
  readonly answer: TreeChange;
  readonly isTold: (tree: Tree) => boolean;
  /** Whether it is in its place, as far as it can be. */
  readonly isPlaced?: (tree: Tree) => boolean;
}

interface ChangeOfOne {
  /** How it is marked, by the ids that it has meanwhile. */
  readonly mark: 'leaving' | 'moving';
  readonly id: string;
  /** @returns undefined where there is nothing to do any more. */
  readonly call: (id: string, idNow: IdNow) => Promise<TreeChange | undefined>;
  /** Whether the thing is in its place, as far as it can be; by the id that it has then. */
  readonly isPlaced?: (tree: Tree, id: string) => boolean;
  readonly words: string;
  readonly failed: string;
}

/**
 * Changes of the tree, one after the other, each of which can be taken back, the last one first. One is over when main has done it
 * and the tree has been told: the next one looks there for where things are. A failure is told in `news`. What is named by an id is
 * what had it at the time of the call.
 */
export function useTreeChanges() {
  const client = useTRPCClient();
  const store = useTreeStore();
  const [news, setNews] = useState<TreeNews | null>(null);
  const [underWay, setUnderWay] = useState<UnderWay>(nothingUnderWay);
  const [turns] = useState(() => new TreeTurns());
  const done = useRef<Done[]>([]);
  const undone = useRef<Done[]>([]);

  const fail = (what: string, cause: unknown) =>
    setNews({ words: `${what}: ${toMainProcessError(cause).message}`, tone: 'warning', action: null });

  const mark = (kind: 'leaving' | 'moving', ids: readonly string[], isMarked: boolean) =>
    setUnderWay((before) => {
      const leaving = new Set(before.leaving);
      const moving = new Map(before.moving);
      for (const id of ids) {
        if (!isMarked) (kind === 'leaving' ? leaving : moving).delete(id);
        else if (kind === 'leaving') leaving.add(id);
        else moving.set(id, id);
      }
      return { ...before, leaving, moving };
    });
  /** Main has given another id to what is marked as moving by these; the tree tells of it later. */
  const setLater = (ids: readonly string[], after: string) =>
    setUnderWay((before) => {
      const moving = new Map(before.moving);
      for (const id of ids) if (moving.has(id)) moving.set(id, after);
      return { ...before, moving };
    });
  const setNewFolders = (change: (folders: readonly Item[]) => readonly Item[]) =>
    setUnderWay(({ newFolders, ...others }) => ({ ...others, newFolders: change(newFolders) }));

  const [endedTurns, setEndedTurns] = useState(0);
  useLayoutEffect(() => {
    if (endedTurns > 0) turns.shown();
  }, [turns, endedTurns]);
  const inTurn = async <TResult>(work: (idNow: IdNow) => Promise<TResult>): Promise<TResult> => {
    const result = await turns.take(work);
    setEndedTurns((before) => before + 1);
    return result;
  };

  /** @param call undefined where there is nothing to do any more. @returns null where it was not done. */
  const change = (
    call: (idNow: IdNow) => Promise<Made | undefined>,
    words: string,
    failed: string,
  ): Promise<TreeChange | null> =>
    inTurn(async (idNow) => {
      try {
        const made = await call(idNow);
        if (!made) return null;
        const { id, undoId } = made.answer;
        done.current.push({ undoId, id, words });
        undone.current = [];
        setNews({ words: `${words}.`, tone: 'calm', action: 'Undo' });
        await store.until(made.isTold);
        if (made.isPlaced) await store.until(made.isPlaced, placeMs);
        return made.answer;
      } catch (cause) {
        fail(failed, cause);
        return null;
      }
    });

  const changeOf = async ({
    id,
    call,
    isPlaced,
    words,
    failed,
    ...how
  }: ChangeOfOne): Promise<Changed | null> => {
    let before = id;
    mark(how.mark, [id], true);
    const work = async (idNow: IdNow): Promise<Made | undefined> => {
      before = idNow(id);
      mark(how.mark, [before], true);
      // Of what is in a collection that is closed nothing more is told.
      const home = collectionOf(store.snapshot(), before);
      const answer = await call(before, idNow);
      if (!answer) return undefined;
      const { id: after } = answer;
      if (after === null) return { answer, isTold: isGone(before) };
      turns.moved(before, after);
      setLater([id, before], after);
      const isTold = (tree: Tree) => isThere(after)(tree) || (home !== undefined && isGone(home.id)(tree));
      return { answer, isTold, ...(isPlaced && { isPlaced: (tree) => isPlaced(tree, after) }) };
    };
    const changed = await change(work, words, failed);
    mark(how.mark, [id, before], false);
    return changed && { before, after: changed.id };
  };

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
      const moving = last.id === null ? [] : [last.id];
      mark('moving', moving, true);
      const before = last.id === null ? undefined : store.snapshot().item(last.id);
      try {
        const { id, undoId } = await client.collections.undo.mutate({ id: last.undoId });
        to.push({ undoId, id, words: last.words });
        if (last.id !== null && id !== null) {
          turns.moved(last.id, id);
          setLater(moving, id);
        }
        setNews({ words: `${told.said}: ${last.words}.`, tone: 'calm', action: told.action });
        await store.until(id !== null ? isThere(id) : isGone(last.id));
        // What keeps its id is there all the time: its place, or name, is another once it is told again.
        if (before && id === before.id) await store.until((tree) => tree.item(id) !== before, placeMs);
        return id;
      } catch (cause) {
        const { isConnectionLost, isNotHandedOver } = toMainProcessError(cause);
        // Main may never have heard of it, and knows whether it is done already.
        if (isConnectionLost || isNotHandedOver) from.push(last);
        fail(`Not ${told.said.toLowerCase()}`, cause);
        return null;
      } finally {
        mark('moving', moving, false);
      }
    });

  const { collections } = client;
  return {
    news,
    dismissNews: () => setNews(null),
    tell: (words: string) => setNews({ words, tone: 'calm', action: null }),
    /** Tells of something that went wrong outside of here. */
    fail,
    underWay,
    /** Shows a folder before there is one: its name is typed first. One whose name is still typed gives way. */
    startFolder: (folder: Item, unnamed: string | null) =>
      setNewFolders((folders) => [...folders.filter(({ id }) => id !== unnamed), folder]),
    dropFolder: (id: string) => setNewFolders((folders) => folders.filter((folder) => folder.id !== id)),
    createFolder: async (folder: Item, name: string) => {
      const { id, parentId } = folder;
      setNewFolders((folders) => folders.map((other) => (other.id === id ? { ...folder, name } : other)));
      const made = await changeOf({
        mark: 'moving',
        id,
        call: (_id, idNow) => collections.createFolder.mutate({ parentId: idNow(parentId), name }),
        words: `“${name}” made`,
        failed: `“${name}” was not made`,
      });
      setNewFolders((folders) => folders.filter((other) => other.id !== id));
      return made;
    },
    rename: (id: string, from: string, name: string) =>
      changeOf({
        mark: 'moving',
        id,
        call: (now) => collections.rename.mutate({ id: now, name }),
        words: `“${from}” renamed to “${name}”`,
        failed: `“${from}” was not renamed`,
      }),
    duplicate: (id: string, name: string) =>
      change(
        async (idNow) => {
          const answer = await collections.duplicate.mutate({ id: idNow(id) });
          return { answer, isTold: answer.id === null ? isGone(null) : isThere(answer.id) };
        },
        `“${name}” duplicated`,
        `“${name}” was not duplicated`,
      ),
    /** It is shown no more from now on, unless it can't be deleted. @returns null where that is so. */
    remove: (id: string, name: string) =>
      changeOf({
        mark: 'leaving',
        id,
        call: (now) => collections.remove.mutate({ id: now }),
        words: `“${name}” deleted`,
        failed: `“${name}” was not deleted`,
      }),
    /** @param to is asked when all changes before have been made; null: it can't go there from where it is by then. */
    move: (id: string, name: string, to: (id: string, idNow: IdNow) => Destination | null) => {
      let destination: Destination | null = null;
      return changeOf({
        mark: 'moving',
        id,
        call: async (now, idNow) => {
          destination = to(now, idNow);
          return destination ? collections.move.mutate({ id: now, ...destination }) : undefined;
        },
        isPlaced: (tree, after) => {
          const item = tree.item(after);
          return !item || !destination || isWhereItIs(tree, item, destination);
        },
        words: `“${name}” moved`,
        failed: `“${name}” was not moved`,
      });
    },
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

function isThere(id: string) {
  return (tree: Tree) => nodeOf(tree, id) !== undefined;
}

function isGone(id: string | null) {
  return (tree: Tree) => id === null || nodeOf(tree, id) === undefined;
}

/** A name that nothing beside it has: `New folder`, `New folder 2`, … */
export function freeName(name: string, taken: Iterable<string>): string {
  const names = new Set(Array.from(taken, (other) => other.toLowerCase()));
  let free = name;
  for (let count = 2; names.has(free.toLowerCase()); count++) free = `${name} ${count}`;
  return free;
}
