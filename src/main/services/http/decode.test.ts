import { brotliCompressSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  encoded,
  numberedLines,
  startTestServer,
  type TestCoding,
  zstdFixtureBytes,
} from '#test/harness/servers/index.ts';
import { failExchange, runExchange } from '#test/harness/servers/run-exchange.ts';
import { zstdFixture } from '#test/harness/servers/zstd.ts';
import { asSentSuffix, decode } from './decode.ts';

const place = { hostname: 'test', port: 80, url: 'http://test/' };

async function* inPieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, piece = 0; at < bytes.byteLength; piece++) {
    const size = sizes[piece % sizes.length] ?? bytes.byteLength;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** Decodes what it can; `error` is what it ended with. */
async function decodeAll(bytes: Uint8Array, codings: readonly string[], sizes = [bytes.byteLength]) {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of decode(inPieces(bytes, sizes), codings, place)) chunks.push(chunk);
  } catch (error) {
    return { text: Buffer.concat(chunks).toString(), error };
  }
  return { text: Buffer.concat(chunks).toString(), error: undefined };
}

function linesOf(bytes: number): string {
  return Buffer.concat([...numberedLines(bytes)]).toString();
}

describe('from a real server', () => {
  test.each([
    'gzip',
    'x-gzip',
    'deflate',
    'deflate-raw',
    'br',
    'zstd',
    'gzip,br',
    'deflate,gzip,zstd',
    'gzip,gzip',
  ])('%s is decoded, headers stay as they came', async (codings) => {
    await using server = await startTestServer();
    const run = await runExchange({ url: server.url(`/encoded/${codings}`, { kib: 300 }) });
    expect(run.text() === linesOf(300 * 1024)).toBe(true);
    const { headers } = await run.event('headers');
    expect(headers).toContainEqual(['Content-Encoding', codings.replace('-raw', '').replaceAll(',', ', ')]);
    expect(run.figures.bodyBytes).toBe(300 * 1024);
    // The test server stores zstd blocks uncompressed.
    expect(run.figures.wireBytes < run.figures.bodyBytes).toBe(codings !== 'zstd');
  });

  test('what the zstd program compressed is decoded', async () => {
    await using server = await startTestServer();
    const run = await runExchange({ url: server.url('/zstd') });
    expect(run.text() === linesOf(zstdFixtureBytes)).toBe(true);
  });

  test.each([
    ['corrupt', 'gzip'],
    ['corrupt', 'deflate'],
    ['corrupt', 'br'],
    ['corrupt', 'zstd'],
    ['truncated', 'gzip'],
    ['truncated', 'deflate'],
    ['truncated', 'br'],
    ['truncated', 'zstd'],
  ])('a %s %s body is a failure, and what could be decoded is kept', async (kind, coding) => {
    await using server = await startTestServer();
    const url = server.url(`/${kind}/${coding}`);
    const { failure, ...run } = await failExchange({ url });
    expect(failure).toMatchObject({
      code: 'BAD_GATEWAY',
      message: expect.stringContaining(
        `The body from 127.0.0.1 port ${server.port} can't be decoded as ${coding}`,
      ),
      details: { phase: 'decode', host: '127.0.0.1', port: server.port, url },
    });
    // A stored zstd block comes whole or not at all.
    const kept = coding === 'zstd' ? 0 : 64;
    expect(run.text().slice(0, kept)).toBe(linesOf(kept));
    expect(run.figures.bodyBytes).toBe(run.body().length);
    expect(run.events.at(-1)).toMatchObject({ type: 'progress', bodyBytes: run.body().length });
  });

  const sentAs: readonly TestCoding[][] = [['gzip'], ['deflate-raw'], ['br'], ['zstd'], ['gzip', 'br']];
  test.each(sentAs)('what was sent as %j is kept as well, to the last byte', async (...codings) => {
    await using server = await startTestServer();
    const run = await runExchange({ url: server.url(`/encoded/${codings.join()}`, { kib: 300 }) });
    const sent = await encoded(numberedLines(300 * 1024), ...codings);
    expect(run.asSent()?.equals(sent)).toBe(true);
    expect(run.text() === linesOf(300 * 1024)).toBe(true);
  });

  test('what was sent is kept where it can not be decoded to its end', async () => {
    await using server = await startTestServer();
    const { asSent } = await failExchange({ url: server.url('/truncated/gzip') });
    const whole = await encoded(numberedLines(4096), 'gzip');
    expect(asSent()?.equals(whole.subarray(0, Math.floor(whole.length * 0.75)))).toBe(true);
  });

  test.each(['identity', 'unheard-of', 'gzip, unheard-of'])(
    'there is no second copy of a body that came as %s: it is what was sent',
    async (coding) => {
      await using server = await startTestServer();
      const run = await runExchange({
        url: server.url('/respond', { header: `Content-Encoding: ${coding}`, body: 'as it is' }),
      });
      expect(run.asSent()).toBeUndefined();
      expect(run.text()).toBe('as it is');
    },
  );

  test('a body that is no gzip at all is a failure with an empty body', async () => {
    await using server = await startTestServer();
    const { failure, ...run } = await failExchange({
      url: server.url('/respond', { header: 'Content-Encoding: gzip', body: 'plain text' }),
    });
    expect(failure.details).toMatchObject({ phase: 'decode', errno: 'Z_DATA_ERROR' });
    expect(run.text()).toBe('');
  });

  test.each(['HEAD', 'GET'])('%s of an empty body that claims to be gzip is just empty', async (method) => {
    await using server = await startTestServer();
    const run = await runExchange({
      method,
      url: server.url('/respond', { header: 'Content-Encoding: gzip' }),
    });
    expect(run.text()).toBe('');
  });
});

