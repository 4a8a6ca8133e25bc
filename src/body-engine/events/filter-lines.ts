import { closeSync, openSync, writeSync } from 'node:fs';
import type { SearchQuery } from '#router/contracts/body-view.ts';
import { type ByteReader, openByteReader } from '../byte-reader.ts';
import { inSlices } from '../slices.ts';
import { type CharacterEncoding, characterEncoding } from '../search/character-encoding.ts';
import { lastLineFeed, nextLineFeed } from '../search/line-feeds.ts';
import { createMatcher, type Matcher } from '../search/matcher.ts';
import { SourceBytes } from '../search/source-bytes.ts';

/** Bytes of the source that are searched in one go. */
const pieceBytes = 256 * 1024;

export interface FilterLinesJob {
  readonly sourcePath: string;
  /** The source's encoding, a label of the Encoding standard; the output has the same. */
  readonly encoding: string;
  /** Lines that have a hit of it are kept. */
  readonly query: SearchQuery;
  /** An empty file. */
  readonly outputPath: string;
  /** Resolves as soon as the source has more than `size` bytes (true), or has no more and gets no more (false). */
  waitForMore(size: number, signal: AbortSignal): Promise<boolean>;
  /** Called after each piece of the work. What was written is in the file by then. */
  onProgress(progress: FilterLinesProgress): void;
}

export interface FilterLinesProgress {
  /** Bytes of the source that were looked at, and that there are by now. */
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly outputBytes: number;
}

/**
 * Copies the lines of a file that have a hit into another one, also while the source still grows. A hit that spans lines
 * keeps all of them. It works in slices, and no file is open between them; lines may be of any size.
 *
 * Throws Failure BAD_REQUEST for a query that can't be searched for; the signal's reason, `FileCutShortError`, and what
 * `node:fs` throws.
 */
export async function filterLines(job: FilterLinesJob, signal: AbortSignal): Promise<FilterLinesProgress> {
  const work = new LineFilter(job);
  for (let complete = false; ; ) {
    await inSlices(work.toEnd(complete), signal);
    if (complete) return work.progress;
    complete = !(await job.waitForMore(work.progress.totalBytes, signal));
  }
}

class LineFilter {
  readonly #job: FilterLinesJob;
  readonly #matcher: Matcher;
  readonly #encoding: CharacterEncoding;
  readonly #source = new SourceBytes();
  /** All before it was looked at, and it is where the line begins that goes on there, unless that is copied already. */
  #at = 0;
  #lineStart = 0;
  /** The line at `#at` is one to keep, and was copied as far as that. */
  #isCopying = false;
  #totalBytes = 0;
  #outputBytes = 0;

  constructor(job: FilterLinesJob) {
    this.#job = job;
    this.#matcher = createMatcher(job.query, job.encoding);
    this.#encoding = characterEncoding(job.encoding);
  }

  get progress(): FilterLinesProgress {
    return { doneBytes: this.#at, totalBytes: this.#totalBytes, outputBytes: this.#outputBytes };
  }

  /** Goes as far as the source has come by now; yields after each piece. */
  *toEnd(complete: boolean): Generator<void, void> {
    for (;;) {
      const before = this.#at;
      this.#doPiece(complete);
      this.#job.onProgress(this.progress);
      if (this.#at === before) return;
      yield;
    }
  }

  #doPiece(complete: boolean): void {
    using reader = openByteReader(this.#job.sourcePath);
    this.#totalBytes = reader.size;
    if (this.#at === 0 && this.#totalBytes > 0) this.#begin(reader);
    if (this.#isCopying) this.#copyOn(reader, complete);
    else this.#filter(reader, complete);
  }

  /** Without its mark nobody would take the output for UTF-16. */
  #begin(reader: ByteReader): void {
    const { unitBytes, byteOrderMark } = this.#encoding;
    if (unitBytes === 1 || this.#outputBytes > 0 || this.#totalBytes < byteOrderMark.byteLength) return;
    const start = this.#source.read(reader, 0, byteOrderMark.byteLength);
    if (start.equals(byteOrderMark)) this.#at = this.#lineStart = byteOrderMark.byteLength;
    this.#write([byteOrderMark]);
  }

  /** The rest of a line that is kept. */
  #copyOn(reader: ByteReader, complete: boolean): void {
    const { unitBytes } = this.#encoding;
    const odd = complete ? 0 : this.#totalBytes % unitBytes;
    const bytes = this.#source.read(
      reader,
      this.#at,
      Math.min(this.#at + pieceBytes, this.#totalBytes - odd),
    );
    const feed = nextLineFeed(bytes, 0, this.#encoding);
    const end = feed < 0 ? bytes.byteLength : feed + unitBytes;
    this.#write([bytes.subarray(0, end)]);
    this.#at += end;
    this.#lineStart = this.#at;
    this.#isCopying = feed < 0;
  }

  #filter(reader: ByteReader, complete: boolean): void {
    const { unitBytes } = this.#encoding;
    const from = this.#at;
    const hits: { start: number; end: number }[] = [];
    const extent = { size: this.#totalBytes, complete };
    const to = Math.min(from + pieceBytes, extent.size);
    if (from >= to) return;
    const reached = this.#matcher.scan(reader, from, to, extent, (offset, bytes) => {
      hits.push({ start: offset - from, end: offset - from + bytes });
    });
    if (reached === from) return;

    const bytes = this.#source.read(reader, from, reached);
    const kept: Buffer[] = [];
    let done = 0;
    for (const { start, end } of hits) {
      if (end <= done) continue;
      // A hit may begin in a line that is kept already, and end in another one.
      const feedBefore = lastLineFeed(bytes, start, this.#encoding);
      if (feedBefore < 0 && done === 0) this.#copyBegin(reader, from);
      const begin = Math.max(done, feedBefore < 0 ? 0 : feedBefore + unitBytes);
      const feed = nextLineFeed(bytes, Math.max(start, end - unitBytes), this.#encoding);
      done = feed < 0 ? bytes.byteLength : feed + unitBytes;
      kept.push(bytes.subarray(begin, done));
      this.#isCopying = feed < 0;
    }
    this.#write(kept);
    const lastFeed = lastLineFeed(bytes, bytes.byteLength, this.#encoding);
    if (lastFeed >= 0) this.#lineStart = from + lastFeed + unitBytes;
    this.#at = reached;
  }

  /** What came of a line before the piece that has its first hit. */
  #copyBegin(reader: ByteReader, end: number): void {
    const earlier = new SourceBytes();
    for (let at = this.#lineStart; at < end; at += pieceBytes) {
      this.#write([earlier.read(reader, at, Math.min(at + pieceBytes, end))]);
    }
  }

  #write(parts: readonly Buffer[]): void {
    if (parts.length === 0) return;
    const bytes = Buffer.concat(parts);
    // The file must be there: one that was removed meanwhile does not come back.
    const file = openSync(this.#job.outputPath, 'r+');
    try {
      for (let written = 0; written < bytes.byteLength; ) {
        const left = bytes.byteLength - written;
        const more = writeSync(file, bytes, written, left, this.#outputBytes);
        written += more;
        this.#outputBytes += more;
      }
    } finally {
      closeSync(file);
    }
  }
}
