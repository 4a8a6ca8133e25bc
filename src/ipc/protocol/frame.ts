import { field } from './messages.ts';
import type { Frame } from './pipe.ts';
import { sessionIdLength } from './session-id.ts';
import { WaitingParts } from './waiting-parts.ts';
import { decodeValue, encodeValue, type Extra, UnencodableError } from './values.ts';

/**
 * The text of a frame, always behind the 22 characters of its session's id:
 *
 *   [message, …]   one or more messages as a JSON array; the frame's bytes are those that their extras stand for
 *   hello          the session begins (where a channel carries many of them)
 *   bye            the session ends
 *   refused        the session is not served, and will not be (to a client only)
 *
 * A message's `extras` list what JSON can't say; see values.ts. Long lists go ahead of their message in parts; see
 * long-lists.ts.
 */

const hello = 'hello';
const bye = 'bye';
const refusal = 'refused';
/** More than a batch can hold: whoever sends so many in one frame wants to keep its reader busy. */
const maxMessages = 16_384;
/** The same of bytes. */
const maxPieces = 16_384;

/** Characters of a message and its parts, and the bytes that belong to them. */
export const defaultMaxFrameSize = 64 * 1024 * 1024;

/** Characters that come on top of a message: the session id and the brackets. */
export const frameOverhead = sessionIdLength + 2;

/**
 * Characters after which a batch is sent without waiting for the tick to end, so that the other end can begin with it;
 * fewer where a frame may hold fewer.
 */
export const maxBatchSize = 8 * 1024;

const noExtras: readonly Extra[] = [];

/** A message ready to be put into a frame. */
export interface EncodedMessage {
  readonly text: string;
  readonly bytes: readonly Uint8Array[];
  /** Characters and bytes. */
  readonly size: number;
}

/**
 * Encodes one message.
 * @param lists extras for lists that have gone ahead of it.
 * @throws {UnencodableError} where something in it has no form on the wire, or where it is longer than `maxSize`.
 */
export function encodeMessage(
  message: object,
  maxSize: number,
  lists: readonly Extra[] = noExtras,
): EncodedMessage {
  const { json, extras, segments } = encodeValue(message);
  const all = lists.length === 0 ? extras : [...extras, ...lists];
  const text = all.length === 0 ? JSON.stringify(json) : JSON.stringify({ ...asRecord(json), extras: all });
  const size = segments.reduce((total, { byteLength }) => total + byteLength, text.length);
  if (size + frameOverhead > maxSize) throw tooLarge(size, maxSize);
  return { text, bytes: segments, size };
}

export function tooLarge(size: number, maxSize: number): UnencodableError {
  return new UnencodableError(`${size} bytes are more than a frame may hold (${maxSize})`);
}

/** The frame for a batch of messages. */
export function frameOf(sessionId: string, messages: readonly EncodedMessage[]): Frame {
  const [first] = messages;
  const texts = messages.length === 1 && first ? first.text : messages.map(({ text }) => text).join(',');
  const text = `${sessionId}[${texts}]`;
  const bytes = messages.flatMap((message) => message.bytes);
  return bytes.length === 0 ? text : [text, ...bytes.map(alone)];
}

/** Bytes that are the whole of their buffer, and not shared: themselves, or a copy. */
function alone(bytes: Uint8Array): Uint8Array {
  return bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength
    ? bytes
    : new Uint8Array(bytes);
}

/**
 * Says that a session begins. For a transport whose one channel carries many: a late frame of a session that is over
 * must not begin it anew.
 */
export function helloFrame(sessionId: string): string {
  return sessionId + hello;
}

export function isHelloFrame(frame: unknown): boolean {
  return isWord(frame, hello);
}

/** Says that a session is over. Either end may. */
export function byeFrame(sessionId: string): string {
  return sessionId + bye;
}

export function isByeFrame(frame: unknown): boolean {
  return isWord(frame, bye);
}

