import type { Frame } from './pipe.ts';
import { sessionIdLength } from './session-id.ts';
import { decodeValue, encodeValue, UnencodableError } from './values.ts';

/**
 * A frame on the wire, always behind the 22 characters of its session's id:
 *
 *   text    [message, …]                              one or more messages as a JSON array
 *   text    hello                                     the session begins (where a channel carries many of them)
 *   text    bye                                       the session ends
 *   text    refused                                   the session is not served, and will not be (to a client only)
 *   bytes   u32 length · message as JSON · bytes …    one message, and the bytes that its extras stand for
 *
 * A message's `extras` list what JSON can't say; see values.ts.
 */

const hello = 'hello';
const bye = 'bye';
const refusal = 'refused';
/** More than a batch can hold: whoever sends so many in one frame wants to keep its reader busy. */
const maxMessages = 16_384;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Characters of a text frame, or bytes of a binary one. */
export const defaultMaxFrameSize = 64 * 1024 * 1024;

/** What comes on top of a message: the session id, and the length or the brackets. */
export const frameOverhead = sessionIdLength + 4;

/** A message ready to be put into a frame: one that it shares with others, or a binary one of its own. */
export type EncodedMessage =
  | { readonly text: string }
  | { readonly header: Uint8Array; readonly segments: readonly Uint8Array[] };

/**
 * Encodes one message.
 * @throws {UnencodableError} where something in it has no form on the wire, or where it is longer than `maxSize`.
 */
export function encodeMessage(message: object, maxSize: number): EncodedMessage {
  const { json, extras, segments } = encodeValue(message);
  const text = extras.length === 0 ? JSON.stringify(json) : JSON.stringify({ ...asRecord(json), extras });
  const encoded = segments.length === 0 ? { text } : { header: encoder.encode(text), segments };
  const size = 'text' in encoded ? text.length : byteLength([encoded.header, ...segments]);
  if (size + frameOverhead > maxSize) {
    throw new UnencodableError(`${size} bytes are more than a frame may hold (${maxSize})`);
  }
  return encoded;
}

function byteLength(parts: readonly Uint8Array[]): number {
  return parts.reduce((total, part) => total + part.byteLength, 0);
}

/** One text frame for messages that carry no bytes. */
export function textFrame(sessionId: string, texts: readonly string[]): string {
  return `${sessionId}[${texts.join(',')}]`;
}

/** The binary frame for a message that carries bytes. */
export function binaryFrame(
  sessionId: string,
  header: Uint8Array,
  segments: readonly Uint8Array[],
): Uint8Array {
  const start = frameOverhead + header.byteLength;
  const frame = new Uint8Array(start + byteLength(segments));
  encoder.encodeInto(sessionId, frame);
  new DataView(frame.buffer).setUint32(sessionIdLength, header.byteLength);
  frame.set(header, frameOverhead);
  let offset = start;
  for (const segment of segments) {
    frame.set(segment, offset);
    offset += segment.byteLength;
  }
  return frame;
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

/**
 * The messages of a frame that is not a `bye`.
 * @throws {MalformedFrameError} where the frame as a whole can't be read; a message that can't is in the list.
 */
export function decodeFrame(frame: Frame): DecodedMessage[] {
  if (typeof frame === 'string') {
    const messages = parseJson(frame.slice(sessionIdLength));
    if (!Array.isArray(messages)) throw new MalformedFrameError('not a list of messages');
    if (messages.length > maxMessages)
      throw new MalformedFrameError(`${messages.length} messages in a frame`);
    return messages.map((message) => decodeMessage(message, noBytes));
  }
  const start = frameOverhead;
  if (frame.byteLength < start) throw new MalformedFrameError('too short');
  const length = new DataView(frame.buffer, frame.byteOffset).getUint32(sessionIdLength);
  if (length > frame.byteLength - start) throw new MalformedFrameError('truncated');
  const json = parseJson(decodeUtf8(frame.subarray(start, start + length)));
  let offset = start + length;
  return [
    decodeMessage(json, (size) => {
      if (size > frame.byteLength - offset) throw new TypeError('fewer bytes than announced');
      offset += size;
      // Not `subarray`: of a Buffer, which some transports deliver, that would be another Buffer.
      return new Uint8Array(frame.buffer, frame.byteOffset + offset - size, size);
    }),
  ];
}

function decodeMessage(json: unknown, segments: (length: number) => Uint8Array): DecodedMessage {
  if (typeof json !== 'object' || json === null || !('extras' in json)) return { value: json };
  const { extras, ...message } = json;
  try {
    return { value: decodeValue(message, extras, segments) };
  } catch (cause) {
    return { json, error: cause instanceof Error ? cause : new TypeError(String(cause)) };
  }
}

function noBytes(): never {
  throw new TypeError('bytes in a text frame');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MalformedFrameError('not JSON', { cause });
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new MalformedFrameError('not UTF-8', { cause });
  }
}

function asRecord(json: unknown): object {
  if (typeof json !== 'object' || json === null) throw new UnencodableError('a message is an object');
  return json;
}
