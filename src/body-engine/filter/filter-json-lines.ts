import type { JSONPathQuery } from 'json-p3';
import { maxJsonPathBytes, maxJsonPathMatches, type TextReport } from '#router/contracts/body-jobs.ts';
import { Failure } from '#router/contracts/failure.ts';
import { openByteReader } from '../byte-reader.ts';
import { inSlices } from '../slices.ts';
import { type TextJob, writeAt } from '../text-job.ts';
import { type FilterJsonJob, repeatedNames } from './filter-json.ts';
import { jsonMatches } from './json-matches.ts';
import { compileJsonPath } from './json-path.ts';

/** Bytes of the source that are read at once. */
const pieceBytes = 256 * 1024;
const lineFeed = 0x0a;

/**
 * Applies a JSONPath expression to each line of a file of JSON lines in UTF-8, also while it still grows, and writes what
 * it finds, a match a line, copied as it stands there. Lines that are no JSON are left out, and counted in a note.
 *
 * Throws Failure BAD_REQUEST for an expression that is none, PAYLOAD_TOO_LARGE for a line that is too long to be held in
 * memory; the signal's reason, and what `node:fs` throws.
 */
export async function filterJsonLines(
  job: FilterJsonJob & Pick<TextJob, 'waitForMore'>,
  signal: AbortSignal,
): Promise<TextReport> {
  const filter = new LinesFilter(job);
  do {
    await inSlices(filter.toEnd(), signal);
  } while (await job.waitForMore(filter.report.doneBytes, signal));
  await inSlices(filter.lastLine(), signal);
  return filter.report;
}

class LinesFilter {
  readonly #job: FilterJsonJob;
  readonly #query: JSONPathQuery;
  readonly #piece = Buffer.allocUnsafeSlow(pieceBytes);
  readonly #decoder = new TextDecoder('utf-8');
  /** The begin of a line whose end is yet to come. */
  #begun: Buffer[] = [];
  #begunBytes = 0;
  #found: string[] = [];
  #readBytes = 0;
  #totalBytes = 0;
  #outputBytes = 0;
  #lines = 0;
  #noJson = { count: 0, firstLine: 0 };
  #hasRepeatedNames = false;
  #problem: TextReport['problem'];

  constructor(job: FilterJsonJob) {
    this.#job = job;
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

  /** Goes as far as the source has come by now. Yields now and then. */
  *toEnd(): Generator<void, void> {
    for (;;) {
      const piece = this.#read();
      if (piece.byteLength === 0) return;
      let start = 0;
      for (let end = piece.indexOf(lineFeed); end !== -1; end = piece.indexOf(lineFeed, start)) {
        yield* this.#line(piece.subarray(start, end));
        start = end + 1;
      }
      this.#begin(piece.subarray(start));
      this.#write();
      yield;
    }
  }

  /** What no line feed has ended. */
  *lastLine(): Generator<void, void> {
    if (this.#begunBytes > 0) yield* this.#line(this.#piece.subarray(0, 0));
    this.#write();
  }

  #read(): Buffer {
    using reader = openByteReader(this.#job.sourcePath);
    const piece = this.#piece.subarray(0, reader.read(this.#piece, this.#readBytes));
    this.#readBytes += piece.byteLength;
    this.#totalBytes = Math.max(reader.size, this.#readBytes);
    return piece;
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
    const text = this.#decoder.decode(bytes);
    if (text.trim() === '') return;
    try {
      const matches = yield* jsonMatches(text, this.#query, maxJsonPathMatches);
      for (const { start, end } of matches.places) this.#found.push(text.slice(start, end));
      this.#problem ??= matches.problem;
      this.#hasRepeatedNames ||= matches.hasRepeatedNames;
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      if (this.#noJson.count === 0) this.#noJson.firstLine = this.#lines;
      this.#noJson.count++;
    }
  }

  #write(): void {
    if (this.#found.length > 0) {
      const bytes = Buffer.from(`${this.#found.join('\n')}\n`);
      this.#found = [];
      writeAt(this.#job.outputPath, bytes, this.#outputBytes);
      this.#outputBytes += bytes.byteLength;
    }
    this.#job.onProgress(this.report);
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
