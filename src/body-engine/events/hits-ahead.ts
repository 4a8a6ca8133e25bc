import type { ByteReader } from '../byte-reader.ts';
import type { Matcher } from '../search/matcher.ts';

const pieceBytes = 64 * 1024;

/** Whether there is a hit in `[from, end)` of a body that is seen as ending there; yields after each piece. */
export function* hasHit(
  matcher: Matcher,
  reader: ByteReader,
  from: number,
  end: number,
): Generator<undefined, boolean> {
  let hits = 0;
  for (let at = from; at < end && hits === 0; ) {
    const to = Math.min(at + pieceBytes, end);
    at = matcher.scan(reader, at, to, { size: end, complete: true }, () => hits++);
    if (at < end) yield undefined;
  }
  return hits > 0;
}

/** Tells of part after part of a body whether a hit begins in it, and searches each byte once. */
export class HitsAhead {
  readonly #matcher: Matcher;
  readonly #reader: ByteReader;
  readonly #end: number;
  #searchedTo = 0;
  /** Where those begin that were found last, of which the ones before `#next` are behind. */
  #hits: number[] = [];
  #next = 0;

  /** @param end the body is searched as far as this. */
  constructor(matcher: Matcher, reader: ByteReader, end: number) {
    this.#matcher = matcher;
    this.#reader = reader;
    this.#end = end;
  }

  /**
   * The parts that are asked for begin each behind the one before.
   * @returns undefined where that is not known yet: a piece was searched, and the same is to be asked again.
   */
  within(start: number, end: number): boolean | undefined {
    let hit = this.#hits[this.#next];
    while (hit !== undefined && hit < start) hit = this.#hits[++this.#next];
    if (hit !== undefined) return hit < end;
    if (this.#searchedTo >= end) return false;
    this.#search(Math.max(start, this.#searchedTo));
    return undefined;
  }

  #search(from: number): void {
    this.#hits = [];
    this.#next = 0;
    const to = Math.min(from + pieceBytes, this.#end);
    const extent = { size: this.#end, complete: true };
    this.#searchedTo = this.#matcher.scan(this.#reader, from, to, extent, (offset) =>
      this.#hits.push(offset),
    );
  }
}
