import fc from 'fast-check';
import type { Frame } from '#ipc/protocol/pipe.ts';
import { createSessionId } from '#ipc/protocol/session-id.ts';

/** Frames that each property is tried with: 5,000 in `npm test`, 100,000 in `npm run test:full`. */
export const fuzzRuns = Number(process.env['PARLEY_FUZZ_RUNS'] ?? 5_000);

const leaf = fc.oneof(
  fc.string(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.bigInt(),
  fc.date({ noInvalidDate: false }),
  fc.uint8Array(),
);

/** Anything that the codec carries. */
export const wireValue: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
    fc.array(fc.tuple(fc.string(), tie('value')), { maxLength: 3 }).map((entries) => new Map(entries)),
  ),
})).value;

const paths = [
  'echo',
  'save',
  'fail',
  'hang',
  'gated',
  'count',
  'feed',
  'feedObservable',
  'trackedCount',
  'failing',
  'mixed',
  'notIterable',
  'unsendable',
  'unsendableEvent',
  'contextFails',
  'streamQuery',
  'deep',
  'missing',
  'constructor',
  '__proto__',
  '',
] as const;

const id = fc.oneof(
  { weight: 5, arbitrary: fc.nat(60) },
  { weight: 1, arbitrary: fc.oneof(fc.string(), fc.double(), fc.constant(null), fc.bigInt().map(String)) },
);

const input = fc.oneof(
  fc.record({ to: fc.oneof(fc.nat(20), fc.constant(1e9)) }),
  fc.constantFrom(
    'code',
    'function',
    'circle',
    'realm',
    'finally throws',
    'return throws at once',
    'no return',
  ),
  fc.jsonValue(),
);

const step = fc.oneof(
  fc.nat(5),
  fc.constantFrom('params', 'input', 'items', 'to', 'length', '__proto__', 'constructor', 'x'),
);
const extras = fc.array(
  fc.oneof(
    fc.tuple(
      fc.constantFrom('undefined', 'number', 'bigint', 'date', 'bytes', 'map', 'set', 'list', 'what'),
      fc.array(step, { maxLength: 5 }),
      fc.oneof(fc.nat(40), fc.constantFrom(null, '4294967295', '-0', '1e999', -1, 2 ** 40), fc.jsonValue()),
    ),
    fc.jsonValue(),
  ),
  { maxLength: 3 },
);

/** Messages, most of them nearly right. */
const message: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record(
      {
        id,
        method: fc.constantFrom(
          'query',
          'mutation',
          'subscription',
          'stop',
          'credit',
          'subscription.stop',
          'x',
        ),
        params: fc.record(
          { path: fc.oneof(fc.constantFrom(...paths), fc.jsonValue()), input, lastEventId: fc.string() },
          { requiredKeys: ['path'] },
        ),
        credit: fc.oneof(fc.integer(), fc.double(), fc.string()),
        extras,
      },
      { requiredKeys: ['id', 'method'] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ id, result: fc.jsonValue(), error: fc.jsonValue() }, { requiredKeys: ['id'] }),
  },
  { weight: 1, arbitrary: fc.jsonValue() },
  {
    weight: 1,
    arbitrary: fc.record(
      { id: fc.nat(3), part: fc.nat(2), items: fc.oneof(fc.array(fc.jsonValue()), fc.jsonValue()), extras },
      { requiredKeys: ['part'] },
    ),
  },
);

/** A frame as it would be, before anything is done to it. */
function wholeFrame(session: string): fc.Arbitrary<Frame> {
  const own = fc.oneof(
    { weight: 9, arbitrary: fc.constant(session) },
    { weight: 1, arbitrary: fc.constant(0).map(createSessionId) },
  );
  const text = fc
    .tuple(own, fc.array(message, { maxLength: 5 }))
    .map(([of, list]) => of + JSON.stringify(list));
  const words = fc
    .tuple(own, fc.constantFrom('bye', 'hello', 'refused', 'byebye', '', '[]'))
    .map((two) => two.join(''));
  const withBytes = fc
    .tuple(text, fc.array(fc.uint8Array({ maxLength: 50 }), { minLength: 1, maxLength: 3 }))
    .map(
      ([of, bytes]): Frame => [
        of,
        ...bytes.map((item, i) => (i === 1 ? item.subarray(item.length >> 1) : item)),
      ],
    );
  return fc.oneof(
    { weight: 6, arbitrary: text },
    { weight: 3, arbitrary: withBytes },
    { weight: 1, arbitrary: words },
  );
}

/** Frames whole, truncated, with a piece changed, reordered or far too large, and what is no frame at all. */
export function hostileFrame(session: string): fc.Arbitrary<unknown> {
  const whole = wholeFrame(session);
  const bent = fc.tuple(whole, fc.nat(), fc.nat(), fc.nat(255)).chain(([frame, a, b, byte]) => {
    const text = textOf(frame);
    const [from = 0, to = 0] = [a % (text.length + 1), b % (text.length + 1)].toSorted((x, y) => x - y);
    return fc.constantFrom<unknown>(
      frame,
      withText(frame, text.slice(0, to)),
      withText(frame, text.slice(0, 22) + text.slice(from, to) + text.slice(22, from) + text.slice(to)),
      withText(frame, text.slice(0, from) + String.fromCharCode(byte) + text.slice(from + 1)),
      withText(frame, text.padEnd(byte === 7 ? 100_000 : text.length, ' ')),
      typeof frame === 'string' ? [frame] : frame.slice(0, -1),
      typeof frame === 'string' ? [frame, byte] : frame.toReversed(),
    );
  });
  return fc.oneof(
    { weight: 3, arbitrary: whole },
    { weight: 6, arbitrary: bent },
    { weight: 1, arbitrary: fc.anything() },
  );
}

function textOf(frame: Frame): string {
  return typeof frame === 'string' ? frame : frame[0];
}

function withText(frame: Frame, text: string): Frame {
  if (typeof frame === 'string') return text;
  const [, ...bytes] = frame;
  return [text, ...bytes];
}
