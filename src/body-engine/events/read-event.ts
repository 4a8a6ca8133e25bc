import { TextDecoder } from 'node:util';
import { createParser } from 'eventsource-parser';
import { maxShownFieldBytes, type ServerSentEvent } from '#router/contracts/body-events.ts';
import type { ByteReader } from '../byte-reader.ts';
import { SourceBytes } from '../search/source-bytes.ts';
import type { EventPlace } from './sse-framer.ts';
import { KeptLines } from './kept-lines.ts';
import { SseLines } from './sse-lines.ts';

const chunkBytes = 64 * 1024;
const lineFeed = Buffer.from('\n');

/** What an event's own lines say. */
export interface EventContent extends Pick<ServerSentEvent, 'type' | 'data' | 'dataBytes'> {
  readonly id: string | undefined;
  readonly retry: number | undefined;
}

/** Reads single events, of any size: what is shown of them is all that is kept. */
export class EventReading {
  readonly #source = new SourceBytes();
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #maxDataBytes: number;

  /** @param maxDataBytes data beyond these is counted and left out. */
  constructor(maxDataBytes: number) {
    this.#maxDataBytes = maxDataBytes;
  }

  /** Throws what reading throws. */
  content(reader: ByteReader, { offset, bytes }: Pick<EventPlace, 'offset' | 'bytes'>): EventContent {
    const kept = new KeptLines(this.#maxDataBytes, maxShownFieldBytes);
    const lines = new SseLines(offset, kept);
    for (let at = offset; at < offset + bytes; at += chunkBytes) {
      lines.push(this.#source.read(reader, at, Math.min(at + chunkBytes, offset + bytes)));
    }
    lines.push(lineFeed);
    return this.#parse(kept);
  }

  /** The id that the line at `offset` sets; '' for -1, where there is no such line. Throws what reading throws. */
  idAt(reader: ByteReader, offset: number): string {
    if (offset < 0) return '';
    const bytes = this.#source.read(reader, offset, Math.min(offset + maxShownFieldBytes + 8, reader.size));
    const end = bytes.findIndex((byte) => byte === 0x0a || byte === 0x0d);
    const kept = new KeptLines(0, maxShownFieldBytes);
    const lines = new SseLines(offset, kept);
    lines.push(end < 0 ? bytes : bytes.subarray(0, end));
    lines.push(lineFeed);
    return this.#parse(kept).id ?? '';
  }

  #parse(kept: KeptLines): EventContent {
    let content: EventContent = { type: '', data: '', dataBytes: kept.dataBytes, id: undefined, retry: undefined };
    const parser = createParser({
      onEvent({ event = 'message', id, data }) {
        content = { ...content, type: event, data, id };
      },
      onRetry(retry) {
        if (Number.isSafeInteger(retry)) content = { ...content, retry };
      },
    });
    for (const { bytes, isCut } of kept.lines()) {
      // Where a line was cut, so may be its last character: that is left out.
      parser.feed(`${this.#decoder.decode(bytes, { stream: isCut })}\n`);
      if (isCut) this.#decoder.decode();
    }
    parser.feed('\n');
    return content;
  }
}
