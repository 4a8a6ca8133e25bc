import { closeSync, openSync, writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { TextDecoder } from 'node:util';
import { openByteReader } from '../byte-reader.ts';
import { JsonFormatter, type JsonFormatterOptions } from './format-json.ts';
import type { JsonProblem } from './json-problem.ts';
import { sliceMs } from '../slices.ts';

/** Bytes of the source that are laid out in one go: nested to the extreme they make 4 MiB, a slice's worth. */
const pieceBytes = 64 * 1024;

export interface JsonFileJob {
  readonly sourcePath: string;
  /** The source's encoding: what `TextDecoder` takes. */
  readonly encoding: string;
  readonly mode: JsonFormatterOptions['mode'];
  /** An empty file; the text laid out is written to it in UTF-8. */
  readonly outputPath: string;
  /** Resolves as soon as the source has more than `size` bytes (true), or has no more and gets no more (false). */
  waitForMore(size: number, signal: AbortSignal): Promise<boolean>;
  /** Called after each slice of the work. What was written is in the file by then. */
  onProgress(progress: JsonFileProgress): void;
}

export interface JsonFileProgress {
  /** Bytes of the source that were taken, and that there are by now. */
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly outputBytes: number;
}

export interface JsonFileResult extends JsonFileProgress {
  /** Why it ended early. It has no `offset` where the source is not UTF-8: its line and column name the place. */
  readonly problem?: JsonProblem;
}

/**
 * Lays the JSON of a file out in another file, slice by slice, also while the source still grows. No file is open between
 * slices. Throws the signal's reason, what `node:fs` throws, and a RangeError for an encoding that nobody knows.
 */
export async function formatJsonFile(job: JsonFileJob, signal: AbortSignal): Promise<JsonFileResult> {
  const work = new FormatWork(job);
  do {
    for (;;) {
      signal.throwIfAborted();
      const isAtEnd = work.doSlice();
      job.onProgress(work.progress);
      if (work.problem) return work.result;
      if (isAtEnd) break;
      await setImmediate();
    }
  } while (await job.waitForMore(work.progress.doneBytes, signal));
  work.end();
  return work.result;
}

class FormatWork {
  readonly #job: JsonFileJob;
  readonly #piece = Buffer.allocUnsafeSlow(pieceBytes);
  readonly #formatter: JsonFormatter;
  readonly #recoder: Recoder | undefined;
  /** Open during a slice. */
  #output: OutputFile | undefined;
  #readBytes = 0;
  #totalBytes = 0;
  #writtenBytes = 0;
  #problem: JsonProblem | undefined;

  constructor(job: JsonFileJob) {
    this.#job = job;
    this.#recoder = recoderFrom(job.encoding);
    this.#formatter = new JsonFormatter({ mode: job.mode, write: (bytes) => this.#write(bytes) });
  }

  get progress(): JsonFileProgress {
    return { doneBytes: this.#readBytes, totalBytes: this.#totalBytes, outputBytes: this.#writtenBytes };
  }

  get problem(): JsonProblem | undefined {
    return this.#problem;
  }

  get result(): JsonFileResult {
    return this.#problem ? { ...this.progress, problem: this.#problem } : this.progress;
  }

  /** @returns whether the end of the source, as it is by now, was reached. */
  doSlice(): boolean {
    const sliceEnd = performance.now() + sliceMs;
    using source = openByteReader(this.#job.sourcePath);
    using output = openOutputFile(this.#job.outputPath);
    this.#output = output;
    this.#totalBytes = source.size;
    this.#formatter.expect(this.#totalBytes);
    let isAtEnd = false;
    do {
      const read = source.read(this.#piece, this.#readBytes);
      isAtEnd = read < this.#piece.byteLength;
      this.#readBytes += read;
      const bytes = this.#piece.subarray(0, read);
      this.#problem = this.#placed(this.#formatter.push(this.#recoder ? this.#recoder.push(bytes) : bytes));
    } while (!isAtEnd && !this.#problem && performance.now() < sliceEnd);
    this.#formatter.flush();
    this.#totalBytes = Math.max(this.#totalBytes, this.#readBytes);
    return isAtEnd;
  }

  /** The source has ended: what it still holds back is written. */
  end(): void {
    using output = openOutputFile(this.#job.outputPath);
    this.#output = output;
    if (this.#recoder) this.#formatter.push(this.#recoder.end());
    this.#problem = this.#placed(this.#formatter.end());
  }

  #write(bytes: Uint8Array): void {
    if (!this.#output) throw new Error('the text laid out is written within a slice');
    this.#writtenBytes += this.#output.write(bytes, this.#writtenBytes);
  }

  #placed(problem: JsonProblem | undefined): JsonProblem | undefined {
    if (!problem) return undefined;
    if (!this.#recoder) {
      this.#readBytes = problem.offset ?? this.#readBytes;
      return problem;
    }
    // The formatter has counted the bytes of UTF-8.
    const { offset: _, ...place } = problem;
    return place;
  }
}

interface OutputFile extends Disposable {
  /** @returns how many bytes were written: all of them. */
  write(bytes: Uint8Array, position: number): number;
}

/** The file must be there: one that was removed meanwhile does not come back. */
function openOutputFile(path: string): OutputFile {
  const file = openSync(path, 'r+');
  return {
    write(bytes, position) {
      let written = 0;
      while (written < bytes.byteLength)
        written += writeSync(file, bytes, written, bytes.byteLength - written, position + written);
      return written;
    },
    [Symbol.dispose]: () => closeSync(file),
  };
}

interface Recoder {
  push(bytes: Uint8Array): Uint8Array;
  end(): Uint8Array;
}

/** To UTF-8, chunk by chunk; undefined where it is that already. What is no character becomes U+FFFD. */
function recoderFrom(encoding: string): Recoder | undefined {
  const decoder = new TextDecoder(encoding);
  if (decoder.encoding === 'utf-8') return undefined;
  return {
    push: (bytes) => Buffer.from(decoder.decode(bytes, { stream: true })),
    end: () => Buffer.from(decoder.decode()),
  };
}
