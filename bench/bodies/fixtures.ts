import { randomFillSync } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const MiB = 1024 * 1024;

export interface Fixture {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

export const fixtureNames = ['ndjson', 'json', 'random', 'sse', 'small'] as const;
export type FixtureName = (typeof fixtureNames)[number];
export type Fixtures = Readonly<Record<FixtureName, Fixture>>;

/** Stands in the middle of the NDJSON, once: what the searches look for. */
export const needle = 'a-needle-in-a-gigabyte';
/** Stands near the start of it. */
export const earlyNeedle = 'user-000000100';

/** Bytes of a record of the NDJSON, with its line end, on average. */
export const recordBytes = 112;

interface Recipe {
  readonly file: string;
  readonly make: (bytes: number) => Generator<Uint8Array>;
  /** Bytes, where the large ones have so many. */
  readonly size: (bytes: number) => number;
}

const whole = (bytes: number) => bytes;

const recipes: Readonly<Record<FixtureName, Recipe>> = {
  ndjson: { file: 'lines.ndjson', make: (bytes) => records('\n', bytes), size: whole },
  json: { file: 'one-line.json', make: array, size: whole },
  random: { file: 'random.bin', make: random, size: whole },
  // 200 MB beside 1 GiB.
  sse: {
    file: 'events.sse',
    make: events,
    size: (bytes) => Math.round((bytes / (1024 * MiB)) * 200_000_000),
  },
  small: { file: 'small.ndjson', make: (bytes) => records('\n', bytes), size: () => 64 * 1024 },
};

/**
 * Makes the files that are measured, where they are not there yet: the same bytes each time, but the random ones.
 * @param folder kept from one run to the next
 * @param bytes of the large ones; the events are a fifth of it
 */
export async function makeFixtures(folder: string, bytes: number): Promise<Fixtures> {
  await mkdir(folder, { recursive: true });
  const make = async (name: FixtureName): Promise<Fixture> => {
    const { file, make: pieces, size } = recipes[name];
    const fixture = { name: file, path: join(folder, file), bytes: size(bytes) };
    if ((await sizeOf(fixture.path)) !== fixture.bytes) {
      // It has its name when it is whole.
      const unfinished = `${fixture.path}.new`;
      await pipeline(Readable.from(cut(pieces(fixture.bytes), fixture.bytes)), createWriteStream(unfinished));
      await rename(unfinished, fixture.path);
    }
    return fixture;
  };
  return {
    ndjson: await make('ndjson'),
    json: await make('json'),
    random: await make('random'),
    sse: await make('sse'),
    small: await make('small'),
  };
}

/** Bytes of a file; null where there is none. */
async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw cause;
  }
}

/** The first `bytes` of what `pieces` gives. */
export function* cut(pieces: Iterable<Uint8Array>, bytes: number): Generator<Uint8Array> {
  let left = bytes;
  for (const piece of pieces) {
    yield piece.subarray(0, left);
    left -= piece.byteLength;
    if (left <= 0) return;
  }
}

function record(index: number, extra = ''): string {
  const id = String(index).padStart(9, '0');
  return `{"id":${index},"user":"user-${id}","at":"2026-01-01T00:00:00.000Z","ok":${index % 7 !== 0},"score":${(index % 1000) / 8}${extra},"tags":["a","b"]}`;
}

/** Records without end, in pieces of about a MiB, with the needle in the middle of `bytes`. */
export function* records(separator: string, bytes: number): Generator<Uint8Array> {
  const middle = Math.floor(bytes / recordBytes / 2);
  for (let index = 0; ; ) {
    let text = '';
    for (; text.length < MiB; index++) {
      text += record(index, index === middle ? `,"note":"${needle}"` : '') + separator;
    }
    yield Buffer.from(text, 'latin1');
  }
}

/** A minified document on one line that ends where it should: the last string is filled up. */
export function* array(bytes: number): Generator<Uint8Array> {
  yield Buffer.from('[');
  let left = bytes - 1;
  for (const piece of records(',', bytes)) {
    if (left < 2 * MiB) break;
    left -= piece.byteLength;
    yield piece;
  }
  yield Buffer.from(`"${'x'.repeat(left - 3)}"]`);
}

function* random(bytes: number): Generator<Uint8Array> {
  for (let made = 0; made < bytes; made += 8 * MiB) yield randomFillSync(Buffer.alloc(8 * MiB));
}

function* events(bytes: number): Generator<Uint8Array> {
  let index = 0;
  for (let made = 0; made < bytes; ) {
    let text = '';
    for (; text.length < MiB; index++) {
      text += `id: ${index}\nevent: ${index % 3 === 0 ? 'tick' : 'price'}\ndata: ${record(index)}\n\n`;
    }
    const piece = Buffer.from(text, 'latin1');
    made += piece.byteLength;
    yield piece;
  }
}
