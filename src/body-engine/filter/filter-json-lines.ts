import type { JSONPathQuery } from 'json-p3';
import { maxJsonPathBytes, maxJsonPathMatches, type TextReport } from '#router/contracts/body-jobs.ts';
import { Failure } from '#router/contracts/failure.ts';
import { openByteReader } from '../byte-reader.ts';
import { TextDecoding } from '../index/decoding.ts';
import { maxOutputBytes } from '../json/output-bound.ts';
import { inSlices } from '../slices.ts';
import { type TextJob, writeAt } from '../text-job.ts';
import { type FilterJsonJob, repeatedNames, tooLong } from './filter-json.ts';
import { type JsonMatches, jsonMatches } from './json-matches.ts';
import { compileJsonPath } from './json-path.ts';

/** Bytes of the source that are read at once. */
const pieceBytes = 256 * 1024;
/** What was found is written as soon as it has so many UTF-16 code units: one line can hold far more than memory. */
const gatheredUnits = 1024 * 1024;
const lineFeed = 0x0a;

/**
 * Applies a JSONPath expression to each line of a file of JSON lines, also while it still grows, and writes what it finds in
 * UTF-8, a match a line, copied as it stands there. Lines that are no JSON are left out, and counted in a note. It ends
 * with a problem where the matches come to more than `maxOutputBytes` of the file as it is by then.
 *
 * Throws Failure BAD_REQUEST for an expression that is none, PAYLOAD_TOO_LARGE for a line that is too long to be held in
 * memory; the signal's reason, what `node:fs` throws, and a RangeError for an encoding that nobody knows.
 */
export async function filterJsonLines(
  job: FilterJsonJob & Pick<TextJob, 'waitForMore'>,
  signal: AbortSignal,
): Promise<TextReport> {
  const filter = new LinesFilter(job);
  do {
    await inSlices(filter.toEnd(), signal);
    if (filter.isFull) return filter.report;
  } while (await job.waitForMore(filter.report.doneBytes, signal));
  await inSlices(filter.lastLine(), signal);
  return filter.report;
}

class LinesFilter {
  readonly #job: FilterJsonJob;
  readonly #query: JSONPathQuery;
  readonly #piece = Buffer.allocUnsafeSlow(pieceBytes);
  readonly #decoding: TextDecoding;
  /** The begin of a line whose end is yet to come. */
  #begun: Buffer[] = [];
  #begunBytes = 0;
  #found: string[] = [];
  #foundUnits = 0;
  /** Bytes whose lines are done or begun: `#readBytes`, but for half a code unit that waits for the other half. */
  #takenBytes = 0;
  #readBytes = 0;
  #totalBytes = 0;
  #outputBytes = 0;
  #lines = 0;
  #noJson = { count: 0, firstLine: 0 };
  #hasRepeatedNames = false;
  #problem: TextReport['problem'];
  #isFull = false;

  constructor(job: FilterJsonJob) {
    this.#job = job;
    this.#decoding = new TextDecoding(job.encoding);
    this.#query = compileJsonPath(job.expression);
  }

