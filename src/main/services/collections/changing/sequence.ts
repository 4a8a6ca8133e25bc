/** What a folder's items are put in order by. */
export interface Sequenced {
  readonly seq: number | undefined;
}

/** Items in the order that is wanted, and what the tree has to go by. */
export interface Wanted<TItem extends Sequenced> {
  readonly items: readonly TItem[];
  /** Which of them has come to this place: its number says so, and not its name. */
  readonly placed: number;
  /** How the tree sorts those of the same `seq`, or of none. */
  readonly isBefore: (one: TItem, other: TItem) => boolean;
}

/**
 * The numbers that bring items into the order they have in the list, where the tree sorts them by `seq`, those without
 * one behind the others. As few items as possible get another number than they have; new ones are whole and begin at 1,
 * since Bruno takes no others.
 * @returns for each item its number; undefined where it needs none
 */
export function inSequence<TItem extends Sequenced>(wanted: Wanted<TItem>): (number | undefined)[] {
  const { items } = wanted;
  const end = firstOfTail(wanted);
  const kept = longestKept({ ...wanted, items: items.slice(0, end) });
  let last = 0;
  return items.map(({ seq }, index) => {
    if (index >= end) return undefined;
    last = kept.has(index) && seq !== undefined ? seq : nextWhole(last);
    return last;
  });
}

/** The number for what comes behind all of them; undefined where they go by their names. */
export function nextSeq(items: readonly Sequenced[]): number | undefined {
  if (items.length > 0 && items.at(-1)?.seq === undefined) return undefined;
  return nextWhole(Math.max(0, ...items.map(({ seq }) => seq ?? 0).filter(Number.isFinite)));
}

function nextWhole(number: number): number {
  return Math.max(0, Math.floor(number)) + 1;
}

/** From where on items need no number, as they have none and stand in order without. */
function firstOfTail<TItem extends Sequenced>({ items, placed, isBefore }: Wanted<TItem>): number {
  const goesByName = (index: number) => index in items && items[index]?.seq === undefined;
  let first = items.length;
  for (; first > 0; first -= 1) {
    const [item, next] = [items[first - 1], items[first]];
    if (!item || item.seq !== undefined || (next && !isBefore(item, next))) break;
    // Behind those that have numbers it gets one too: else what is made later would come before it.
    if (first - 1 === placed && items.length > 1 && !goesByName(placed - 1) && !next) break;
  }
  return first;
}

/** Items that keep their numbers: the last of them, what that is worth, and the one before. */
interface Chain {
  readonly worth: number;
  readonly index: number;
  readonly before: Chain | undefined;
}

/** The most items that can keep their numbers: between any two of them there are enough for those in between. */
function longestKept<TItem extends Sequenced>({
  items,
  placed,
  isBefore,
}: Wanted<TItem>): ReadonlySet<number> {
  const chains: Chain[] = [];
  let best: Chain | undefined;
  for (const [index, item] of items.entries()) {
    // Where it makes no difference, the file that was moved is the one that is written to.
    const own = index === placed ? 1 : 2;
    let longest: Chain | undefined = isRoomBefore(item, index)
      ? { worth: own, index, before: undefined }
      : undefined;
    for (const before of chains) {
      if (longest && longest.worth >= before.worth + own) continue;
      const earlier = items[before.index];
      const between = index - before.index - 1;
      const goByName = between === 0 && earlier?.seq === item.seq && ![before.index, index].includes(placed);
      if (earlier && (goByName ? isBefore(earlier, item) : isRoom(earlier, item, between)))
        longest = { worth: before.worth + own, index, before };
    }
    if (!longest) continue;
    chains.push(longest);
    if (!best || longest.worth > best.worth) best = longest;
  }
  const kept = new Set<number>();
  for (let chain = best; chain; chain = chain.before) kept.add(chain.index);
  return kept;
}

/** Whether there are numbers for that many items that come first. */
function isRoomBefore({ seq }: Sequenced, count: number): boolean {
  if (seq === undefined || !Number.isFinite(seq)) return false;
  return count === 0 || Math.ceil(seq) - 1 >= count;
}

/** Whether there are numbers for that many items between two. */
function isRoom(one: Sequenced, other: Sequenced, count: number): boolean {
  if (one.seq === undefined || other.seq === undefined || !(one.seq < other.seq)) return false;
  return count === 0 || Math.ceil(other.seq) - nextWhole(one.seq) >= count;
}
