import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  binaryFrame,
  decodeFrame,
  encodeMessage,
  MalformedFrameError,
  textFrame,
} from '#ipc/protocol/frame.ts';
import type { Frame } from '#ipc/protocol/pipe.ts';
import { createSessionId, sessionIdOf } from '#ipc/protocol/session-id.ts';
import { fuzzRuns, hostileFrame, wireValue } from './hostile-frames.ts';

const session = createSessionId();
const maxSize = 1_000_000;
const timeout = 60_000 + fuzzRuns * 5;

function frameOf(value: unknown): Frame {
  const encoded = encodeMessage({ value }, maxSize);
  return 'text' in encoded
    ? textFrame(session, [encoded.text])
    : binaryFrame(session, encoded.header, encoded.segments);
}

it('carries every message as it is, however many share a frame', { timeout }, () => {
  fc.assert(
    fc.property(wireValue, (value) => {
      expect(decodeFrame(frameOf(value))).toStrictEqual([{ value: { value } }]);
    }),
    { numRuns: fuzzRuns / 10 },
  );
});

it('never takes a part of a frame for the whole', { timeout }, () => {
  fc.assert(
    fc.property(wireValue, fc.nat(), (value, cut) => {
      const frame = frameOf(value);
      const part = frame.slice(0, cut % frame.length);
      const decoded = sessionIdOf(part) === null ? null : attempt(part);
      expect(decoded === null || decoded.every((message) => 'error' in message)).toBe(true);
    }),
    { numRuns: fuzzRuns },
  );
});

it('answers anything at all with messages or one kind of error', { timeout }, () => {
  fc.assert(
    fc.property(hostileFrame(session), (frame) => {
      if (typeof frame !== 'string' && !(frame instanceof Uint8Array)) return;
      sessionIdOf(frame);
      const messages = attempt(frame) ?? [];
      for (const message of messages) {
        if ('error' in message) expect(message.error).toBeInstanceOf(Error);
      }
      expect(Reflect.get({}, 'polluted')).toBeUndefined();
    }),
    { numRuns: fuzzRuns },
  );
});

/** The messages of a frame; null where it is refused as a whole, which must be in the one way that there is. */
function attempt(frame: Frame) {
  try {
    return decodeFrame(frame);
  } catch (cause) {
    expect(cause).toBeInstanceOf(MalformedFrameError);
    return null;
  }
}