  get report(): TextReport {
    const notes = [...this.#notes()];
    return {
      doneBytes: this.#readBytes,
      totalBytes: this.#totalBytes,
      outputBytes: this.#outputBytes,
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
      ...(notes.length === 0 ? {} : { notes }),
    };
  }

  /** The output has come to its bound: nothing more is taken. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Goes as far as the source has come by now. Yields now and then. */
  *toEnd(): Generator<void, void> {
    const { layout } = this.#decoding;
    for (;;) {
      const piece = this.#read();
      if (piece.byteLength === 0) return;
      let start = 0;
      for (let end = layout.findLineFeed(piece, 0); end !== -1; end = layout.findLineFeed(piece, start)) {
        yield* this.#line(piece.subarray(start, end));
        if (this.#isFull) return;
        start = end + layout.unitBytes;
      }
      this.#begin(piece.subarray(start));
      this.#write();
      if (this.#isFull) return;
      yield;
    }
  }

  /** What no line feed has ended. */
  *lastLine(): Generator<void, void> {
    // The newest read found nothing but this.
    const half = this.#piece.subarray(0, this.#readBytes - this.#takenBytes);
    if (this.#begunBytes + half.byteLength > 0) yield* this.#line(half);
    this.#write();
  }

  /** The next whole code units. */
  #read(): Buffer {
    using reader = openByteReader(this.#job.sourcePath);
    const read = reader.read(this.#piece, this.#takenBytes);
    this.#readBytes = this.#takenBytes + read;
    this.#totalBytes = Math.max(reader.size, this.#readBytes);
    const units = this.#piece.subarray(0, read - (read % this.#decoding.layout.unitBytes));
    this.#takenBytes += units.byteLength;
    return units;
  }

  /** Keeps it: the piece is read into again. */
  #begin(bytes: Buffer): void {
    this.#begunBytes += bytes.byteLength;
    if (this.#begunBytes > maxJsonPathBytes) {
      throw new Failure(
        'PAYLOAD_TOO_LARGE',
        `Line ${(this.#lines + 1).toLocaleString('en')} is longer than ${maxJsonPathBytes / 1024 / 1024} MiB, which JSONPath is not done for. Use the tree or the search instead.`,
      );
    }
    if (bytes.byteLength > 0) this.#begun.push(Buffer.from(bytes));
  }

  *#line(rest: Buffer): Generator<void, void> {
    const bytes = this.#begunBytes === 0 ? rest : Buffer.concat([...this.#begun, rest]);
    this.#begun = [];
    this.#begunBytes = 0;
    this.#lines++;
    const text = this.#decoding.decode(bytes).replace(/^\uFEFF/u, '');
    if (text.trim() === '') return;
    try {
      const matches = yield* jsonMatches(text, this.#query, maxJsonPathMatches);
      this.#problem ??= matches.problem;
      this.#hasRepeatedNames ||= matches.hasRepeatedNames;
      yield* this.#gather(text, matches);
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      if (this.#noJson.count === 0) this.#noJson.firstLine = this.#lines;
      this.#noJson.count++;
    }
  }

  *#gather(text: string, { places }: JsonMatches): Generator<void, void> {
    for (const { start, end } of places) {
      this.#found.push(text.slice(start, end));
      this.#foundUnits += end - start + 1;
      if (this.#foundUnits < gatheredUnits) continue;
      this.#write();
      if (this.#isFull) return;
      yield;
    }
  }

  #write(): void {
    if (this.#found.length > 0) {
      const found = Buffer.from(`${this.#found.join('\n')}\n`);
      this.#found = [];
      this.#foundUnits = 0;
      const bytes = this.#thatFits(found);
      writeAt(this.#job.outputPath, bytes, this.#outputBytes);
      this.#outputBytes += bytes.byteLength;
    }
    this.#job.onProgress(this.report);
  }

  /** The matches that the output still has room for, each whole. */
  #thatFits(found: Buffer): Buffer {
    const room = maxOutputBytes(this.#totalBytes) - this.#outputBytes;
    if (found.byteLength <= room) return found;
    this.#isFull = true;
    this.#problem = { message: tooLong };
    // A match holds no line feed, since its line does not.
    return found.subarray(0, found.subarray(0, room).lastIndexOf(lineFeed) + 1);
  }

  *#notes(): Generator<string> {
    const { count, firstLine } = this.#noJson;
    const line = firstLine.toLocaleString('en');
    if (count === 1) yield `Line ${line} is no JSON and was left out.`;
    if (count > 1)
      yield `${count.toLocaleString('en')} lines are no JSON and were left out, the first of them line ${line}.`;
    if (this.#hasRepeatedNames) yield repeatedNames;
  }
}