/** Says that a session is not served. Sent by a transport that checks who is there. */
export function refusalFrame(sessionId: string): string {
  return sessionId + refusal;
}

export function isRefusalFrame(frame: unknown): boolean {
  return isWord(frame, refusal);
}

function isWord(frame: unknown, word: string): boolean {
  return typeof frame === 'string' && frame.length === sessionIdLength + word.length && frame.endsWith(word);
}

/** A frame that does not follow the grammar. Whoever gets one drops it. */
export class MalformedFrameError extends Error {
  override readonly name = 'MalformedFrameError';
}

/** One message of a frame: decoded, or with the reason why its extras don't fit, and its bare JSON for the id. */
export type DecodedMessage = { readonly value: unknown } | { readonly json: unknown; readonly error: Error };

/** Reads the frames of one session, in their order: a message's long lists come before it. */
export class FrameReader {
  readonly #parts = new WaitingParts();
  #partsSize = 0;

  constructor(private readonly maxSize: number) {}

  /**
   * The messages of a frame that is none of the words above.
   * @throws {MalformedFrameError} where the frame as a whole can't be read; a message that can't is in the list.
   */
  read(frame: unknown): DecodedMessage[] {
    if (!isFrame(frame)) throw new MalformedFrameError('neither text nor text with bytes');
    const [text, ...bytes] = typeof frame === 'string' ? [frame] : frame;
    const size = bytes.reduce((total, { byteLength }) => total + byteLength, text.length);
    if (size > this.maxSize) throw new MalformedFrameError(`larger than ${this.maxSize}`);
    const messages = parseJson(text.slice(sessionIdLength));
    if (!Array.isArray(messages)) throw new MalformedFrameError('not a list of messages');
    if (messages.length > maxMessages) {
      throw new MalformedFrameError(`${messages.length} messages in a frame`);
    }
    const decoded: DecodedMessage[] = [];
    for (const json of messages) {
      const message = this.#decode(json, bytes);
      if (message !== null) decoded.push(message);
    }
    if (this.#parts.areThere) this.#hold(size);
    else this.#partsSize = 0;
    return decoded;
  }

  /** @returns null for a part, which is kept for the message that it belongs to. */
  #decode(json: unknown, bytes: readonly Uint8Array[]): DecodedMessage | null {
    if (typeof json !== 'object' || json === null) return { value: json };
    const isPart = 'part' in json;
    try {
      if (!isPart && !('extras' in json)) return { value: json };
      const id = field(json, 'id');
      const { extras, ...message } = { extras: [], ...json };
      const takeParts = (count: number) => this.#parts.take(isPart ? null : id, count);
      const value = decodeValue(message, extras, { bytes, takeParts });
      if (!isPart) return { value };
      this.#parts.add(id, json.part, field(value, 'items'));
      return null;
    } catch (cause) {
      const error = cause instanceof Error ? cause : new TypeError(String(cause));
      return { json: isPart ? { id: field(json, 'id') } : json, error };
    } finally {
      // Theirs was this message or none.
      if (!isPart) this.#parts.forget();
    }
  }

  /** A message in parts may be no larger than any other: one that is will miss them. */
  #hold(size: number): void {
    this.#partsSize += size - frameOverhead;
    // The first of them may share its frame with a batch.
    if (this.#partsSize > this.maxSize + maxBatchSize) this.#parts.forget();
  }
}

function isFrame(frame: unknown): frame is Frame {
  if (typeof frame === 'string') return true;
  if (!Array.isArray(frame)) return false;
  const [text, ...bytes]: unknown[] = frame;
  return (
    typeof text === 'string' && bytes.length <= maxPieces && bytes.every((item) => item instanceof Uint8Array)
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MalformedFrameError('not JSON', { cause });
  }
}

function asRecord(json: unknown): object {
  if (typeof json !== 'object' || json === null)
    throw new UnencodableError('what is no object is no message');
  return json;
}
