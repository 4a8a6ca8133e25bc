import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { BodyEngine } from '#body-engine/engine.ts';
import { newId } from '#main/services/ids.ts';
import { type BodyFacts, isSettled } from '#router/contracts/body-view.ts';
import { type Bench, eachRound, speedOf } from './bench.ts';
import type { Fixture } from './fixtures.ts';

const never = new AbortController().signal;

/** The engine alone, with the built worker, on files that are there already and in the page cache. */
export async function measureIndex({ fixtures, recorder, rounds }: Bench): Promise<void> {
  await using engine = new BodyEngine({
    workerUrl: pathToFileURL(path.resolve('out/main/body-worker.js')),
    onError: (error) => console.error(error),
  });
  await index(engine, fixtures.sse, 'text/event-stream');
  await eachRound(rounds, async () => {
    const ndjson = await index(engine, fixtures.ndjson, 'application/x-ndjson');
    recorder.add('index.speed', speedOf(fixtures.ndjson, ndjson));
    recorder.add(
      'index.json',
      speedOf(fixtures.json, await index(engine, fixtures.json, 'application/json')),
    );
  });
}

/** Milliseconds until all of a file is indexed. */
async function index(
  engine: BodyEngine,
  { name, path: file, bytes }: Fixture,
  contentType: string,
): Promise<number> {
  const began = performance.now();
  const body = engine.open({ id: newId(), path: file, contentType });
  try {
    body.grew(bytes, 'complete');
    let last: BodyFacts | undefined;
    for await (const facts of body.facts(never)) last = facts;
    if (!last || !isSettled(last)) throw new Error(`${name} was not indexed to its end`);
    return performance.now() - began;
  } finally {
    body.close();
  }
}