describe('in any pieces', () => {
  test.each([
    [['gzip'], ['gzip']],
    [['deflate'], ['deflate']],
    [['deflate'], ['deflate-raw']],
    [['br'], ['br']],
    [['zstd'], ['zstd']],
    [
      ['gzip', 'zstd'],
      ['gzip', 'zstd'],
    ],
  ] satisfies [string[], TestCoding[]][])('%j gives the same', async (codings, names) => {
    // Small: a piece may be one byte, and a body of many takes a busy machine longer than a test may.
    const whole = await encoded(numberedLines(2000), ...names);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 }),
        async (sizes) => {
          expect((await decodeAll(whole, codings, sizes)).text).toBe(linesOf(2000));
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('damage', () => {
  test('a wrong checksum at the very end loses nothing of a small body', async () => {
    const bytes = gzipSync('all of this is fine');
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 6) ^ 1, bytes.length - 6);
    const { text, error } = await decodeAll(bytes, ['gzip']);
    expect(text).toBe('all of this is fine');
    expect(error).toMatchObject({ details: { phase: 'decode', errno: 'Z_DATA_ERROR' } });
  });

  test('a cut loses nothing of what came before it', async () => {
    const half = await encoded(numberedLines(1_000_000), 'gzip');
    const cut = half.subarray(0, half.length - 100);
    const { text, error } = await decodeAll(cut, ['gzip'], [1000]);
    expect(linesOf(1_000_000).startsWith(text)).toBe(true);
    expect(text.length).toBeGreaterThan(900_000);
    expect(error).toMatchObject({ details: { phase: 'decode', errno: 'Z_BUF_ERROR' } });
  });

  test('a failing source is passed on as it is, after all that could be decoded', async () => {
    const whole = await encoded(numberedLines(100_000), 'gzip');
    const reset = new Error('reset');
    const source = async function* () {
      yield whole.subarray(0, whole.length / 2);
      throw reset;
    };
    const chunks: Uint8Array[] = [];
    await expect(async () => {
      for await (const bytes of decode(source(), ['gzip'], place)) chunks.push(bytes);
    }).rejects.toBe(reset);
    expect(Buffer.concat(chunks).length).toBeGreaterThan(10_000);
  });

  test.each([
    ['gzip', 0],
    ['deflate', 255],
    ['br', 255],
  ] satisfies [TestCoding, number][])('bytes after the end of %s are ignored', async (coding, filler) => {
    const bytes = Buffer.concat([
      await encoded([Buffer.from('text')], coding),
      Buffer.alloc(200_000, filler),
    ]);
    expect(await decodeAll(bytes, [coding], [1000])).toEqual({ text: 'text', error: undefined });
  });
});

describe('bytes after the end of a coding within another one', () => {
  const behindGzip = () => Buffer.concat([gzipSync('text'), Buffer.alloc(10_000_000)]);

  test('are not decoded: damage among them is not met', async () => {
    const packed = gzipSync(behindGzip());
    const damaged = Buffer.concat([packed.subarray(0, packed.length / 2), Buffer.alloc(5000, 255)]);
    expect(await decodeAll(damaged, ['gzip', 'gzip'], [100])).toEqual({ text: 'text', error: undefined });
  });

  test('are read all the same, so that they are kept as they were sent', async () => {
    const packed = gzipSync(behindGzip());
    let left = packed.byteLength;
    const source = async function* () {
      for await (const piece of inPieces(packed, [100])) {
        left -= piece.byteLength;
        yield piece;
      }
    };
    for await (const bytes of decode(source(), ['gzip', 'gzip'], place)) expect(String(bytes)).toBe('text');
    expect(left).toBe(0);
  });

  test('a checksum that comes after the end is looked at where no more bytes come before it', async () => {
    const packed = gzipSync(brotliCompressSync('text'));
    packed.writeUInt8(packed.readUInt8(packed.length - 6) ^ 1, packed.length - 6);
    const { error } = await decodeAll(packed, ['br', 'gzip'], [1]);
    expect(error).toMatchObject({ details: { phase: 'decode', errno: 'Z_DATA_ERROR' } });
  });
});

test('a zstd frame that asks for too much memory is refused before it gets any', async () => {
  const hugeWindow = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa0, ...Array<number>(20).fill(0)]);
  const hugeSegment = Buffer.from([
    0x28,
    0xb5,
    0x2f,
    0xfd,
    0xa0,
    0,
    0,
    0,
    0x7f,
    ...Array<number>(20).fill(0),
  ]);
  const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
  const emptyFrame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x50, 1, 0, 0, 9, 9, 9, 9]);
  const later = (...before: Buffer[]) => Buffer.concat([...before, hugeWindow]);
  for (const frame of [
    hugeWindow,
    hugeSegment,
    hugeWindow.subarray(0, 10),
    later(skippable),
    later(emptyFrame, skippable, emptyFrame),
  ]) {
    const { error } = await decodeAll(frame, ['zstd'], [1]);
    expect(error).toMatchObject({
      message: expect.stringContaining('as zstd: the server asks for more than 8 MiB of memory for it'),
      details: { errno: 'ZSTD_WINDOW_TOO_LARGE' },
    });
  }
});

