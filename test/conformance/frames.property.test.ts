import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeMessage, frameOf, FrameReader, MalformedFrameError } from '#ipc/protocol/frame.ts';
import type { Frame } from '#ipc/protocol/pipe.ts';
import { createSessionId, sessionIdOf } from '#ipc/protocol/session-id.ts';
import { fuzzRuns, hostileFrame, wireValue } from './hostile-frames.ts';

const session = createSessionId();
const maxSize = 1_000_000;
const timeout = 60_000 + fuzzRuns * 5;

function frameWith(value: unknown): Frame {
  return frameOf(session, [encodeMessage({ value }, maxSize)]);
}

function read(frame: unknown) {
  return new FrameReader(maxSize).read(frame);
}

it('carries every message as it is, however many share a frame', { timeout }, () => {
  fc.assert(
    fc.property(wireValue, (value) => {
      expect(read(frameWith(value))).toStrictEqual([{ value: { value } }]);
    }),
    { numRuns: fuzzRuns / 10 },
  );
});

it('never takes a part of a frame for the whole', { timeout }, () => {
  fc.assert(
    fc.property(wireValue, fc.nat(), (value, cut) => {
      const part = cutShort(frameWith(value), cut);
      const decoded = sessionIdOf(part) === null ? null : attempt(part);
      expect(decoded === null || decoded.every((message) => 'error' in message)).toBe(true);
    }),
    { numRuns: fuzzRuns },
  );
});

it('answers anything at all with messages or one kind of error', { timeout }, () => {
  fc.assert(
    fc.property(hostileFrame(session), (frame) => {
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
function attempt(frame: unknown) {
  try {
    return read(frame);
  } catch (cause) {
    expect(cause).toBeInstanceOf(MalformedFrameError);
    return null;
  }
}

/** Without the end of its text, or without the last of its bytes. */
function cutShort(frame: Frame, cut: number): Frame {
  if (typeof frame === 'string') return frame.slice(0, cut % frame.length);
  const [text, ...bytes] = frame;
  return cut % 2 === 0 ? [text, ...bytes.slice(0, -1)] : [text.slice(0, cut % text.length), ...bytes];
}
