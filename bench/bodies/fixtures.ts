import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const MiB = 1024 * 1024;

export interface Fixture {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

export type FixtureName = 'ndjson' | 'json' | 'random' | 'sse';

/** Stands in the middle of the NDJSON, once: what the searches look for. */
export const needle = 'a-needle-in-a-gigabyte';

interface Recipe {
  readonly file: string;
  readonly bytes: number;
  readonly pieces: () => Generator<Uint8Array>;
}

const recipes: Readonly<Record<FixtureName, Recipe>> = {
  ndjson: { file: 'lines.ndjson', bytes: 1024 * MiB, pieces: () => records('\n', 1024 * MiB) },
  json: { file: 'one-line.json', bytes: 1024 * MiB, pieces: () => array(1024 * MiB) },
  random: { file: 'random.bin', bytes: 1024 * MiB, pieces: () => random(1024 * MiB) },
  sse: { file: 'events.sse', bytes: 200_000_000, pieces: () => events(200_000_000) },
};

/**
 * Makes the files that are measured, where they are not there yet: 3.2 GiB, the same bytes each time (but the random ones).
 * @param folder kept from one run to the next
 */
export async function makeFixtures(folder: string): Promise<Record<FixtureName, Fixture>> {
  await mkdir(folder, { recursive: true });
  const make = async (name: FixtureName): Promise<Fixture> => {
    const { file, bytes, pieces } = recipes[name];
    const path = join(folder, file);
    const size = await stat(path).then(
      (stats) => stats.size,
      () => -1,
    );
    if (size !== bytes) await write(path, bytes, pieces());
    return { name: file, path, bytes };
  };
  return {
    ndjson: await make('ndjson'),
    json: await make('json'),
    random: await make('random'),
    sse: await make('sse'),
  };
}

/** Exactly `bytes` of what `pieces` gives, the rest cut off. */
async function write(path: string, bytes: number, pieces: Generator<Uint8Array>): Promise<void> {
  await writeFile(path, '');
  const out = createWriteStream(path);
  let left = bytes;
  for (const piece of pieces) {
    const part = piece.subarray(0, left);
    left -= part.byteLength;
    if (!out.write(part)) await once(out, 'drain');
    if (left === 0) break;
  }
  out.end();
  await once(out, 'finish');
}

/** About 123 bytes. */
function record(index: number, extra = ''): string {
  const id = String(index).padStart(9, '0');
  return `{"id":${index},"user":"user-${id}","at":"2026-01-01T00:00:00.000Z","ok":${index % 7 !== 0},"score":${(index % 1000) / 8}${extra},"tags":["a","b"]}`;
}

function* records(separator: string, bytes: number): Generator<Uint8Array> {
  const middle = Math.floor(bytes / 123 / 2);
  for (let index = 0; ; ) {
    let text = '';
    for (; text.length < MiB; index++) {
      text += record(index, index === middle ? `,"note":"${needle}"` : '') + separator;
    }
    yield Buffer.from(text, 'latin1');
  }
}

/** A minified document on one line that ends where it should: the last string is filled up. */
function* array(bytes: number): Generator<Uint8Array> {
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
