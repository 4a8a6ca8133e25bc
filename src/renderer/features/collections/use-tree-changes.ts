import { useRef, useState } from 'react';
import type { Item, TreeChange } from '#router/contracts/collection.ts';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPCClient } from '../../trpc/provider.tsx';
import type { Destination } from './tree-moves.ts';
import { TreeTurns } from './tree-turns.ts';
import { nothingUnderWay, type UnderWay } from './tree-under-way.ts';

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

/**
 * Changes of the tree, one after the other, each of which can be taken back, the last one first. A failure is told in `news`.
 * What is named by an id is what had it at the time of the call.
 */
export function useTreeChanges() {
  const client = useTRPCClient();
  const [news, setNews] = useState<TreeNews | null>(null);
  const [underWay, setUnderWay] = useState<UnderWay>(nothingUnderWay);
  const [turns] = useState(() => new TreeTurns());
  const done = useRef<Done[]>([]);
  const undone = useRef<Done[]>([]);

  const fail = (what: string, cause: unknown) =>
    setNews({ words: `${what}: ${toMainProcessError(cause).message}`, tone: 'warning', action: null });

  const mark = (kind: 'leaving' | 'moving', ids: readonly string[], isMarked: boolean) =>
    setUnderWay((before) => {
      const changed = new Set(before[kind]);
      for (const id of ids) {
        if (isMarked) changed.add(id);
        else changed.delete(id);
      }
      return { ...before, [kind]: changed };
    });
  const setNewFolders = (change: (folders: readonly Item[]) => readonly Item[]) =>
    setUnderWay(({ newFolders, ...others }) => ({ ...others, newFolders: change(newFolders) }));

  /** @param call undefined where there is nothing to do any more. @returns null where it was not done. */
  const change = (
    call: (idNow: IdNow) => Promise<TreeChange | undefined>,
    words: string,
    failed: string,
  ): Promise<TreeChange | null> =>
    turns.take(async (idNow) => {
      try {
        const answer = await call(idNow);
        if (!answer) return null;
        const { id, undoId } = answer;
        done.current.push({ undoId, id, words });
        undone.current = [];
        setNews({ words: `${words}.`, tone: 'calm', action: 'Undo' });
        return answer;
      } catch (cause) {
        fail(failed, cause);
        return null;
      }
    });

  /** A change of one thing, which is marked by the ids that it has meanwhile. */
  const changeOf = async (
    kind: 'leaving' | 'moving',
    id: string,
    call: (before: string, idNow: IdNow) => Promise<TreeChange | undefined>,
    words: string,
    failed: string,
  ): Promise<Changed | null> => {
    let before = id;
    mark(kind, [id], true);
    const work = async (idNow: IdNow) => {
      before = idNow(id);
      mark(kind, [before], true);
      const answer = await call(before, idNow);
      if (answer?.id) turns.moved(before, answer.id);
      return answer;
    };
    const changed = await change(work, words, failed);
    mark(kind, [id, before], false);
    return changed && { before, after: changed.id };
  };

  /** Takes back the last of one stack, and notes in the other how to take that back. */
  const takeBack = (
    stacks: () => { from: Done[]; to: Done[] },
    told: { said: string; action: 'Undo' | 'Redo'; nothing: string },
  ) =>
    turns.take(async () => {
      const { from, to } = stacks();
      const last = from.pop();
      if (!last) {
        setNews({ words: told.nothing, tone: 'calm', action: null });
        return null;
      }
      const moving = last.id === null ? [] : [last.id];
      mark('moving', moving, true);
      try {
        const { id, undoId } = await client.collections.undo.mutate({ id: last.undoId });
        to.push({ undoId, id, words: last.words });
        if (last.id !== null && id !== null) turns.moved(last.id, id);
        setNews({ words: `${told.said}: ${last.words}.`, tone: 'calm', action: told.action });
        return id;
      } catch (cause) {
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
      const made = await changeOf(
        'moving',
        id,
        (_id, idNow) => collections.createFolder.mutate({ parentId: idNow(parentId), name }),
        `“${name}” made`,
        `“${name}” was not made`,
      );
      setNewFolders((folders) => folders.filter((other) => other.id !== id));
      return made;
    },
    rename: (id: string, from: string, name: string) =>
      changeOf(
        'moving',
        id,
        (now) => collections.rename.mutate({ id: now, name }),
        `“${from}” renamed to “${name}”`,
        `“${from}” was not renamed`,
      ),
    duplicate: (id: string, name: string) =>
      change(
        (idNow) => collections.duplicate.mutate({ id: idNow(id) }),
        `“${name}” duplicated`,
        `“${name}” was not duplicated`,
      ),
    /** It is shown no more from now on, unless it can't be deleted. @returns null where that is so. */
    remove: (id: string, name: string) =>
      changeOf(
        'leaving',
        id,
        (now) => collections.remove.mutate({ id: now }),
        `“${name}” deleted`,
        `“${name}” was not deleted`,
      ),
    /** @param to is asked when all changes before have been made; null: it can't go there from where it is by then. */
    move: (id: string, name: string, to: (id: string, idNow: IdNow) => Promise<Destination | null>) =>
      changeOf(
        'moving',
        id,
        async (now, idNow) => {
          const destination = await to(now, idNow);
          return destination ? collections.move.mutate({ id: now, ...destination }) : undefined;
        },
        `“${name}” moved`,
        `“${name}” was not moved`,
      ),
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