test('a zstd block that stands for more than 128 KiB is refused', async () => {
  const header = (type: number, size: number) => {
    const bytes = Buffer.alloc(3);
    bytes.writeUIntLE((size << 3) | (type << 1), 0, 3);
    return bytes;
  };
  const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50]);
  const repeated = (size: number) => Buffer.concat([header(1, size), Buffer.from('x')]);
  const bytes = Buffer.concat([frame, repeated(100), repeated(2 ** 20)]);
  const { error } = await decodeAll(bytes, ['zstd'], [1]);
  expect(error).toMatchObject({ details: { errno: 'ZSTD_INVALID_DATA' } });
});

test('frames of zstd follow each other, with some to be skipped between them', async () => {
  const skippable = Buffer.from([0x5f, 0x2a, 0x4d, 0x18, 5, 0, 0, 0, 1, 2, 3, 4, 5]);
  const frame = await encoded([Buffer.from('text ')], 'zstd');
  const bytes = Buffer.concat([skippable, frame, zstdFixture, skippable, frame]);
  const expected = `text ${linesOf(zstdFixtureBytes)}text `;
  for (const sizes of [[1], [7, 100_000]]) {
    const { text, error } = await decodeAll(bytes, ['zstd'], sizes);
    expect(error).toBeUndefined();
    expect(text === expected).toBe(true);
  }
});

test('members of a gzip file follow each other', async () => {
  const bytes = Buffer.concat([gzipSync('one '), gzipSync('two')]);
  expect((await decodeAll(bytes, ['gzip'])).text).toBe('one two');
});

test('identity is nothing, and an unknown coding leaves the bytes as they are from there', async () => {
  expect((await decodeAll(Buffer.from('x'), ['identity'])).text).toBe('x');
  expect((await decodeAll(Buffer.from('x'), ['gzip', 'mystery'])).text).toBe('x');
  expect((await decodeAll(gzipSync('x'), ['mystery', 'gzip'])).text).toBe('x');
  expect((await decodeAll(Buffer.from('x'), ['constructor'])).text).toBe('x');
});

test('a consumer that stops, stops the source', async () => {
  let isClosed = false;
  const source = async function* () {
    try {
      for (;;) yield gzipSync('x'.repeat(100_000));
    } finally {
      isClosed = true;
    }
  };
  for await (const bytes of decode(source(), ['gzip'], place)) {
    expect(bytes.byteLength).toBeGreaterThan(0);
    break;
  }
  expect(isClosed).toBe(true);
});

test('no more input is taken than the consumer makes room for', async () => {
  const piece = gzipSync(Buffer.alloc(100_000));
  let taken = 0;
  const source = async function* () {
    for (let n = 0; n < 1000; n++) {
      taken++;
      yield piece;
    }
  };
  const reader = decode(source(), ['gzip'], place)[Symbol.asyncIterator]();
  await reader.next();
  const afterFirst = taken;
  await new Promise((resolve) => setImmediate(resolve));
  expect(taken).toBe(afterFirst);
  expect(taken).toBeLessThanOrEqual(2);
  await reader.return?.();
});

test('a body that claims more encodings than anybody uses is a failure, and no stack overflow', () => {
  const decodeTimes = (count: number) =>
    decode(inPieces(Buffer.from('x'), [1]), Array<string>(count).fill('gzip'), place);
  expect(() => decodeTimes(30_000)).toThrow(
    expect.objectContaining({
      message: expect.stringContaining('encoded 30000 times over'),
      details: expect.objectContaining({ phase: 'decode', host: 'test', errno: 'ERR_TOO_MANY_ENCODINGS' }),
    }),
  );
  expect(() => decodeTimes(6)).toThrow('encoded 6 times over');
  expect(() => decodeTimes(5)).not.toThrow();
});

test.each([
  [['gzip'], '.gz'],
  [['x-gzip'], '.gz'],
  [['deflate'], '.zz'],
  [['br'], '.br'],
  [['zstd'], '.zst'],
  [['gzip', 'identity', 'br'], '.gz.br'],
  [['unheard-of', 'gzip'], '.gz'],
  [['gzip', 'unheard-of'], ''],
  [[], ''],
])('a file of what was sent as %j ends with “%s”', (codings, suffix) => {
  expect(asSentSuffix(codings)).toBe(suffix);
});
