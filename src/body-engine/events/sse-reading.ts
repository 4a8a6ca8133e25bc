import { TextDecoder } from 'node:util';
import { createParser } from 'eventsource-parser';
import { maxShownFieldBytes } from '#router/contracts/body-events.ts';
import type { ByteReader } from '../byte-reader.ts';
import { SourceBytes } from '../search/source-bytes.ts';
import type { EventContent, EventPlace, EventReading } from './body-events.ts';
import { KeptLines } from './kept-lines.ts';
import { SseLines } from './sse-lines.ts';

const chunkBytes = 64 * 1024;
const lineFeed = Buffer.from('\n');

/** Reads server-sent events. */
export class SseReading implements EventReading {
  readonly #source = new SourceBytes();
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #maxDataBytes: number;

  /** @param maxDataBytes data beyond these is counted and left out. */
  constructor(maxDataBytes: number) {
    this.#maxDataBytes = maxDataBytes;
  }

  *content(reader: ByteReader, { offset, bytes }: EventPlace): Generator<undefined, EventContent> {
    const kept = new KeptLines(this.#maxDataBytes, maxShownFieldBytes);
    const lines = new SseLines(offset, kept);
    const end = offset + bytes;
    for (let at = offset; at < end; at += chunkBytes) {
      if (at > offset) yield undefined;
      lines.push(this.#source.read(reader, at, Math.min(at + chunkBytes, end)));
    }
    lines.push(lineFeed);
    return this.#parse(kept);
  }

  lastIdBefore(reader: ByteReader, { offset: end, idLineBefore: offset }: EventPlace): string {
    if (offset < 0) return '';
    const bytes = this.#source.read(reader, offset, Math.min(offset + maxShownFieldBytes + 8, end));
    const lineEnd = bytes.findIndex((byte) => byte === 0x0a || byte === 0x0d);
    const kept = new KeptLines(0, maxShownFieldBytes);
    const lines = new SseLines(offset, kept);
    lines.push(lineEnd < 0 ? bytes : bytes.subarray(0, lineEnd));
    lines.push(lineFeed);
    return this.#parse(kept).id ?? '';
  }

  #parse(kept: KeptLines): EventContent {
    const { dataBytes } = kept;
    const isCut = dataBytes > this.#maxDataBytes;
    let content: EventContent = { type: '', data: '', dataBytes, isCut, id: undefined, retry: undefined };
    const parser = createParser({
      onEvent({ event = 'message', id, data }) {
        content = { ...content, type: event, data, id };
      },
      onRetry(retry) {
        if (Number.isSafeInteger(retry)) content = { ...content, retry };
      },
    });
    for (const { bytes, isCut: isTorn } of kept.lines()) {
      // Where a line was cut, so may be its last character: that is left out.
      parser.feed(`${this.#decoder.decode(bytes, { stream: isTorn })}\n`);
      if (isTorn) this.#decoder.decode();
    }
    parser.feed('\n');
    return content;
  }
}
