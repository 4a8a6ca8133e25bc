import { field } from './messages.ts';
import type { Frame } from './pipe.ts';
import { sessionIdLength } from './session-id.ts';
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

/** Characters of a message and its parts, and the bytes that belong to them. */
export const defaultMaxFrameSize = 64 * 1024 * 1024;

/** Characters that come on top of a message: the session id and the brackets. */
export const frameOverhead = sessionIdLength + 2;

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
  #parts: unknown[][] = [];
  /** Of the parts that wait for their message. */
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
    if (this.#parts.length > 0) this.#hold(size);
    return decoded;
  }

  /** @returns null for a part, which is kept for the message that it belongs to. */
  #decode(json: unknown, bytes: readonly Uint8Array[]): DecodedMessage | null {
    if (typeof json !== 'object' || json === null) return { value: json };
    const isPart = 'part' in json;
    try {
      if (!isPart && !('extras' in json)) return { value: json };
      // The first of a message's parts: those before it have been given up.
      if (isPart && json.part === 0) this.#forgetParts();
      const { extras, ...message } = { extras: [], ...json };
      const value = decodeValue(message, extras, { bytes, parts: this.#parts });
      if (!isPart) return { value };
      const items = field(value, 'items');
      if (!Array.isArray(items) || json.part !== this.#parts.length)
        throw new TypeError('a part out of place');
      this.#parts.push(items);
      return null;
    } catch (cause) {
      return { json, error: cause instanceof Error ? cause : new TypeError(String(cause)) };
    } finally {
      // Theirs was this message or none.
      if (!isPart) this.#forgetParts();
    }
  }

  /** A message in parts may be no larger than any other: one that is will miss them. */
  #hold(size: number): void {
    this.#partsSize += size;
    if (this.#partsSize > this.maxSize) this.#forgetParts();
  }

  #forgetParts(): void {
    if (this.#parts.length > 0) this.#parts = [];
    this.#partsSize = 0;
  }
}

function isFrame(frame: unknown): frame is Frame {
  if (typeof frame === 'string') return true;
  if (!Array.isArray(frame)) return false;
  const [text, ...bytes]: unknown[] = frame;
  return typeof text === 'string' && bytes.every((item) => item instanceof Uint8Array);
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
