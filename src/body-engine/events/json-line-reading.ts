import { TextDecoder } from 'node:util';
import { maxShownFieldBytes } from '#router/contracts/body-events.ts';
import type { ByteReader } from '../byte-reader.ts';
import { valuePlaces } from '../filter/value-places.ts';
import { SourceBytes } from '../search/source-bytes.ts';
import type { EventContent, EventPlace, EventReading } from './body-events.ts';

/** Names under which the objects of customary streams have their type and their id. The first counts that has one. */
const typeNames = ['type', 'event', 'kind', 'level'];
const idNames = ['id', '_id', 'event_id'];
/** Longer lines are not parsed: they have neither type nor id. */
const maxParsedBytes = 64 * 1024;

/** Reads lines of JSON. What is no JSON is an event all the same, of its text alone. */
export class JsonLineReading implements EventReading {
  readonly #source = new SourceBytes();
  readonly #decoder: TextDecoder;
  readonly #maxDataBytes: number;

  /**
   * @param label of the Encoding standard
   * @param maxDataBytes text beyond these is counted and left out.
   */
  constructor(label: string, maxDataBytes: number) {
    this.#decoder = new TextDecoder(label, { ignoreBOM: true });
    this.#maxDataBytes = maxDataBytes;
  }

  *content(reader: ByteReader, { offset, bytes }: EventPlace): Generator<undefined, EventContent> {
    if (bytes > maxParsedBytes) yield undefined;
    const isParsed = bytes <= maxParsedBytes;
    const isCut = bytes > this.#maxDataBytes;
    const shownBytes = Math.min(bytes, this.#maxDataBytes);
    const line = this.#source.read(reader, offset, offset + (isParsed ? bytes : shownBytes));
    const text = isParsed ? this.#decode(line, false) : '';
    return {
      ...(isParsed ? fieldsOf(text) : { type: '', id: undefined }),
      data: isParsed && !isCut ? text : this.#decode(line.subarray(0, shownBytes), isCut),
      dataBytes: bytes,
      isCut,
      retry: undefined,
    };
  }

  /** Nothing of the kind is known of these streams. */
  lastIdBefore(): string {
    return '';
  }

  /** Where a text was cut, so may be its last character: that is left out. */
  #decode(bytes: Uint8Array, isCut: boolean): string {
    // In a stream always: Node 20 takes windows-1252 for latin1 where the whole text comes at once.
    const text = this.#decoder.decode(bytes, { stream: true });
    const rest = this.#decoder.decode();
    return isCut ? text : text + rest;
  }
}

function fieldsOf(line: string): Pick<EventContent, 'type' | 'id'> {
  const value = parsed(line);
  return { type: fieldOf(value, line, typeNames) ?? '', id: fieldOf(value, line, idNames) };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

/** @param line what the value was parsed from: numbers are told as they are written, with every digit. */
function fieldOf(value: unknown, line: string, names: readonly string[]): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const name of names) {
    const field: unknown = Reflect.get(value, name);
    if (typeof field === 'string') return shown(field);
    if (typeof field === 'number') {
      const { start = 0, end = 0 } = valuePlaces(line, [[name]]).places[0] ?? {};
      return shown(line.slice(start, end));
    }
  }
  return undefined;
}

function shown(field: string): string {
  const text = field.toWellFormed();
  const bytes = Buffer.from(text);
  if (bytes.byteLength <= maxShownFieldBytes) return text;
  return new TextDecoder().decode(bytes.subarray(0, maxShownFieldBytes), { stream: true });
}
