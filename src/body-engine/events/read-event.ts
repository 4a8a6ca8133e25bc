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

type EventBytes = Pick<EventPlace, 'offset' | 'bytes'>;

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

  /** Yields after each chunk of an event of many. Throws what reading throws. */
  *content(reader: ByteReader, { offset, bytes }: EventBytes): Generator<void, EventContent> {
    const kept = new KeptLines(this.#maxDataBytes, maxShownFieldBytes);
    const lines = new SseLines(offset, kept);
    const end = offset + bytes;
    for (let at = offset; at < end; at += chunkBytes) {
      if (at > offset) yield;
      lines.push(this.#source.read(reader, at, Math.min(at + chunkBytes, end)));
    }
    lines.push(lineFeed);
    return this.#parse(kept);
  }

  /** The id that the line at `offset`, which ends before `end`, sets. Throws what reading throws. */
  idAt(reader: ByteReader, offset: number, end: number): string {
    const bytes = this.#source.read(reader, offset, Math.min(offset + maxShownFieldBytes + 8, end));
    const lineEnd = bytes.findIndex((byte) => byte === 0x0a || byte === 0x0d);
    const kept = new KeptLines(0, maxShownFieldBytes);
    const lines = new SseLines(offset, kept);
    lines.push(lineEnd < 0 ? bytes : bytes.subarray(0, lineEnd));
    lines.push(lineFeed);
    return this.#parse(kept).id ?? '';
  }

  #parse(kept: KeptLines): EventContent {
    let content: EventContent = {
      type: '',
      data: '',
      dataBytes: kept.dataBytes,
      id: undefined,
      retry: undefined,
    };
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
