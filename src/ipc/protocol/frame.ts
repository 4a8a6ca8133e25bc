import type { Frame } from './pipe.ts';
import { sessionIdLength } from './session-id.ts';
import { decodeValue, encodeValue, UnencodableError } from './values.ts';

/**
 * A frame on the wire, always behind the 22 characters of its session's id:
 *
 *   text    [message, …]                              one or more messages as a JSON array
 *   text    bye                                       the session ends
 *   bytes   u32 length · message as JSON · bytes …    one message, and the bytes that its extras stand for
 *
 * A message's `extras` list what JSON can't say; see values.ts.
 */

const bye = 'bye';
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Characters of a text frame, or bytes of a binary one. */
export const defaultMaxFrameSize = 64 * 1024 * 1024;

/** A message ready to be put into a frame. */
export interface EncodedMessage {
  readonly text: string;
  readonly segments: readonly Uint8Array[];
}

/**
 * Encodes one message.
 * @throws {UnencodableError} where something in it has no form on the wire, or where it is longer than `maxSize`.
 */
export function encodeMessage(message: object, maxSize: number): EncodedMessage {
  const { json, extras, segments } = encodeValue(message);
  const text = extras.length === 0 ? JSON.stringify(json) : JSON.stringify({ ...asRecord(json), extras });
  const size = segments.reduce((total, segment) => total + segment.byteLength, text.length);
  // The session id, the length and the brackets come on top.
  if (size + sessionIdLength + 4 > maxSize) {
    throw new UnencodableError(`${size} bytes are more than a frame may hold (${maxSize})`);
  }
  return { text, segments };
}

/** One text frame for messages that carry no bytes. */
export function textFrame(sessionId: string, texts: readonly string[]): string {
  return `${sessionId}[${texts.join(',')}]`;
}

/** The binary frame for a message that carries bytes. */
export function binaryFrame(sessionId: string, { text, segments }: EncodedMessage): Uint8Array {
  const header = encoder.encode(text);
  const start = sessionIdLength + 4 + header.byteLength;
  const frame = new Uint8Array(segments.reduce((total, segment) => total + segment.byteLength, start));
  encoder.encodeInto(sessionId, frame);
  new DataView(frame.buffer).setUint32(sessionIdLength, header.byteLength);
  frame.set(header, sessionIdLength + 4);
  let offset = start;
  for (const segment of segments) {
    frame.set(segment, offset);
    offset += segment.byteLength;
  }
  return frame;
}

export function byeFrame(sessionId: string): string {
  return sessionId + bye;
}

export function isByeFrame(frame: unknown): boolean {
  return typeof frame === 'string' && frame.length === sessionIdLength + bye.length && frame.endsWith(bye);
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
    return messages.map((message) => decodeMessage(message, noBytes));
  }
  if (frame.byteLength < sessionIdLength + 4) throw new MalformedFrameError('too short');
  const start = sessionIdLength + 4;
  const length = new DataView(frame.buffer, frame.byteOffset).getUint32(sessionIdLength);
  if (length > frame.byteLength - start) throw new MalformedFrameError('truncated');
  const json = parseJson(decodeUtf8(frame.subarray(start, start + length)));
  let offset = start + length;
  return [
    decodeMessage(json, (size) => {
      if (size > frame.byteLength - offset) throw new TypeError('fewer bytes than announced');
      offset += size;
      return frame.subarray(offset - size, offset);
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
