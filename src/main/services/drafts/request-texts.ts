import { type FileHandle, open, realpath } from 'node:fs/promises';
import { markIsForged } from '../collections/opencollection/format-error.ts';
import { isSettled, versionOf } from '../collections/reading/version.ts';
import { readPiece } from '../files/pieces.ts';
import { type FileMeter, FileMeters } from '../files/file-meters.ts';
import type { TextFiles } from '../files/text-files.ts';
import type { NewUpload } from '../uploads/store.ts';
import { Condenser } from '../yaml/condenser.ts';
import { CannotRewriteError } from '../yaml/rewrite-yaml.ts';
import {
  type LargeLiteral,
  literalsIn,
  type MarkedLiteral,
  piecesOf,
  type QuotedLiteral,
} from '../yaml/large-literals.ts';

/** Bytes of the largest text that is edited, as a request in a window or as text: it is held whole. */
const editedTextBytes = 5 * 1024 * 1024;
/** A literal of up to so many bytes stays in its text. */
const literalBytes = 256 * 1024;

/** Texts that are remembered: those of files that somebody edits. */
const mostKnown = 20;

const utf8 = () => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Where large bodies are: `UploadStore`. */
export interface LargeBodies {
  make(): Promise<NewUpload>;
  /** The first bytes of a stored file. */
  read(id: string, size: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/**
 * The texts of requests' files, of any size. In that of a file above 5 MiB a mark stands for each large body. The body is
 * stored as an upload, for as long as a draft names it, and comes back into the file when the text is written.
 */
export class RequestTexts implements TextFiles {
  /** Of files that are not held whole, by the path where links lead. */
  readonly progress = new FileMeters();
  readonly #bodies: LargeBodies;
  readonly #known = new Map<string, { readonly version: string; readonly text: string }>();

  constructor(bodies: LargeBodies) {
    this.#bodies = bodies;
  }

  /**
   * Throws `TooLargeError` where more than 5 MiB are left, `FormatError` for a text with a mark of its own, what `TextDecoder`
   * does for one that is not UTF-8, the system's error, a `Failure` of phase `store`, or the signal's reason.
   */
  async read(path: string, signal?: AbortSignal): Promise<string> {
    const handle = await open(path, 'r');
    try {
      const stats = await handle.stat({ bigint: true });
      const [version, readAt] = [versionOf(stats), Date.now()];
      const known = this.#known.get(path);
      if (known?.version === version) return known.text;
      if (stats.size <= editedTextBytes) {
        const text = utf8().decode(await handle.readFile());
        return withMarks(text, 0);
      }
      using meter = this.progress.begin(await realpath(path), 'reading', Number(stats.size));
      const text = await this.#condensed(handle, meter, signal);
      const after = await handle.stat({ bigint: true });
      if (versionOf(after) === version && isSettled(after, readAt)) this.#keep(path, version, text);
      return text;
    } finally {
      await handle.close();
    }
  }

  async *bytes(text: string, path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const pieces = [...piecesOf(text)];
    if (pieces.some((piece) => typeof piece === 'string' && literalsIn(piece).length > 0)) {
      throw new CannotRewriteError('a large body can’t stand in this place of the file');
    }
    const sizes = pieces.map((piece) => (typeof piece === 'string' ? Buffer.byteLength(piece) : piece.size));
    // Without the blanks before the lines of what was taken out, which are few.
    using meter = this.progress.begin(
      path,
      'writing',
      sizes.reduce((sum, size) => sum + size, 0),
    );
    for (const piece of pieces) {
      for await (const bytes of this.#bytesOf(piece, signal)) {
        yield bytes;
        meter.add(bytes.byteLength);
      }
    }
  }

  async #condensed(handle: FileHandle, meter: FileMeter, signal?: AbortSignal): Promise<string> {
    const condenser = new Condenser({ literalBytes, textBytes: editedTextBytes });
    await using storing = new Storing(this.#bodies);
    // Also within the bodies: what is no text is no YAML.
    const decoder = utf8();
    for (let position = 0; ; ) {
      signal?.throwIfAborted();
      const piece = await readPiece(handle, position, Infinity);
      if (piece.byteLength === 0) break;
      position += piece.byteLength;
      meter.add(piece.byteLength);
      decoder.decode(piece, { stream: true });
      await storing.take(condenser.push(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)));
    }
    decoder.decode();
    await storing.take(condenser.end());
    return withMarks(utf8().decode(condenser.text), storing.count);
  }

  async *#bytesOf(
    piece: string | MarkedLiteral | QuotedLiteral,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    if (typeof piece === 'string') {
      yield Buffer.from(piece);
    } else if ('indent' in piece) {
      yield* this.#lines(piece, signal);
    } else {
      const { id, size, lead, key, blanks, rest, below } = piece;
      if (await this.#isOneLine(id, size, signal)) {
        yield Buffer.from(`${lead}${key}${blanks}'`);
        yield* this.#doubled(id, size, signal);
        yield Buffer.from(`'${rest}`);
      } else {
        yield Buffer.from(`${lead}${key} |-${rest}${below.lineEnd}`);
        yield* this.#lines({ id, size, ...below }, signal);
      }
    }
  }

