import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { TreeRow } from './tree-rows.ts';

/** A pause of this many milliseconds begins another word. */
const wordPauseMs = 700;

/**
 * The line that the keyboard is on. It is known by its id; where that is gone, the line that took its place is current.
 * @param moving ids that are gone only until those are there that come instead, as far as they are known: no other line is current
 * meanwhile
 */
export function useCurrentRow(rows: readonly TreeRow[], moving: ReadonlyMap<string, string>) {
  const [current, setCurrent] = useState({ id: '', index: 0 });
  const [wanted, setWanted] = useState<{ readonly id: string } | null>(null);
  const word = useRef({ text: '', at: 0 });
  const indexes = useMemo(() => new Map(rows.map(({ id }, index) => [id, index])), [rows]);
  const later = moving.get(current.id);
  const known = indexes.get(current.id) ?? (later === undefined ? undefined : indexes.get(later));
  const index = known ?? Math.max(0, Math.min(current.index, rows.length - 1));

  const isBetween = known === undefined && later !== undefined;
  const row = isBetween ? undefined : rows[index];
  const lastSeen = useRef<TreeRow>(undefined);
  useLayoutEffect(() => {
    if (row) lastSeen.current = row;
  }, [row]);

  const newest = useRef(current.id);

  const pick = (id: string) => {
    newest.current = id;
    setCurrent({ id, index: indexes.get(id) ?? index });
  };
  const show = (id: string) => {
    pick(id);
    setWanted({ id });
  };
  /** The line that is to be current when one goes with all that is in it: the one behind, else the one above. */
  const after = (id: string) => {
    const at = indexes.get(id);
    if (at === undefined) return rows[index];
    const { level = 0 } = rows[at] ?? {};
    return rows.slice(at + 1).find((other) => other.level <= level) ?? rows[at - 1];
  };
  const goTo = (at: number) => {
    const target = rows[Math.max(0, Math.min(at, rows.length - 1))];
    if (target) show(target.id);
  };
  /** Goes on to the next line whose name begins with the letters that were typed without a pause. */
  const find = (letter: string, now: number) => {
    const isWithin = word.current.text !== '' && now - word.current.at < wordPauseMs;
    const typed = isWithin ? word.current.text + letter : letter;
    word.current = { text: typed, at: now };
    const text = typed.toLocaleLowerCase();
    // One letter goes on to another line; more of them may still mean this one.
    const first = typed === letter ? index + 1 : index;
    for (let step = 0; step < rows.length; step++) {
      const found = rows[(first + step) % rows.length];
      if (found?.node.name.toLocaleLowerCase().startsWith(text)) {
        show(found.id);
        return;
      }
    }
  };
  return {
    index,
    row,
    /** The current line as it was seen last, for what can be done to it whatever its id is by now. */
    latest: () => row ?? lastSeen.current,
    /** What is to be brought into view, now or as soon as it is there; a new object each time. */
    wanted,
    /** Makes a line current where it is. */
    pick,
    /** Makes a line current and brings it into view: main may have yet to tell of it. */
    show,
    goTo,
    find,
    after,
    /** Whether the line of this id is the current one by now, and not when this was drawn. */
    isStill: (id: string) => newest.current === id,
    /** The next letter begins another word: something else was done since the last one. */
    endWord: () => {
      word.current = { text: '', at: 0 };
    },
    indexOf: (id: string) => indexes.get(id),
  };
}
