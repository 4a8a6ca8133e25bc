import { setImmediate } from 'node:timers/promises';
import type { SearchQuery } from '#router/contracts/body-view.ts';
import type { ByteReader } from '../byte-reader.ts';
import { sliceMs } from '../slices.ts';
import { type BodyExtent, createMatcher } from './matcher.ts';

/** A step is told of so often, and at once where it has the first hits. */
const stepMs = 30;
const stepHits = 1000;
/** What is scanned in one go. Halved while that takes longer than a slice, as a slow regular expression does. */
const largestPiece = 1024 * 1024;
const smallestPiece = 16 * 1024;

/** Hits that begin in `[start, end)` are wanted, wherever they end. */
export interface SearchRange extends BodyExtent {
  readonly start: number;
  readonly end: number;
  /** Beyond so many hits it only counts. */
  readonly nameAtMost: number;
}

export interface SearchStep {
  /** In order of their offsets: `[offset, bytes]`. */
  readonly hits: [number, number][];
  /** All there were since the step before, named or not. */
  readonly hitCount: number;
  /**
   * How far it is searched. In the last step: the range's end, or the end of a hit that straddles it; less where the
   * body still grows, and the bytes to come decide.
   */
  readonly searchedTo: number;
}

export interface RangeSearch {
  readonly query: SearchQuery;
  /** The body's encoding, a label of the Encoding standard. */
  readonly encoding: string;
  /** Opens the body; it is closed between slices. */
  open(): ByteReader & Disposable;
}

/**
 * Searches a part of a body in slices, between which the event loop runs.
 * @throws Failure BAD_REQUEST for a query that can't be searched for; FileCutShortError, what reading throws, and the signal's reason
 */
export async function* searchRange(
  search: RangeSearch,
  range: SearchRange,
  signal: AbortSignal,
): AsyncGenerator<SearchStep> {
  const matcher = createMatcher(search.query, search.encoding);
  let pieceBytes = largestPiece;
  let searchedTo = range.start;
  let named = 0;
  let hits: [number, number][] = [];
  let hitCount = 0;
  let stepBegan = performance.now();
  const onHit = (offset: number, bytes: number) => {
    hitCount++;
    if (named >= range.nameAtMost) return;
    named++;
    hits.push([offset, bytes]);
  };

  for (let isAtEnd = false; !isAtEnd; ) {
    signal.throwIfAborted();
    const isFirst = named === 0;
    {
      using reader = search.open();
      const sliceBegan = performance.now();
      for (let now = sliceBegan; !isAtEnd && now - sliceBegan < sliceMs; ) {
        const to = Math.min(range.end, searchedTo + pieceBytes);
        const reached =
          searchedTo < range.end ? matcher.scan(reader, searchedTo, to, range, onHit) : searchedTo;
        isAtEnd = reached === searchedTo || reached >= range.end;
        searchedTo = reached;
        const took = performance.now() - now;
        if (took > sliceMs) pieceBytes = Math.max(smallestPiece, pieceBytes / 2);
        else if (took < sliceMs / 4) pieceBytes = Math.min(largestPiece, pieceBytes * 2);
        now += took;
      }
    }
    const isDue = hits.length >= stepHits || performance.now() - stepBegan >= stepMs;
    if (isAtEnd || isDue || (isFirst && named > 0)) {
      yield { hits, hitCount, searchedTo };
      hits = [];
      hitCount = 0;
      stepBegan = performance.now();
    }
    if (!isAtEnd) await setImmediate();
  }
}