  async #isOneLine(id: string, size: number, signal: AbortSignal): Promise<boolean> {
    for await (const bytes of this.#bodies.read(id, size, signal)) if (bytes.includes(0x0a)) return false;
    return true;
  }

  /** What stands between single quotes. */
  async *#doubled(id: string, size: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    for await (const bytes of this.#bodies.read(id, size, signal)) {
      // Byte by byte: a piece may end within a character.
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
      yield Buffer.from(text.replaceAll("'", "''"), 'latin1');
    }
  }

  /** A literal as it stands in the file. */
  async *#lines(
    { id, size, indent, lineEnd }: MarkedLiteral,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    const [before, end] = [Buffer.from(indent), Buffer.from(lineEnd)];
    let isLineStart = true;
    for await (const bytes of this.#bodies.read(id, size, signal)) {
      const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const parts: Buffer[] = [];
      for (let from = 0; from < piece.length; ) {
        const feed = piece.indexOf(0x0a, from);
        if (isLineStart && feed !== from) parts.push(before);
        parts.push(piece.subarray(from, feed === -1 ? piece.length : feed));
        isLineStart = feed !== -1;
        if (isLineStart) parts.push(end);
        from = feed === -1 ? piece.length : feed + 1;
      }
      yield Buffer.concat(parts);
    }
  }

  #keep(path: string, version: string, text: string): void {
    this.#known.delete(path);
    this.#known.set(path, { version, text });
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest);
  }
}

/** Puts literals that are taken out into files of their own. */
class Storing implements AsyncDisposable {
  readonly #bodies: LargeBodies;
  #upload: NewUpload | undefined;
  /** Of those that are stored. */
  count = 0;

  constructor(bodies: LargeBodies) {
    this.#bodies = bodies;
  }

  async take(parts: ReadonlyArray<Buffer | LargeLiteral>): Promise<void> {
    let pieces: Buffer[] = [];
    for (const part of parts) {
      if (Buffer.isBuffer(part)) {
        pieces.push(part);
        continue;
      }
      const upload = await this.#write(pieces);
      pieces = [];
      await upload.keep(part.id);
      await this[Symbol.asyncDispose]();
      this.count += 1;
    }
    if (pieces.length > 0) await this.#write(pieces);
  }

  /** Each line is a piece: they are written together. */
  async #write(pieces: readonly Buffer[]): Promise<NewUpload> {
    this.#upload ??= await this.#bodies.make();
    await this.#upload.write(Buffer.concat(pieces));
    return this.#upload;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const upload = this.#upload;
    this.#upload = undefined;
    await upload?.[Symbol.asyncDispose]();
  }
}

/** Who shares a file must not have Parley send what it keeps elsewhere. */
function withMarks(text: string, count: number): string {
  if (literalsIn(text).length === count) return text;
  throw markIsForged();
}
